"""Explained variance: the share that the first principal components hold."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS


@dataclass(frozen=True, eq=False)
class ExplainedVariance:
    """How much of the variance the first components hold.

    Attributes:
        cumulative: float64 [D], share held by the first 1, 2, …, D components.
        marked: (share, number of components that reach it) to be marked.
    """

    cumulative: NDArray[np.float64]
    marked: Sequence[tuple[float, int]]

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """Share in percent against the number of components, on a logarithmic axis."""
        if ax is None:
            _, ax = plt.subplots(figsize=(7.2, 3.0))
        numbers = np.arange(1, len(self.cumulative) + 1)
        ax.plot(numbers, 100 * self.cumulative, color=COLORS["blue"], lw=1.8)
        for share, number in self.marked:
            ax.plot([1, number, number], [100 * share, 100 * share, 0], color=COLORS["grey"], lw=0.9, ls=":")
            ax.plot(number, 100 * self.cumulative[number - 1], "o", color=COLORS["orange"], ms=5)
            ax.annotate(
                f"{100 * share:.0f}%: {number}",
                (number, 100 * self.cumulative[number - 1]),
                (7, -5),
                textcoords="offset points",
                va="top",
            )
        ax.set_xscale("log")
        ax.xaxis.set_major_formatter("{x:g}")
        ax.set_xlim(1, len(self.cumulative))
        ax.set_ylim(0, 102)
        ax.grid(axis="y")
        ax.set_xlabel(Text("number of components", "主成分個數")[lang])
        ax.set_ylabel(Text("share of the variance (%)", "占總變異量（%）")[lang])
        figure = ax.get_figure(root=True)
        assert figure is not None
        return figure
