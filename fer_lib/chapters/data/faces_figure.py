"""Sheets of faces: rows of images, each row with a name."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fer_lib.language import Language, Text
from fer_lib.plots.image_display import show_image


@dataclass(frozen=True, eq=False)
class FaceSheet:
    """Faces in rows, each row with a name.

    Attributes:
        images: uint8 [rows, columns, H, W].
        row_names: one a row.
    """

    images: NDArray[np.uint8]
    row_names: Sequence[Text]

    def plot(self, lang: Language = "en") -> Figure:
        """Draw the sheet, grey levels 0 to 255."""
        rows, columns = self.images.shape[:2]
        figure, axes = plt.subplots(rows, columns, figsize=(7.2, 7.0 * rows / (columns + 1.2)), squeeze=False)
        for (i, j), ax in np.ndenumerate(axes):
            show_image(ax, self.images[i, j])
            ax.set_xticks([])
            ax.set_yticks([])
            ax.spines[:].set_visible(False)
        for ax, name in zip(axes[:, 0], self.row_names, strict=True):
            ax.set_ylabel(name[lang], rotation=0, ha="right", va="center", labelpad=8)
        return figure


def first_of_each_class(
    images: NDArray[np.uint8], labels: NDArray[np.integer], num_classes: int, columns: int
) -> NDArray[np.uint8]:
    """The first ``columns`` images of each class, black where a class has fewer: uint8 [K, columns, H, W]."""
    sheet = np.zeros((num_classes, columns, *images.shape[1:]), np.uint8)
    for k in range(num_classes):
        chosen = np.flatnonzero(labels == k)[:columns]
        sheet[k, : len(chosen)] = images[chosen]
    return sheet
