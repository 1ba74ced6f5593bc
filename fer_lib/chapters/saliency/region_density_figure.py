"""How densely the mass of maps lies in each region of the face, class by class."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS

MARKERS = (("o", COLORS["blue"]), ("s", COLORS["orange"]), ("^", COLORS["green"]))


@dataclass(frozen=True, eq=False)
class RegionDensities:
    """Density of a region: its share of the map's mass over its share of the image; 1 is an even map.

    Attributes:
        means: [methods, classes, regions]; NaN where there is no image.
        lower: ends of the 95 % intervals, likewise.
        upper: likewise.
        method_names: at most three.
        class_names: of the classes.
        region_names: of the regions.
    """

    means: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    method_names: Sequence[Text]
    class_names: Sequence[Text]
    region_names: Sequence[Text]

    def plot(self, lang: Language = "en") -> Figure:
        """One panel a region, one row a class, one marker a method with its interval; a line at 1."""
        regions, classes = len(self.region_names), len(self.class_names)
        figure, axes = plt.subplots(
            1, regions, sharey=True, sharex=True, figsize=(7.2, 0.9 + 0.3 * classes), squeeze=False
        )
        rows = np.arange(classes)
        offsets = np.linspace(-0.16, 0.16, len(self.method_names))
        for region, ax in enumerate(axes[0]):
            ax.axvline(1, color=COLORS["grey"], linewidth=1)
            for method, name in enumerate(self.method_names):
                marker, color = MARKERS[method]
                values = self.means[method, :, region]
                ends = [
                    np.where(np.isfinite(end[method, :, region]), np.abs(end[method, :, region] - values), 0)
                    for end in (self.lower, self.upper)
                ]
                ax.errorbar(
                    values, rows + offsets[method], xerr=ends, fmt=marker, color=color, markersize=4,
                    elinewidth=1.3, label=name[lang],
                )  # fmt: skip
            ax.set_title(self.region_names[region][lang], fontsize=9.5)
            ax.grid(axis="x")
            ax.set_axisbelow(True)
        axes[0, 0].set_yticks(rows, [name[lang] for name in self.class_names])
        axes[0, 0].set_ylim(classes - 0.5, -0.5)
        axes[0, 0].set_xlim(
            0, 1.3 * float(np.nanmax(self.means))
        )  # an interval of two images may run out of it
        figure.supxlabel(
            Text("share of the map over share of the image", "顯著圖占比 ÷ 面積占比")[lang], fontsize=9
        )
        figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper center", ncols=3)
        return figure
