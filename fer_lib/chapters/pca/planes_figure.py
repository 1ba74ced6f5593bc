"""Two planes seen from their edge, and the distance of each point from them."""

from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS

LABEL_DISTANCE = 0.4
"""Points with a gap below this have names that would overlap."""


@dataclass(frozen=True, eq=False)
class PlanesFromTheEdge:
    """Points seen along a plane, so that the plane is a line and distances from it are true.

    Attributes:
        along: float64 [N], coordinate along the plane.
        across: float64 [N], coordinate at right angles to it, measured from 0.
        mean_across: the mean of ``across``; the plane through the mean lies there, the one through 0 at 0.
        errors: sum of squared distances from the plane through the mean, and from the one through 0.
    """

    along: NDArray[np.float64]
    across: NDArray[np.float64]
    mean_across: float
    errors: tuple[float, float]

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """Both planes as lines, and the distance of each point from each."""
        if ax is None:
            _, ax = plt.subplots(figsize=(7.2, 3.4))
        through_mean, through_zero = COLORS["blue"], COLORS["orange"]
        names = (Text("through the mean", "通過平均"), Text("through 0", "通過 0"))
        for height, color, style, shift, name, error in (
            (self.mean_across, through_mean, "-", -0.06, names[0], self.errors[0]),
            (0.0, through_zero, "--", 0.06, names[1], self.errors[1]),
        ):
            label = Text(f"{name.en}: error {error:.4f}", f"{name.zh}：誤差 {error:.4f}")
            ax.axhline(height, color=color, ls=style, lw=1.6, label=label[lang])
            ax.vlines(self.along + shift, height, self.across, color=color, lw=1.1, ls=style, alpha=0.8)
        ax.plot(self.along, self.across, "o", color="#111827", ms=5)
        for number, (x, y) in enumerate(zip(self.along, self.across, strict=True), start=1):
            # Names of points that nearly touch go to opposite sides.
            gaps = self.along - x
            neighbours = gaps[
                (abs(gaps) < LABEL_DISTANCE) & (abs(self.across - y) < 2 * LABEL_DISTANCE) & (gaps != 0)
            ]
            above = y > self.mean_across
            offset, place = ((0, 6) if above else (0, -6)), "center"
            if len(neighbours):
                offset, place = ((-6, 4), "right") if neighbours[0] > 0 else ((7, 4), "left")
            ax.annotate(
                f"$x_{{{number}}}$",
                (x, y),
                offset,
                textcoords="offset points",
                ha=place,
                va="bottom" if above else "top",
            )
        ax.set_xlabel(Text("coordinate along $u_1$", "沿 $u_1$ 的座標")[lang])
        ax.set_ylabel(Text("coordinate along $u_3$", "沿 $u_3$ 的座標")[lang])
        ax.margins(y=0.16)
        ax.legend(loc="upper left", bbox_to_anchor=(0, 1.16), ncols=2)
        figure = ax.get_figure(root=True)
        assert figure is not None
        return figure
