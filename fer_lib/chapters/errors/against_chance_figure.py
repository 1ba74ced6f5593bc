"""Errors against chance: each confusion as a multiple of what the margins give."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from fer_lib.chapters.errors.room import POINTS, letters_for
from fer_lib.language import Language, Text
from fer_lib.metrics.cell_excess import FEWEST_EXPECTED
from fer_lib.names import class_names
from fer_lib.plots.style import COLORS

SIDE, LARGEST_SIDE, ROOM = 4.3, 6.2, 0.4
"""Height of the figure in inches, of the largest, and of a field with a number that is easily read."""
NUMBERED = 25
"""Of more classes than this the fields have colours alone."""


@dataclass(frozen=True, eq=False)
class ErrorsAgainstChance:
    """Observed errors and the errors that chance with the same margins gives.

    Attributes:
        observed: [K, K], row = label, column = prediction; the diagonal is not looked at.
        expected: float64 [K, K].
        names: of the K classes.
        group: the classes that are drawn first and framed.
    """

    observed: NDArray[np.integer]
    expected: NDArray[np.float64]
    names: Sequence[str]
    group: tuple[int, ...]

    @property
    def order(self) -> list[int]:
        """The group's classes, then the others."""
        return [*self.group, *(k for k in range(len(self.names)) if k not in self.group)]

    @property
    def ratios(self) -> NDArray[np.float64]:
        """Observed / expected, NaN on the diagonal and where fewer than one error is expected: [K, K]."""
        ratios = np.full(self.expected.shape, np.nan)
        np.divide(self.observed, self.expected, out=ratios, where=self.expected >= FEWEST_EXPECTED)
        np.fill_diagonal(ratios, np.nan)
        return ratios

    def strongest(self) -> tuple[int, int] | None:
        """(label, prediction) of the largest ratio; None where no ratio can be given."""
        ratios = self.ratios
        if np.isnan(ratios).all():
            return None
        label, predicted = np.unravel_index(np.nanargmax(ratios), ratios.shape)
        return int(label), int(predicted)

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """Ratios on a scale of colours, as numbers too where there is room: orange above 1, purple below; few expected
        errors: a dot; the diagonal is grey.
        """
        order = self.order
        side = min(max(SIDE, 1.2 + ROOM * len(order)), LARGEST_SIDE)
        field = 0.7 * side / len(order)
        letters, numbers = letters_for(field), min(8.5, 0.5 * POINTS * field)
        if ax is None:
            _, ax = plt.subplots(figsize=(side + 1.1, side))
        ratios = self.ratios[np.ix_(order, order)]
        logs = np.log2(np.clip(ratios, 0.25, 4))
        drawn = ax.imshow(logs, cmap="PuOr_r", norm=TwoSlopeNorm(0, -2, 2))
        names = class_names([self.names[k] for k in order], lang)
        ax.set_xticks(
            range(len(order)), names, rotation=40, ha="right", rotation_mode="anchor", fontsize=letters
        )
        ax.set_yticks(range(len(order)), names, fontsize=letters)
        ax.set_xlabel(Text("predicted", "預測類別")[lang])
        ax.set_ylabel(Text("label", "標籤")[lang])
        ax.spines[:].set_visible(False)
        ax.tick_params(length=0)
        for (i, j), ratio in np.ndenumerate(ratios):
            if i == j:
                ax.add_patch(Rectangle((j - 0.5, i - 0.5), 1, 1, facecolor="#E5E7EB"))
            else:
                shown = "·" if np.isnan(ratio) else f"{ratio:.1f}" if len(order) <= NUMBERED else ""
                dark = not np.isnan(ratio) and (logs[i, j] < -1.25 or logs[i, j] > 1.4)
                ax.text(
                    j,
                    i,
                    shown,
                    ha="center",
                    va="center",
                    fontsize=numbers,
                    color="white" if dark else "#111827",
                )
        size = len(self.group)
        if size:
            frame = Rectangle((-0.5, -0.5), size, size, fill=False, edgecolor=COLORS["blue"], linewidth=2.2)
            frame.set_clip_on(False)
            ax.add_patch(frame)
        figure = ax.figure
        assert isinstance(figure, Figure)
        bar = figure.colorbar(drawn, ax=ax, ticks=[-2, -1, 0, 1, 2], shrink=0.85)
        bar.ax.set_yticklabels(["¼", "½", "1", "2", "4"])
        bar.outline.set_visible(False)
        bar.set_label(Text("times as many as by chance", "隨機情況的倍數")[lang])
        return figure
