"""Rows of small colour images, one row a class."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fer_lib.language import Language, Text

INCHES_WIDE = 7.2
NAME_INCHES = 0.95
GAP = 2
"""White pixels between images."""


@dataclass(frozen=True, eq=False)
class CropRows:
    """Crops of each class.

    Attributes:
        names: of the rows.
        rows: uint8 [n, h, w, 3] each, all of the same n, h and w.
    """

    names: Sequence[Text]
    rows: Sequence[NDArray[np.uint8]]

    def plot(self, lang: Language = "en") -> Figure:
        """Draw the sheet; pixels stay squares."""
        sheet = np.concatenate([_strip(row) for row in self.rows])
        height, width = sheet.shape[:2]
        drawn = INCHES_WIDE - NAME_INCHES
        figure = plt.figure(figsize=(INCHES_WIDE, drawn * height / width))
        figure.set_layout_engine("none")
        ax = figure.add_axes((NAME_INCHES / INCHES_WIDE, 0, drawn / INCHES_WIDE, 1))
        ax.set_axis_off()
        ax.imshow(sheet, interpolation="none", aspect="auto")
        for number, name in enumerate(self.names):
            middle = (number + 0.5) * height / len(self.rows)
            ax.text(-6, middle, name[lang], ha="right", va="center", fontsize=9.5)
        return figure


def _strip(row: NDArray[np.uint8]) -> NDArray[np.uint8]:
    framed = np.pad(row, ((0, 0), (GAP, GAP), (GAP, GAP), (0, 0)), constant_values=255)
    return np.concatenate(list(framed), axis=1)
