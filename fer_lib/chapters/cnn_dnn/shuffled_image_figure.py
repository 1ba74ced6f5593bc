"""An image before and after its pixels are shuffled, and what a small window then looks at."""

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from fer_lib.chapters.cnn_dnn.shuffled_pixels import ShuffledImage
from fer_lib.language import Language, Text
from fer_lib.plots.image_display import show_image
from fer_lib.plots.style import COLORS

WINDOW = COLORS["orange"]


def plot_shuffled_image(example: ShuffledImage, lang: Language = "en") -> Figure:
    """Three panels: the image with a window, the shuffled one with it, and where the window's pixels come from."""
    titles = (
        Text("as it is", "原圖"),
        Text("pixels shuffled", "像素打亂後"),
        Text("what that window sees", "視窗裡的像素來自何處"),
    )
    figure, axes = plt.subplots(1, 3, figsize=(6.6, 2.55))
    for ax, image, title in zip(axes, (example.image, example.shuffled, example.image), titles, strict=True):
        show_image(ax, image)
        ax.set_title(title[lang], fontsize=10)
        ax.set_xticks([])
        ax.set_yticks([])
        ax.spines[:].set_visible(False)
    row, column = example.corner
    for ax in axes[:2]:
        _frame(ax, row, column, example.side)
    for source_row, source_column in example.window_sources:
        _frame(axes[2], source_row, source_column, 1)
    return figure


def _frame(ax: Axes, row: int | np.int64, column: int | np.int64, side: int) -> None:
    """A square around pixels, wide enough to be seen around a single one."""
    margin = 0.5 if side > 1 else 1.0
    corner = (float(column) - margin, float(row) - margin)
    length = side - 1 + 2 * margin
    ax.add_patch(Rectangle(corner, length, length, fill=False, edgecolor=WINDOW, linewidth=1.8))
