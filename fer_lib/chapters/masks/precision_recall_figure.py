"""Precision against recall, one panel a method, beside that of a reference."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fer_lib.language import Language, Text, heading
from fer_lib.plots.style import COLORS


def precision_at_hits(scores: NDArray[np.floating], positive: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Precision when the ranking has reached the first, second, … positive: float64 [number of positives].

    Args:
        scores: [n], higher for what looks more like a positive.
        positive: bool [n].
    """
    ranked = positive[np.argsort(-scores, kind="stable")]
    places = np.flatnonzero(ranked) + 1
    return np.arange(1, len(places) + 1) / places


@dataclass(frozen=True, eq=False)
class PrecisionRecallPanels:
    """Curves of several methods on the same images.

    Attributes:
        methods: name and float64 [S, P] each: ``precision_at_hits`` of S seeds with P positives.
        reference: which of them is drawn grey in the other panels.
        base_rate: share of positives, which a ranking at random has as its precision.
    """

    methods: Sequence[tuple[Text, NDArray[np.float64]]]
    reference: int
    base_rate: float

    def plot(self, lang: Language = "en") -> Figure:
        """Thin lines are single seeds, the thick one is the mean precision at each recall."""
        rows = -(-len(self.methods) // 3)
        figure, axes = plt.subplots(
            rows, 3, figsize=(7.2, 0.7 + 1.65 * rows), sharex=True, sharey=True, squeeze=False
        )
        reference = self.methods[self.reference][1].mean(0)
        recall = np.arange(1, len(reference) + 1) / len(reference)
        for number, ax in enumerate(axes.flat):
            if number >= len(self.methods):
                ax.set_axis_off()
                continue
            name, curves = self.methods[number]
            if number != self.reference:
                ax.plot(recall, reference, color=COLORS["grey"], linewidth=1.4, linestyle="--")
            for curve in curves if len(curves) > 1 else []:
                ax.plot(recall, curve, color=COLORS["blue"], linewidth=0.6, alpha=0.5)
            ax.plot(recall, curves.mean(0), color=COLORS["blue"], linewidth=2)
            ax.axhline(self.base_rate, color=COLORS["orange"], linewidth=0.9, linestyle=":")
            ax.set_title(name[lang], fontsize=9.5)
            ax.set_xlim(0, 1.02)
            ax.set_ylim(0, 1.04)
            ax.grid(True, linewidth=0.6)
        figure.supxlabel(heading("recall")[lang], fontsize=9.5)
        figure.supylabel(heading("precision")[lang], fontsize=9.5)
        return figure
