"""A convolution in numbers: a small image, a kernel, the output, and one window with the value that it gives."""

from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from fer_lib.chapters.convolution.window_figure import CELL_COLOR, EDGE_COLOR
from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS

IMAGE = ((0, 0, 1, 2), (0, 1, 2, 1), (1, 2, 1, 0), (2, 1, 0, 0))
KERNEL = ((0, -1, 0), (-1, 4, -1), (0, -1, 0))


@dataclass(frozen=True)
class Patch:
    """One output value of a convolution of one channel with stride 1 and no padding.

    Args:
        row: of the output cell.
        column: of the output cell.
        image: rows of whole numbers.
        kernel: rows of whole numbers, at most as many as the image's.
    """

    row: int
    column: int
    image: tuple[tuple[int, ...], ...] = IMAGE
    kernel: tuple[tuple[int, ...], ...] = KERNEL

    @property
    def output(self) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
        """All output values, int64 [(H − k + 1), (W − k + 1)]."""
        windows = np.lib.stride_tricks.sliding_window_view(np.array(self.image), np.shape(self.kernel))
        found: np.ndarray[tuple[int, int], np.dtype[np.int64]] = np.einsum(
            "ijab,ab->ij", windows, self.kernel
        )
        return found

    @property
    def products(self) -> list[tuple[int, int]]:
        """Kernel value and pixel of each product of this window that is not 0 by its kernel value."""
        return [
            (w, self.image[self.row + a][self.column + b])
            for a, weights in enumerate(self.kernel)
            for b, w in enumerate(weights)
            if w
        ]

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """Image, kernel and output side by side; the window and its output value are framed."""
        if ax is None:
            _, ax = plt.subplots(figsize=(7.2, 2.6))
        k1, k2 = np.shape(self.kernel)
        image, output = np.array(self.image), self.output
        left = 0.0
        marked = (
            (image, Text("image", "影像"), (self.row, self.column, k1, k2), "∗"),
            (np.array(self.kernel), Text("kernel", "卷積核"), None, "="),
            (output, Text("output", "輸出"), (self.row, self.column, 1, 1), ""),
        )
        for values, name, frame, sign in marked:
            height, width = values.shape
            top = (len(image) + height) / 2
            for (i, j), value in np.ndenumerate(values):
                cell = Rectangle(
                    (left + j, top - i - 1), 1, 1, facecolor=CELL_COLOR, edgecolor=EDGE_COLOR, lw=0.8
                )
                ax.add_patch(cell)
                shown = f"{value}".replace("-", "−")
                ax.text(left + j + 0.5, top - i - 0.5, shown, ha="center", va="center")
            if frame:
                i, j, rows, columns = frame
                corner = (left + j, top - i - rows)
                ax.add_patch(Rectangle(corner, columns, rows, fill=False, edgecolor=COLORS["orange"], lw=2.5))
            ax.text(left + width / 2, -0.15, name[lang], ha="center", va="top")
            ax.text(left + width + 0.75, len(image) / 2, sign, ha="center", va="center", fontsize=16)
            left += width + 1.5
        ax.set_xlim(-0.2, left - 1.3)
        ax.set_ylim(-0.8, len(image) + 0.2)
        ax.set_aspect("equal")
        ax.set_axis_off()
        figure = ax.get_figure(root=True)
        assert figure is not None
        return figure
