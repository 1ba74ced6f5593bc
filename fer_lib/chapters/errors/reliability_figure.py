"""Reliability diagrams: accuracy against confidence, before and after temperature scaling."""

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.language import Language, Text
from fer_lib.metrics.calibration import Reliability, TemperatureScaling
from fer_lib.plots.style import COLORS

FEWEST_IMAGES = 10
"""Bins with fewer images are drawn hollow."""
ROOM = 0.03
"""Of the axes beyond 0 and 1, where half of a mark would be cut off."""


def draw_reliability(ax: Axes, counts: Axes, reliability: Reliability, lang: Language = "en") -> None:
    """One diagram above, the number of images in each bin below.

    Args:
        ax: gets a point with a 95% interval for each bin, and the diagonal of a perfect network.
        counts: gets a bar for each bin.
        reliability: what to draw.
        lang: language of the labels.
    """
    bins = reliability.filled_bins
    ax.plot([0, 1], [0, 1], color="#9CA3AF", linestyle="--", linewidth=1)
    for many, face in ((True, COLORS["blue"]), (False, "white")):
        drawn = [b for b in bins if (b.accuracy.n >= FEWEST_IMAGES) == many]
        if not drawn:
            continue
        intervals = np.array([b.accuracy.wilson_interval for b in drawn])
        shares = np.array([b.accuracy.share for b in drawn])
        ax.errorbar(
            [b.confidence for b in drawn], shares,
            yerr=np.maximum([shares - intervals[:, 0], intervals[:, 1] - shares], 0),
            fmt="o", color=COLORS["blue"], markerfacecolor=face, markersize=4.5, linewidth=1.1, capsize=2,
        )  # fmt: skip
    ax.set_xlim(-ROOM, 1 + ROOM)
    ax.set_ylim(-ROOM, 1 + ROOM)
    ax.grid(True)
    ax.text(
        0.04, 0.95, f"ECE = {reliability.ece:.3f}\nn = {reliability.n:,}", va="top", transform=ax.transAxes
    )
    width = 1 / reliability.bins
    counts.bar(
        [(b.low + b.high) / 2 for b in bins], [b.accuracy.n for b in bins], 0.9 * width, color=COLORS["grey"]
    )
    counts.set_xlabel(Text("confidence (probability of the answer)", "信心（答案的機率）")[lang])


def plot_scaling(scaling: TemperatureScaling, lang: Language = "en") -> Figure:
    """Before (left) and after (right) temperature scaling, on the same scales."""
    figure, axes = plt.subplots(
        2, 2, figsize=(7.2, 4.3), sharex=True, sharey="row", height_ratios=(3.2, 1), squeeze=True
    )
    fitted = Text("T = {t:.2f}", "T = {t:.2f}").format(t=scaling.temperature)
    if scaling.judged_on != "test" and scaling.folds > 1:
        fitted = Text("T of the other folds", "T 由其他折擬合")
    titles = (
        Text("as trained (T = 1)", "未調整（T = 1）"),
        Text(f"after temperature scaling ({fitted.en})", f"溫度縮放後（{fitted.zh}）"),
    )
    for column, (reliability, title) in enumerate(zip((scaling.before, scaling.after), titles, strict=True)):
        draw_reliability(axes[0, column], axes[1, column], reliability, lang)
        axes[0, column].set_title(title[lang])
    axes[0, 0].set_ylabel(Text("accuracy", "準確率")[lang])
    axes[1, 0].set_ylabel(Text("images", "張數")[lang])
    return figure
