"""Images beside maps with a sign: what speaks for a class in blue, what against it in orange."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fer_lib.language import Language, Text
from fer_lib.plots.image_display import show_image
from fer_lib.plots.style import COLORS

PAIRS_A_ROW = 3
INCHES_WIDE, ROW_INCHES = 7.2, 1.35
FOR_AND_AGAINST = LinearSegmentedColormap.from_list(
    "against_for", [COLORS["orange"], "white", COLORS["blue"]]
)


@dataclass(frozen=True, eq=False)
class SignedMaps:
    """Pairs of an image and its map.

    Attributes:
        images: uint8 [n, H, W] or [n, H, W, 3].
        maps: signed, [n, H, W].
        names: one a pair.
    """

    images: NDArray[np.uint8]
    maps: NDArray[np.floating]
    names: Sequence[Text]

    def plot(self, lang: Language = "en") -> Figure:
        """Draw each map between minus and plus its largest absolute value; a map that is 0 everywhere is white."""
        rows = -(-len(self.names) // PAIRS_A_ROW)
        figure, axes = plt.subplots(
            rows, 2 * PAIRS_A_ROW, squeeze=False, figsize=(INCHES_WIDE, ROW_INCHES * rows + 0.5)
        )
        for ax in axes.flat:
            ax.set_axis_off()
        largest = np.abs(self.maps).max(axis=(1, 2))
        for k, name in enumerate(self.names):
            row, pair = divmod(k, PAIRS_A_ROW)
            image, drawn = axes[row, 2 * pair : 2 * pair + 2]
            show_image(image, self.images[k])
            image.set_title(name[lang], fontsize=8)
            end = float(largest[k]) or 1.0
            drawn.imshow(self.maps[k], cmap=FOR_AND_AGAINST, vmin=-end, vmax=end, interpolation="nearest")
            drawn.set_title(f"±{largest[k]:.2g}", fontsize=8)
        bar = figure.colorbar(
            ScalarMappable(Normalize(-1, 1), FOR_AND_AGAINST), ax=axes, location="bottom", shrink=0.5, aspect=40,
            ticks=[-1, 0, 1],
        )  # fmt: skip
        bar.outline.set_visible(False)
        bar.ax.set_xticklabels(
            [Text("against the class", "不支持該類別")[lang], "0", Text("for the class", "支持該類別")[lang]],
            fontsize=8,
        )
        return figure
