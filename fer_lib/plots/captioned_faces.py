"""Faces in rows, each with lines of text below it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fer_lib.plots.image_display import show_image

INCHES_WIDE = 7.2
GAP_INCHES = 0.1
LINE_INCHES = 0.178
INK = "#111827"
LARGEST, SMALLEST = 8.0, 4.5
"""Sizes of the letters in points."""


@dataclass(frozen=True)
class Line:
    """One line of text.

    Attributes:
        text: in the language of the figure.
        color: of the text.
        bold: whether it is bold.
    """

    text: str
    color: str = INK
    bold: bool = False


def _size(captions: Sequence[Sequence[Line]], inches: float) -> float:
    """Size of the letters with which the longest line is as wide as its image, in points."""
    widths = [
        sum(1.0 if ord(letter) > 0x2E7F else 0.62 for letter in line.text)
        for lines in captions
        for line in lines
    ]
    return max(SMALLEST, min(LARGEST, 72 * inches / max(widths, default=1.0)))


def draw_captioned(
    images: Sequence[NDArray[np.uint8]], captions: Sequence[Sequence[Line]], columns: int
) -> Figure:
    """A sheet of faces, grey levels 0 to 255.

    Args:
        images: uint8 [H, W] each, in reading order.
        captions: the lines below each image.
        columns: faces in a row.
    """
    text_height = LINE_INCHES * max((len(lines) for lines in captions), default=0)
    rows = max(1, -(-len(images) // columns))
    cell = INCHES_WIDE / columns
    letters = _size(captions, cell - GAP_INCHES / 2)
    side = cell - GAP_INCHES
    height = rows * (side + text_height) + (rows - 1) * GAP_INCHES
    figure = plt.figure(figsize=(INCHES_WIDE, height))
    figure.set_layout_engine("none")  # before anything is drawn, or the PDF writer lays it out after all
    for place, (image, lines) in enumerate(zip(images, captions, strict=True)):
        row, column = divmod(place, columns)
        left = column * cell + GAP_INCHES / 2
        bottom = height - row * (side + text_height + GAP_INCHES) - side
        ax = figure.add_axes((left / INCHES_WIDE, bottom / height, side / INCHES_WIDE, side / height))
        ax.set_axis_off()
        show_image(ax, image)
        for number, line in enumerate(lines):
            ax.text(
                0.5, -(number + 0.55) * LINE_INCHES / side, line.text, transform=ax.transAxes, ha="center",
                va="center", fontsize=letters, color=line.color, fontweight="bold" if line.bold else "normal",
            )  # fmt: skip
    return figure
