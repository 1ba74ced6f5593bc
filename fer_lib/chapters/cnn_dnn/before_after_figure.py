"""Accuracies before and after something is done to the images, as sloping lines."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS
from fer_lib.proportion import Proportion

STYLES = ((COLORS["blue"], "-", "o"), (COLORS["orange"], "--", "s"))


@dataclass(frozen=True)
class BeforeAfter:
    """Two networks before and after.

    Attributes:
        names: of the networks.
        before: accuracies of each network's runs before.
        after: and after.
        stages: what to write below the two ends.
        guessing: accuracy of always saying the most frequent class, 0 to 1.
    """

    names: Sequence[Text]
    before: Sequence[Sequence[Proportion]]
    after: Sequence[Sequence[Proportion]]
    stages: tuple[Text, Text]
    guessing: float

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """One line a network between its means, with each run and its 95 % Wilson interval."""
        if ax is None:
            _, ax = plt.subplots(figsize=(5.2, 3.1))
        means = np.array([[100 * np.mean([p.share for p in side]) for side in (self.before, self.after)[x]]
                          for x in (0, 1)])  # fmt: skip
        for k, (name, (color, dash, marker), shift) in enumerate(
            zip(self.names, STYLES, (-0.012, 0.012), strict=True)
        ):
            ax.plot([shift, 1 + shift], means[:, k], dash, color=color, linewidth=1.8)
            for x, side in enumerate((self.before[k], self.after[k])):
                for accuracy in side:
                    ends = 100 * np.abs(np.array(accuracy.wilson_interval) - accuracy.share)
                    ax.errorbar(
                        x + shift, 100 * accuracy.share, yerr=ends[:, None], color=color, marker=marker,
                        markersize=5, capsize=3, linewidth=1.2,
                    )  # fmt: skip
                # The higher label is pushed up and the lower one down, so that close ones stay legible.
                away = 5 if means[x, k] >= means[x, 1 - k] else -5
                ax.annotate(
                    f"{name[lang].strip()} {means[x, k]:.1f}" if x else f"{means[x, k]:.1f}",
                    (x + shift, means[x, k]), xytext=(9 if x else -9, away), textcoords="offset points",
                    ha="left" if x else "right", va="center", color=color, fontsize=9.5,
                )  # fmt: skip
        ax.axhline(100 * self.guessing, color=COLORS["grey"], linestyle=":", linewidth=1)
        ax.annotate(
            Text("most frequent class", "全猜最常見的類別")[lang], (0.5, 100 * self.guessing), xytext=(0, -4),
            textcoords="offset points", ha="center", va="top", fontsize=8.5, color="#4B5563",
        )  # fmt: skip
        ax.set_xlim(-0.25, 1.5)
        ax.set_ylim(bottom=0)
        ax.set_xticks([0, 1], [stage[lang] for stage in self.stages])
        ax.set_ylabel(Text("validation accuracy (%)", "驗證準確率（%）")[lang])
        ax.grid(True, axis="y")
        figure = ax.get_figure(root=True)
        assert figure is not None
        return figure
