"""Pairs of images side by side, with a line below each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fer_lib.language import Language, Text

INCHES_WIDE = 7.2
GAP_INCHES = 0.16
LINE_INCHES = 0.18
TITLE_INCHES = 0.26


@dataclass(frozen=True, eq=False)
class ImagePairs:
    """Rows of pairs, each row under a title.

    Attributes:
        titles: one a row; a row may be empty.
        pairs: for each row its pairs of images, uint8 [n, 2, H, W].
        lines: what stands below each pair.
        columns: pairs in a row.
    """

    titles: Sequence[Text]
    pairs: Sequence[NDArray[np.uint8]]
    lines: Sequence[Sequence[Text]]
    columns: int = 5

    def plot(self, lang: Language = "en") -> Figure:
        """Draw the rows that have pairs, grey levels 0 to 255."""
        rows = [row for row in zip(self.titles, self.pairs, self.lines, strict=True) if len(row[1])]
        cell = INCHES_WIDE / self.columns
        side = (cell - GAP_INCHES) / 2
        row_height = TITLE_INCHES + side + 2 * LINE_INCHES
        height = max(1, len(rows)) * row_height
        figure = plt.figure(figsize=(INCHES_WIDE, height))
        figure.set_layout_engine("none")  # before anything is drawn, or the PDF writer lays it out after all
        for number, (title, pairs, lines) in enumerate(rows):
            top = height - number * row_height
            figure.text(
                GAP_INCHES / 2 / INCHES_WIDE, (top - 0.13) / height, title[lang], va="center", fontsize=9.5
            )
            for column, (pair, line) in enumerate(zip(pairs[: self.columns], lines, strict=False)):
                left, bottom = column * cell + GAP_INCHES / 2, top - TITLE_INCHES - side
                box = (left / INCHES_WIDE, bottom / height, 2 * side / INCHES_WIDE, side / height)
                ax = figure.add_axes(box)
                ax.set_axis_off()
                ax.imshow(
                    np.hstack(list(pair)),
                    cmap="gray",
                    vmin=0,
                    vmax=255,
                    interpolation="nearest",
                    aspect="auto",
                )
                ax.text(
                    0.5, -0.65 * LINE_INCHES / side, line[lang], transform=ax.transAxes, ha="center", va="center",
                    fontsize=8,
                )  # fmt: skip
        return figure
