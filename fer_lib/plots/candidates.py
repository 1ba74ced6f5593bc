"""Faces whose label is in doubt, with what speaks for and against it."""

from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS

INCHES_WIDE = 7.2
GAP_INCHES = 0.1
LINE_INCHES = 0.175


@dataclass(frozen=True, eq=False)
class Candidate:
    """One image whose label is in doubt.

    Attributes:
        image: uint8 [H, W].
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
        columns: faces in a row.
    """

    faces: tuple[Candidate, ...]
    columns: int = 6

    def plot(self, lang: Language = "en") -> Figure:
        """Draw the sheet, grey levels 0 to 255.

        Below a face: label and its probability; the prediction after an arrow; the evidence, bold and green where it
        is against the label, grey where it is not.
        """
        lines = 2 + any(face.evidence for face in self.faces)
        rows = max(1, -(-len(self.faces) // self.columns))
        cell, text_height = INCHES_WIDE / self.columns, lines * LINE_INCHES
        side = cell - GAP_INCHES
        height = rows * (side + text_height) + (rows - 1) * GAP_INCHES
        figure = plt.figure(figsize=(INCHES_WIDE, height))
        figure.set_layout_engine("none")  # before anything is drawn, or the PDF writer lays it out after all
        for place, face in enumerate(self.faces):
            row, column = divmod(place, self.columns)
            left = column * cell + GAP_INCHES / 2
            bottom = height - row * (side + text_height + GAP_INCHES) - side
            ax = figure.add_axes((left / INCHES_WIDE, bottom / height, side / INCHES_WIDE, side / height))
            ax.set_axis_off()
            ax.imshow(face.image, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
            written = [
                (f"{face.label[lang]} {short_percent(face.label_probability)}", "#111827", "normal"),
                (
                    f"→ {face.predicted[lang]} {short_percent(face.predicted_probability)}",
                    COLORS["orange"],
                    "normal",
                ),
            ]
            if face.evidence:
                against = bool(face.against_label)
                written.append(
                    (face.evidence[lang], "#00664A" if against else COLORS["grey"], "bold" * against)
                )
            for number, (text, color, weight) in enumerate(written):
                ax.text(
                    0.5, -(number + 0.55) * LINE_INCHES / side, text, transform=ax.transAxes, ha="center",
                    va="center", fontsize=8, color=color, fontweight=weight or "normal",
                )  # fmt: skip
        return figure


def short_percent(probability: float) -> str:
    """In whole percent, or that it is less than one."""
    return "<1%" if probability < 0.01 else f"{100 * probability:.0f}%"
