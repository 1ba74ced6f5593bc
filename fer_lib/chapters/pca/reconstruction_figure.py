"""Images rebuilt from more and more principal components."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fer_lib.language import Language, Text
from fer_lib.plots.image_display import show_image


@dataclass(frozen=True, eq=False)
class ReconstructionSheet:
    """Images rebuilt from more and more components.

    Attributes:
        rebuilt: float64 [rows, columns, H, W] or [rows, columns, H, W, 3], column by column.
        originals: uint8 [rows, H, W] or [rows, H, W, 3].
        numbers: components of each column.
        row_names: one a row.
    """

    rebuilt: NDArray[np.float64]
    originals: NDArray[np.uint8]
    numbers: Sequence[int]
    row_names: Sequence[Text]

    def plot(self, lang: Language = "en") -> Figure:
        """A row for each image, the original last; values are cut off at 0 and 255."""
        rows, columns = self.rebuilt.shape[:2]
        size = (7.2, 7.0 * rows / (columns + 2.2) + 0.25)
        figure, grid = plt.subplots(rows, columns + 1, figsize=size, squeeze=False)
        for (row, column), ax in np.ndenumerate(grid):
            image = self.originals[row] if column == columns else self.rebuilt[row, column]
            show_image(ax, image)
            ax.set_xticks([])
            ax.set_yticks([])
            ax.spines[:].set_visible(False)
        titles = [*(f"$k={number}$" for number in self.numbers), Text("original", "原圖")[lang]]
        for ax, title in zip(grid[0], titles, strict=True):
            ax.set_title(title, loc="center", fontsize=9)
        for ax, name in zip(grid[:, 0], self.row_names, strict=True):
            ax.set_ylabel(name[lang], rotation=0, ha="right", va="center", labelpad=8)
        return figure
