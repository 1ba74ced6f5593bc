"""The outputs of a softmax of three classes as points of a triangle, and how gradient descent moves them to the label."""

from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS
from fer_lib.proofs.softmax.stability import Values

STARTS = ((0.0, 0.0, 0.0), (-3.0, 2.0, 0.0), (-2.0, -1.0, 2.0))
STEPS = 12
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])
"""Places in the plane of the outputs (1, 0, 0), (0, 1, 0) and (0, 0, 1)."""


@dataclass(frozen=True)
class Triangle:
    """Paths of outputs under gradient descent of cross entropy on the scores, with learning rate 1.

    Args:
        outputs: float64 [paths, steps + 1, 3]; each adds up to 1.
    """

    outputs: Values

    @classmethod
    def compute(cls, true: int = 0) -> "Triangle":
        """Twelve steps from each start towards this class."""
        scores, label, found = np.array(STARTS), np.eye(3)[true], []
        for _ in range(STEPS + 1):
            powers = np.exp(scores - scores.max(axis=1, keepdims=True))
            found.append(powers / powers.sum(axis=1, keepdims=True))
            scores = scores - (found[-1] - label)
        return cls(np.stack(found, axis=1))

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """The triangle, its corners named, and the paths."""
        if ax is None:
            _, ax = plt.subplots(figsize=(4.4, 3.4))
        border = CORNERS[[0, 1, 2, 0]]
        ax.plot(border[:, 0], border[:, 1], color="#4B5563", lw=1)
        for path, color in zip(self.outputs, ("blue", "orange", "green"), strict=True):
            x, y = (path @ CORNERS).T
            ax.plot(x, y, marker="o", ms=3, lw=1, color=COLORS[color])
            ax.plot(x[0], y[0], marker="s", ms=8, color=COLORS[color])
        places = (("right", "top"), ("left", "top"), ("center", "bottom"))
        for number, (corner, (ha, va)) in enumerate(zip(CORNERS, places, strict=True), 1):
            name = Text(f"class {number}", f"類別 {number}")[lang]
            ax.text(corner[0], corner[1], f" {name} ", ha=ha, va=va)
        ax.set_xlim(-0.25, 1.25)
        ax.set_ylim(-0.1, 1.0)
        ax.set_aspect("equal")
        ax.set_axis_off()
        figure = ax.get_figure(root=True)
        assert figure is not None
        return figure
