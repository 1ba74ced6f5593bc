"""Learning curves of networks that start at random or at zero."""

from collections.abc import Mapping
from dataclasses import dataclass

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.chapters.backpropagation.zero_start import Start, StartRuns
from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS

START_NAMES: dict[Start, Text] = {
    "random": Text("random", "隨機"),
    "zero weights": Text("zero weights, random biases", "權重為零、偏差項隨機"),
    "zero": Text("all zero", "全部為零"),
}
LINE_STYLES: dict[Start, tuple[str, str]] = {
    "random": (COLORS["blue"], "-"),
    "zero weights": (COLORS["orange"], "--"),
    "zero": (COLORS["green"], "-."),
}


@dataclass(frozen=True)
class StartCurves:
    """Training losses of several starts under one activation.

    Args:
        title: the activation's name.
        runs: the networks of each start, all measured after the same epochs.
    """

    title: str
    runs: Mapping[Start, StartRuns]

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """Mean loss of the seeds against epochs; the band reaches from the smallest to the largest."""
        if ax is None:
            _, ax = plt.subplots(figsize=(4.2, 3.2))
        for start, runs in self.runs.items():
            color, dash = LINE_STYLES[start]
            low, high = runs.losses.min(axis=0), runs.losses.max(axis=0)
            ax.fill_between(runs.epochs, low, high, color=color, alpha=0.2, lw=0)
            ax.plot(
                runs.epochs,
                runs.losses.mean(axis=0),
                color=color,
                ls=dash,
                lw=1.8,
                label=START_NAMES[start][lang],
            )
        ax.set_yscale("log")
        ax.set_title(self.title)
        ax.set_xlabel(Text("epoch", "epoch")[lang])
        ax.set_ylabel(Text("training loss (cross entropy)", "訓練損失（交叉熵）")[lang])
        ax.grid(True, lw=0.6)
        figure = ax.figure
        assert isinstance(figure, Figure)
        return figure


def plot_starts(panels: tuple[StartCurves, StartCurves], lang: Language = "en") -> Figure:
    """Two activations side by side with one scale and one legend."""
    figure, axes = plt.subplots(1, 2, figsize=(7.2, 3.5), sharey=True)
    for ax, panel in zip(axes, panels, strict=True):
        panel.plot(ax, lang)
    axes[1].set_ylabel("")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure
