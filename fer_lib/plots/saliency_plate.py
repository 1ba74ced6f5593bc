"""Faces beside their maps, every map on one scale."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from fer_lib.language import Language, Text, term
from fer_lib.plots.image_display import show_image

INCHES_WIDE = 7.2
TOP_INCHES, RIGHT_INCHES, GAP_INCHES = 0.42, 0.62, 0.04
COLORMAP = "magma"
STRONGEST = 8.0
"""Times the mean at which the colours end."""
TALLEST = 9.4
"""Inches of the highest plate that fits on a page with its caption."""


def _wrapped(name: str) -> str:
    return "\n".join(textwrap.wrap(name, 11, break_long_words=False, break_on_hyphens=False))


def _title_size(titles: Sequence[str], inches: float) -> float:
    """Size of the letters, 8 points at most, with which no title touches the next one."""
    lines = [line for title in titles for line in _wrapped(title).split("\n")]
    widths = [sum(1.0 if ord(letter) > 0x2E7F else 0.62 for letter in line) for line in lines]
    return min(8.0, 0.93 * 72 * inches / max(widths))


@dataclass(frozen=True, eq=False)
class SaliencyPlate:
    """Rows of a face and its maps.

    Attributes:
        images: uint8 [rows, H, W].
        masses: shares of each map's mass, [rows, columns, H, W]; NaN where a map is 0 everywhere.
        row_names: one a row.
        column_names: one a column of maps.
    """

    images: NDArray[np.uint8]
    masses: NDArray[np.floating]
    row_names: Sequence[Text]
    column_names: Sequence[Text]

    def plot(self, lang: Language = "en") -> Figure:
        """Draw each map as multiples of its own mean, all on one scale up to ``STRONGEST``; an empty map is hatched."""
        rows, columns = self.masses.shape[:2]
        margin = 0.1 + 0.075 * max(len(name.en) for name in self.row_names)
        side = min((INCHES_WIDE - margin - RIGHT_INCHES) / (columns + 1), (TALLEST - TOP_INCHES) / rows)
        width, height = margin + (columns + 1) * side + RIGHT_INCHES, rows * side + TOP_INCHES
        figure = plt.figure(figsize=(width, height))
        figure.set_layout_engine(
            "none"
        )  # every map has its place already, and laying out so many takes seconds

        def place(row: int, column: int) -> Axes:
            left, bottom = margin + column * side, height - TOP_INCHES - (row + 1) * side
            size = side - GAP_INCHES
            ax = figure.add_axes((left / width, bottom / height, size / width, size / height))
            ax.set_axis_off()
            return ax

        multiples = self.masses * self.masses.shape[-1] * self.masses.shape[-2]
        for row, (name, image) in enumerate(zip(self.row_names, self.images, strict=True)):
            ax = place(row, 0)
            show_image(ax, image)
            ax.text(-0.06, 0.5, name[lang], transform=ax.transAxes, ha="right", va="center", fontsize=9)
            for column in range(columns):
                ax, values = place(row, column + 1), multiples[row, column]
                if np.isnan(values).any():
                    ax.add_patch(
                        Rectangle((0, 0), 1, 1, facecolor="#F3F4F6", edgecolor="#9CA3AF", hatch="///")
                    )
                else:
                    ax.imshow(values, cmap=COLORMAP, vmin=0, vmax=STRONGEST, interpolation="nearest")
        titles = [title[lang] for title in (term("image"), *self.column_names)]
        letters = _title_size(titles, side)
        for column, title in enumerate(titles):
            x = (margin + (column + 0.5) * side) / width
            y = 1 - (TOP_INCHES - 0.06) / height
            figure.text(x, y, _wrapped(title), ha="center", va="bottom", fontsize=letters, linespacing=1.05)
        long = min(0.85 * rows * side, 3.0)
        middle = (height - TOP_INCHES) / 2
        box = (1 - (RIGHT_INCHES - 0.06) / width, (middle - long / 2) / height, 0.012, long / height)
        scale = ScalarMappable(Normalize(0, STRONGEST), COLORMAP)
        bar = figure.colorbar(scale, cax=figure.add_axes(box), extend="max")
        bar.outline.set_visible(False)
        bar.ax.tick_params(labelsize=8)
        bar.set_label(Text("times the map’s mean", "各圖平均的倍數")[lang], fontsize=8)
        return figure
