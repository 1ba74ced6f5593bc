"""Log-sum-exp in floating point, as written and from shifted scores."""

from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS
from fer_lib.proofs.softmax.stability import (
    Values,
    first_overflow,
    first_underflow,
    naive_log_sum_exp,
    shifted_log_sum_exp,
)


@dataclass(frozen=True)
class LogSumExpCurve:
    """Log-sum-exp of (x, x−1, x−2) minus x, in float32, over x.

    Args:
        x: largest score, shape (points,).
        naive: as written; ±inf outside the range of float32.
        shifted: from shifted scores.
    """

    x: Values
    naive: Values
    shifted: Values

    @classmethod
    def compute(cls, low: int = -120, high: int = 120, points: int = 481) -> "LogSumExpCurve":
        """Compute both for evenly spaced x from ``low`` to ``high``."""
        x = np.linspace(low, high, points, dtype="float32")
        ways = [
            np.array([way(value - np.arange(3, dtype="float32")) - value for value in x])
            for way in (naive_log_sum_exp, shifted_log_sum_exp)
        ]
        return cls(x, *ways)

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """Both curves; grey where an exponential of a whole x is infinite or 0."""
        if ax is None:
            _, ax = plt.subplots(figsize=(7.2, 3.0))
        finite = np.isfinite(self.naive)
        overflow, underflow = first_overflow("float32"), first_underflow("float32")
        ax.axvspan(float(self.x[0]), underflow, color="#E5E7EB", lw=0)
        ax.axvspan(overflow, float(self.x[-1]), color="#E5E7EB", lw=0)
        naive, shifted = Text("as written", "照式子計算"), Text("from shifted scores", "由平移後的分數計算")
        ax.plot(self.x[finite], self.naive[finite], color=COLORS["orange"], lw=1.2, label=naive[lang])
        ax.plot(self.x, self.shifted, color=COLORS["blue"], ls="--", lw=1.8, label=shifted[lang])
        # The curves without their infinities, at the height of the values on either side of the true one.
        shown = self.naive[finite]
        bottom, top = float(shown.min()), float(shown.max())
        margin = 0.15 * (top - bottom)
        ax.set_ylim(bottom - margin, top + margin)
        ax.set_xlim(float(self.x[0]), float(self.x[-1]))
        middle = float(np.median(self.shifted)) / 2
        for place, infinity in (
            ((self.x[0] + underflow) / 2, r"$-\infty$"),
            ((self.x[-1] + overflow) / 2, r"$+\infty$"),
        ):
            ax.text(float(place), middle, infinity, ha="center", va="center", fontsize=9)
        ax.set_xlabel(Text("largest score x", "最大的分數 x")[lang])
        ax.set_ylabel(Text("log-sum-exp − x", "log-sum-exp − x")[lang])
        ax.legend(loc="center")
        figure = ax.get_figure(root=True)
        assert figure is not None
        return figure
