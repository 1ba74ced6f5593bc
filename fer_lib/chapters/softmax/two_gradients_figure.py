"""Gradients of cross entropy and of the sum of binary terms, over the score of the true class."""

from dataclasses import dataclass

import torch
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS
from fer_lib.proofs.softmax.numbers import binary_sum_gradient, usual_gradient
from fer_lib.proofs.softmax.stability import Values


@dataclass(frozen=True)
class TwoGradients:
    """Gradients by the score s of the true class, for scores (s, 0, …, 0).

    Args:
        s: score of the true class, shape (points,).
        usual: of cross entropy, ŷ − 1.
        binary_sum: of the sum of the binary terms.
    """

    s: Values
    usual: Values
    binary_sum: Values

    @classmethod
    def compute(cls, classes: int, low: float = -6, high: float = 6) -> "TwoGradients":
        """Compute both in float64 at 241 scores from ``low`` to ``high``."""
        s = torch.linspace(low, high, 241, dtype=torch.float64)
        scores = torch.zeros(len(s), classes, dtype=torch.float64)
        scores[:, 0] = s
        labels = torch.zeros_like(scores)
        labels[:, 0] = 1
        curves = (way(scores, labels)[:, 0].numpy() for way in (usual_gradient, binary_sum_gradient))
        return cls(s.numpy(), *curves)

    @property
    def ratio(self) -> Values:
        """How many times the usual gradient the other one is, at each score."""
        ratio: Values = self.binary_sum / self.usual
        return ratio

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """Both gradients over s."""
        if ax is None:
            _, ax = plt.subplots(figsize=(7.2, 2.8))
        usual = Text("usual loss", "通常的損失")
        binary = Text("sum of the binary terms", "二元項的總和")
        ax.plot(self.s, self.usual, color=COLORS["blue"], label=usual[lang])
        ax.plot(self.s, self.binary_sum, color=COLORS["orange"], ls="--", label=binary[lang])
        ax.set_xlim(float(self.s[0]), float(self.s[-1]))
        ax.set_xlabel(Text("score s of the true class", "正確類別的分數 s")[lang])
        ax.set_ylabel(Text("gradient with respect to s", "對 s 的梯度")[lang])
        ax.legend(loc="upper left")
        figure = ax.get_figure(root=True)
        assert figure is not None
        return figure
