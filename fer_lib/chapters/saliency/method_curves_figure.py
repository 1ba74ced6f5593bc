"""Curves with one line for each attribution method."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter
from numpy.typing import NDArray

from fer_lib.explain.saliency.map_statistics import mean_interval
from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS

CURVES_INCHES = 7.2
"""Width of ``ProbabilityCurves``."""
STYLES: dict[str, tuple[str, str, str]] = {
    "gradient": (COLORS["blue"], "-", "o"),
    "guided_backpropagation": (COLORS["orange"], "-", "s"),
    "smooth_grad": (COLORS["sky"], "--", "^"),
    "integrated_gradients": (COLORS["green"], "--", "v"),
    "grad_cam": (COLORS["purple"], "-.", "D"),
    "occlusion": (COLORS["amber"], "-", "P"),
    "lime": ("#111827", "--", "X"),
    "random": (COLORS["grey"], ":", ""),
}
"""Colour, dash and marker of each method, the same in every figure."""


@dataclass(frozen=True, eq=False)
class RandomizationCurves:
    """What is left of maps while a network forgets.

    Attributes:
        correlations: rank correlation with the trained network's map, [methods, layers, n]; NaN for an even map.
        methods: keys.
        names: of the methods.
    """

    correlations: NDArray[np.float64]
    methods: Sequence[str]
    names: Sequence[Text]

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """Mean correlation by the number of layers that have forgotten, with 95 % intervals; steps without any map
        that points somewhere are left out.
        """
        if ax is None:
            _, ax = plt.subplots(figsize=(6.4, 3.3))
        steps, lowest = np.arange(1, self.correlations.shape[1] + 1), 0.0
        for number, (method, name) in enumerate(zip(self.methods, self.names, strict=True)):
            color, dash, marker = STYLES[method]
            summary = np.array([mean_interval(values) for values in self.correlations[number]])[:, :3]
            means, lower, upper = summary.T
            lowest = min(lowest, float(np.min(lower, initial=0.0, where=np.isfinite(lower))))
            ends = [np.where(np.isfinite(end), np.abs(end - means), 0) for end in (lower, upper)]
            x = np.concatenate([[0], steps + 0.06 * (number - len(self.methods) / 2)])
            ax.errorbar(
                x, [1, *means], yerr=np.concatenate([np.zeros((2, 1)), ends], axis=1), color=color,
                linestyle=dash, marker=marker, markersize=4, linewidth=1.5, elinewidth=1, label=name[lang],
            )  # fmt: skip
        ax.axhline(0, color=COLORS["grey"], linewidth=0.8)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        # With room for the lowest end of any interval; one of few maps is wide.
        ax.set_ylim(min(-0.3, lowest - 0.05), 1.05)
        ax.set_xlabel(Text("layers drawn anew, from the output", "從輸出端起，重新隨機設定的層數")[lang])
        ax.set_ylabel(Text("rank correlation with the first map", "與訓練後的圖的等級相關")[lang])
        figure = ax.figure
        assert isinstance(figure, Figure)
        figure.legend(*ax.get_legend_handles_labels(), loc="outside right upper")
        return figure


@dataclass(frozen=True, eq=False)
class ProbabilityCurves:
    """Probability of the class while pixels disappear and appear.

    Attributes:
        deletion: [methods, n, steps].
        insertion: likewise.
        methods: keys, ``random`` among them.
        names: of the methods.
    """

    deletion: NDArray[np.float64]
    insertion: NDArray[np.float64]
    methods: Sequence[str]
    names: Sequence[Text]

    def plot(self, lang: Language = "en") -> Figure:
        """Mean over the images, deletion on the left, insertion on the right."""
        figure, axes = plt.subplots(1, 2, sharey=True, figsize=(CURVES_INCHES, 3.3))
        titles = (Text("deletion", "刪除"), Text("insertion", "插入"))
        for ax, curves, title in zip(axes, (self.deletion, self.insertion), titles, strict=True):
            shares = np.linspace(0, 1, curves.shape[-1])
            for number, (method, name) in enumerate(zip(self.methods, self.names, strict=True)):
                color, dash, _ = STYLES[method]
                ax.plot(
                    shares,
                    curves[number].mean(axis=0),
                    color=color,
                    linestyle=dash,
                    linewidth=1.6,
                    label=name[lang],
                )
            ax.set_title(title[lang])
            ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
            ax.set_xlabel(Text("pixels, the most important first", "像素，由最重要的開始")[lang])
            ax.grid(axis="y")
        axes[0].set_ylim(-0.02, 1.02)  # a line at 0 is drawn in full
        axes[0].set_ylabel(Text("probability of the class", "該類別的機率")[lang])
        figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
        return figure
