"""Faces with what the network says of them."""

from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS

INCHES_WIDE = 7.2
GAP_INCHES = 0.1
CAPTION_INCHES = 0.36
"""Height of the two lines below a face."""


@dataclass(frozen=True, eq=False)
class PredictedFace:
    """One image and one answer.

    Attributes:
        image: uint8 [H, W].
        label: the given label.
        predicted: the network's answer.
        probability: of the answer, 0 to 1.
        right: whether the answer is the label.
    """

    image: NDArray[np.uint8]
    label: Text
    predicted: Text
    probability: float
    right: bool


@dataclass(frozen=True, eq=False)
class FaceGallery:
    """Faces in rows, below each its label and the answer with its probability.

    Attributes:
        faces: in reading order.
        columns: faces in a row.
    """

    faces: tuple[PredictedFace, ...]
    columns: int = 6

    def plot(self, lang: Language = "en") -> Figure:
        """Draw the sheet, grey levels 0 to 255; a wrong answer stands after ``≠``, a right one after ``=``."""
        rows = max(1, -(-len(self.faces) // self.columns))
        cell = INCHES_WIDE / self.columns
        side, line = cell - GAP_INCHES, CAPTION_INCHES / 2
        height = rows * (side + CAPTION_INCHES) + (rows - 1) * GAP_INCHES
        figure = plt.figure(figsize=(INCHES_WIDE, height))
        figure.set_layout_engine("none")  # every face has its place already
        for place, face in enumerate(self.faces):
            row, column = divmod(place, self.columns)
            left = column * cell + GAP_INCHES / 2
            bottom = height - row * (side + CAPTION_INCHES + GAP_INCHES) - side
            box = (left / INCHES_WIDE, bottom / height, side / INCHES_WIDE, side / height)
            ax = figure.add_axes(box)
            ax.set_axis_off()
            ax.imshow(face.image, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
            sign, color = ("=", COLORS["blue"]) if face.right else ("≠", COLORS["orange"])
            said = f"{sign} {face.predicted[lang]} {100 * face.probability:.0f}%"
            for number, (text, shade) in enumerate(((face.label[lang], "#111827"), (said, color))):
                ax.text(
                    0.5, -(number + 0.55) * line / side, text, transform=ax.transAxes, ha="center", va="center",
                    fontsize=8.5, color=shade,
                )  # fmt: skip
        return figure
