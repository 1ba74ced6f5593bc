"""Images whose label is in doubt, with what speaks for and against it."""

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fer_lib.language import Language, Text
from fer_lib.plots.captioned_faces import Line, draw_captioned
from fer_lib.plots.style import COLORS

AGAINST_LABEL_COLOR = "#00664A"


@dataclass(frozen=True, eq=False)
class Candidate:
    """One image whose label is in doubt.

    Attributes:
        image: uint8 [H, W] or [H, W, 3].
        label: the given label.
        label_probability: its out-of-fold probability, 0 to 1.
        predicted: the most probable class.
        predicted_probability: its probability.
        evidence: what is known from elsewhere, or None.
        against_label: whether the evidence is against the label; None if it decides nothing.
    """

    image: NDArray[np.uint8]
    label: Text
    label_probability: float
    predicted: Text
    predicted_probability: float
    evidence: Text | None = None
    against_label: bool | None = None


@dataclass(frozen=True, eq=False)
class CandidateSheet:
    """Candidates in rows, below each its label, the prediction and the evidence.

    Attributes:
        faces: in reading order.
        columns: images in a row.
    """

    faces: tuple[Candidate, ...]
    columns: int = 6

    def plot(self, lang: Language = "en") -> Figure:
        """Draw the sheet.

        Below an image: label and its probability; the prediction after an arrow; the evidence, bold and green where it
        is against the label, grey where it is not.
        """
        return draw_captioned(
            [face.image for face in self.faces], [_lines(face, lang) for face in self.faces], self.columns
        )


def _lines(face: Candidate, lang: Language) -> list[Line]:
    lines = [
        Line(f"{face.label[lang]} {short_percent(face.label_probability)}"),
        Line(f"→ {face.predicted[lang]} {short_percent(face.predicted_probability)}", COLORS["orange"]),
    ]
    if face.evidence:
        against = bool(face.against_label)
        lines.append(
            Line(face.evidence[lang], AGAINST_LABEL_COLOR if against else COLORS["grey"], bold=against)
        )
    return lines


def short_percent(probability: float) -> str:
    """In whole percent, or that it is less than one."""
    return "<1%" if probability < 0.01 else f"{100 * probability:.0f}%"
