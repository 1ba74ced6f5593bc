"""How many wrong labels a ranking finds, and how sure its first ones are."""

from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from fer_lib.label_noise.detection import Detection
from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS
from fer_lib.proportion import Proportion

INTERVAL_POINTS = 60
"""Depths at which the precision's interval is drawn."""


@dataclass(frozen=True, eq=False)
class FoundLabels:
    """What looking at the first k images of a ranking brings.

    Attributes:
        detection: the ranking against what is known.
        depth: the largest k drawn, at most the number of images.
    """

    detection: Detection
    depth: int

    def plot(self, lang: Language = "en") -> Figure:
        """Found so far (left) and share among those looked at (right), against the number looked at.

        The ranking is solid, looking at random dashed, a ranking without mistakes dotted.
        """
        found, base = self.detection.found, self.detection.base_rate
        depth = min(self.depth, base.n)
        k = np.arange(1, depth + 1)
        figure, (left, right) = plt.subplots(1, 2, figsize=(7.2, 3.0))
        left.plot(
            k,
            np.minimum(k, base.successes),
            ":",
            color=COLORS["grey"],
            label=Text("best possible", "最佳可能")[lang],
        )
        left.plot(
            k, found[:depth], color=COLORS["blue"], label=Text("this ranking", "這個排序")[lang], linewidth=2
        )
        left.plot(k, k * base.share, "--", color=COLORS["orange"], label=Text("at random", "隨機挑選")[lang])
        left.set_ylabel(Text("number found", "找到的個數")[lang])
        figure.legend(*left.get_legend_handles_labels(), loc="outside upper center", ncols=3)
        chosen = np.unique(np.geomspace(min(10, depth), depth, INTERVAL_POINTS).astype(int))
        shares = [Proportion(int(found[i - 1]), int(i)) for i in chosen]
        low, high = np.array([share.wilson_interval for share in shares]).T
        right.fill_between(chosen, 100 * low, 100 * high, color=COLORS["blue"], alpha=0.2, linewidth=0)
        right.plot(chosen, [100 * share.share for share in shares], color=COLORS["blue"], linewidth=2)
        right.axhline(100 * base.share, linestyle="--", color=COLORS["orange"])
        right.set_ylim(0, 104)
        right.set_ylabel(Text("precision (%)", "精確率（%）")[lang])
        for ax in (left, right):
            ax.set_xlabel(Text("labels looked at", "檢視的標籤數")[lang])
            ax.set_xlim(0, depth)
            ax.grid(True)
        return figure
