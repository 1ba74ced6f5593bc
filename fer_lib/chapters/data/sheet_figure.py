"""Sheets of images in rows, each row with a name."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fer_lib.data import ImageDataset
from fer_lib.language import Language, Text
from fer_lib.plots.image_display import show_image

TALLEST = 1.5
"""Height of an image that the sheet leaves room for, as a part of its width."""
PAGE = 7.6
"""Height in inches that a page has for a sheet with its caption."""


@dataclass(frozen=True, eq=False)
class ImageSheet:
    """Images in rows, each row with a name.

    Attributes:
        images: uint8 [rows, columns, H, W] or [rows, columns, H, W, 3].
        row_names: one a row.
    """

    images: NDArray[np.uint8]
    row_names: Sequence[Text]

    def plot(self, lang: Language = "en") -> Figure:
        """Draw the sheet, levels 0 to 255."""
        rows, columns, height, width = self.images.shape[:4]
        size = (7.2, min(7.0 * rows / (columns + 1.2) * min(height / width, TALLEST), PAGE))
        figure, axes = plt.subplots(rows, columns, figsize=size, squeeze=False)
        for (i, j), ax in np.ndenumerate(axes):
            show_image(ax, self.images[i, j])
            ax.set_xticks([])
            ax.set_yticks([])
            ax.spines[:].set_visible(False)
        for ax, name in zip(axes[:, 0], self.row_names, strict=True):
            ax.set_ylabel(name[lang], rotation=0, ha="right", va="center", labelpad=8)
        return figure


def first_of_each_class(dataset: ImageDataset, classes: Sequence[int], columns: int) -> NDArray[np.uint8]:
    """The first training images of some classes.

    Args:
        dataset: the images.
        classes: index of each, one a row.
        columns: images of each; black ones where a class has fewer.

    Returns:
        uint8 [rows, columns, H, W] or [rows, columns, H, W, 3].
    """
    training = dataset.indices("train")
    labels = dataset.labels[training]
    sheet = np.zeros((len(classes), columns, *dataset.images.shape[1:]), np.uint8)
    for row, k in enumerate(classes):
        chosen = training[np.flatnonzero(labels == k)[:columns]]
        sheet[row, : len(chosen)] = dataset.images[chosen]
    return sheet
