"""Training images beside what augmentation makes of them."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fer_lib.language import Language, Text
from fer_lib.plots.image_display import show_image

INCHES_WIDE, TOP_INCHES, GAP_INCHES, APART_INCHES = 7.2, 0.28, 0.05, 0.15
LONGEST_LINE = 16
"""Characters of a class's name on a line."""


def _wrapped(name: str) -> str:
    return "\n".join(textwrap.wrap(name, LONGEST_LINE))


@dataclass(frozen=True, eq=False)
class AugmentedImages:
    """A row an image: the original, then its variants.

    Attributes:
        originals: uint8 [r, H, W] or [r, H, W, 3].
        variants: uint8 [r, v, H, W] or [r, v, H, W, 3].
        names: of the rows.
    """

    originals: NDArray[np.uint8]
    variants: NDArray[np.uint8]
    names: Sequence[Text]

    def plot(self, lang: Language = "en") -> Figure:
        """Draw every image at its own proportions."""
        rows, columns = self.variants.shape[:2]
        height, width = self.originals.shape[1:3]
        longest = max(len(line) for name in self.names for line in _wrapped(name.en).split("\n"))
        margin = 0.3 + 0.075 * longest
        cell = (INCHES_WIDE - margin - APART_INCHES) / (columns + 1)
        side = cell - GAP_INCHES
        tall = side * height / width + GAP_INCHES
        total = rows * tall + TOP_INCHES
        figure = plt.figure(figsize=(INCHES_WIDE, total))
        figure.set_layout_engine("none")  # every image has its place already
        for row in range(rows):
            bottom = total - TOP_INCHES - (row + 1) * tall + GAP_INCHES
            for column, image in enumerate([self.originals[row], *self.variants[row]]):
                left = margin + column * cell + APART_INCHES * (column > 0)
                box = (left / INCHES_WIDE, bottom / total, side / INCHES_WIDE, (tall - GAP_INCHES) / total)
                ax = figure.add_axes(box)
                ax.set_axis_off()
                show_image(ax, image)
            middle = (bottom + (tall - GAP_INCHES) / 2) / total
            x = (margin - 0.1) / INCHES_WIDE
            figure.text(x, middle, _wrapped(self.names[row][lang]), ha="right", va="center", fontsize=9)
        titles = (
            (margin + side / 2, Text("original", "原圖")),
            (
                margin + APART_INCHES + cell + (columns * cell - GAP_INCHES) / 2,
                Text("in training", "訓練時"),
            ),
        )
        for x, title in titles:
            place = (x / INCHES_WIDE, 1 - (TOP_INCHES - 0.08) / total)
            figure.text(*place, title[lang], ha="center", va="bottom", fontsize=9)
        return figure
