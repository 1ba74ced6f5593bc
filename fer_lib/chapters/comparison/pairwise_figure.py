"""Which runs are better than which, as a triangle of squares."""

from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import ListedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from fer_lib.language import Language, Text

RUNS_DRAWN = 24
"""Of more, the most accurate are drawn."""


def _colors() -> ListedColormap:
    """Blues without the palest, which look like an empty square."""
    return ListedColormap(plt.get_cmap("Blues")(np.linspace(0.25, 1, 128)))


@dataclass(frozen=True, eq=False)
class PairwiseTriangle:
    """Every two of m runs.

    Attributes:
        names: of the runs, the most accurate first.
        differences: accuracy of the row's run minus that of the column's, −1 to 1: [m, m].
        better: whether the row's run is said to be better than the column's: [m, m].
        too_small: whether the test tells them apart, but the difference is too small to count: [m, m].
    """

    names: tuple[str, ...]
    differences: NDArray[np.float64]
    better: NDArray[np.bool_]
    too_small: NDArray[np.bool_]

    @property
    def shown(self) -> int:
        """Number of runs that are drawn."""
        return min(len(self.names), RUNS_DRAWN)

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """Below the diagonal, coloured: by how many points the column's run is ahead of the row's.

        A pair without a difference is an empty square, one that differs by too little has a ≈.
        """
        m = self.shown
        if ax is None:
            side = 0.235 * m
            _, ax = plt.subplots(figsize=(min(7.2, side + 2.9), side + 1.6))
        ahead = 100 * self.differences.T  # row: the run that is behind
        scale = Normalize(0, max(5.0, float(ahead[:m, :m].max())))
        colors = _colors()
        for row in range(1, m):
            for column in range(row):
                claimed = self.better[column, row]
                face = colors(scale(ahead[row, column])) if claimed else "white"
                ax.add_patch(
                    Rectangle(
                        (column - 0.46, row - 0.46),
                        0.92,
                        0.92,
                        facecolor=face,
                        edgecolor="#9CA3AF",
                        linewidth=0.5,
                    )
                )
                if self.too_small[row, column]:
                    ax.text(column, row, "≈", ha="center", va="center", fontsize=8)
        ax.set(xlim=(-0.6, m - 1.4), ylim=(m - 0.4, 0.4), aspect="equal")
        ax.set_yticks(range(1, m), self.names[1:m], fontsize=8)
        ax.set_xticks(range(m - 1), self.names[: m - 1], fontsize=8, rotation=90)
        ax.set_xlabel(Text("the better run", "較準的訓練")[lang])
        ax.set_ylabel(Text("the other run", "較差的訓練")[lang])
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        figure = ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        bar = figure.colorbar(ScalarMappable(scale, colors), ax=ax, shrink=0.6, aspect=16, pad=0.02)
        bar.outline.set_visible(False)
        bar.set_label(Text("ahead by (points)", "領先（百分點）")[lang])
        return figure
