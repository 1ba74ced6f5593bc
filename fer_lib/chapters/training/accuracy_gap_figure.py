"""Validation and training accuracy of several kinds of runs, and the gap between the two."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS
from fer_lib.proportion import Proportion


@dataclass(frozen=True)
class AccuracyGap:
    """One row a kind of run; several runs of a kind are several marks in its row.

    Attributes:
        names: of the kinds, from top to bottom.
        validation: accuracies of each kind's runs on the validation images.
        train: of the same runs on the training images.
    """

    names: Sequence[Text]
    validation: Sequence[Sequence[Proportion]]
    train: Sequence[Sequence[Proportion]]

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """Accuracies with their 95 % Wilson intervals, joined by a bar that is the gap, its points beside it."""
        if ax is None:
            _, ax = plt.subplots(figsize=(6.6, 0.44 * len(self.names) + 1.15))
        for row, (validation, train) in enumerate(zip(self.validation, self.train, strict=True)):
            low, high = (float(np.mean([p.share for p in side])) for side in (validation, train))
            ax.plot(
                [100 * low, 100 * high],
                [row, row],
                color="#D1D5DB",
                linewidth=6,
                zorder=1,
                solid_capstyle="butt",
            )
            ax.annotate(
                f"{100 * (high - low):.1f}", (50 * (low + high), row), xytext=(0, 7), textcoords="offset points",
                ha="center", va="center", fontsize=8.5, color="#4B5563",
            )  # fmt: skip
            for side, color, marker in ((validation, COLORS["orange"], "s"), (train, COLORS["blue"], "o")):
                offsets = np.linspace(-0.12, 0.12, len(side)) if len(side) > 1 else [0.0]
                for accuracy, offset in zip(side, offsets, strict=True):
                    ends = 100 * np.abs(np.array(accuracy.wilson_interval) - accuracy.share)
                    ax.errorbar(
                        100 * accuracy.share, row + offset, xerr=ends[:, None], color=color, marker=marker,
                        markersize=5, capsize=3, linewidth=1.3, zorder=2,
                    )  # fmt: skip
        ax.set_yticks(range(len(self.names)), [name[lang].strip() for name in self.names])
        ax.set_ylim(len(self.names) - 0.5, -0.6)
        ax.set_xlabel(Text("accuracy (%)", "準確率（%）")[lang])
        ax.grid(True, axis="x")
        ax.tick_params(axis="y", length=0)
        for label, color, marker in (
            (Text("validation set", "驗證集"), COLORS["orange"], "s"),
            (Text("training set", "訓練集"), COLORS["blue"], "o"),
        ):
            ax.plot([], [], color=color, marker=marker, linestyle="", label=label[lang])
        ax.plot([], [], color="#D1D5DB", linewidth=6, label=Text("gap (points)", "差距（百分點）")[lang])
        figure = ax.get_figure(root=True)
        assert figure is not None
        figure.legend(loc="outside upper center", ncols=3)
        return figure
