"""Faces with what the network says of them."""

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fer_lib.language import Language, Text
from fer_lib.plots.captioned_faces import Line, draw_captioned
from fer_lib.plots.style import COLORS


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
        """Draw the sheet; a wrong answer stands after ``≠``, a right one after ``=``."""
        return draw_captioned(
            [face.image for face in self.faces],
            [[Line(face.label[lang]), _answer(face, lang)] for face in self.faces],
            self.columns,
        )


def _answer(face: PredictedFace, lang: Language) -> Line:
    sign, color = ("=", COLORS["blue"]) if face.right else ("≠", COLORS["orange"])
    return Line(f"{sign} {face.predicted[lang]} {100 * face.probability:.0f}%", color)
