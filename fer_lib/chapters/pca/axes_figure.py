"""The mean image and the principal axes as images."""

from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fer_lib.language import Language, Text
from fer_lib.plots.image_display import show_image


@dataclass(frozen=True, eq=False)
class AxisSheet:
    """The mean image and the first axes as images.

    Attributes:
        mean: float64 [H, W] or [H, W, 3], 0 to 255.
        axes: float64 [M, H, W] or [M, H, W, 3]; grey is 0, each on its own scale.
        shares: float64 [M], share of the variance of each.
        mean_title: what the mean is called.
    """

    mean: NDArray[np.float64]
    axes: NDArray[np.float64]
    shares: NDArray[np.float64]
    mean_title: Text

    def plot(self, lang: Language = "en") -> Figure:
        """The mean first, then the axes by falling variance, each with its share."""
        columns = 8
        rows = -(-(len(self.axes) + 1) // columns)
        figure, grid = plt.subplots(rows, columns, figsize=(7.2, 1.2 * rows), squeeze=False)
        for ax in grid.flat:
            ax.set_axis_off()
        cells = iter(grid.flat)
        first = next(cells)
        show_image(first, self.mean)
        first.set_title(self.mean_title[lang], loc="center", fontsize=8)
        for number, (ax, axis, share) in enumerate(zip(cells, self.axes, self.shares, strict=False), start=1):
            limit = float(abs(axis).max()) or 1.0
            show_image(ax, axis, -limit, limit)
            ax.set_title(f"{number}: {100 * share:.1f}%", loc="center", fontsize=8)
        return figure
