"""Which classes draw the wrong answers, as bars against what the training frequencies give."""

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.chapters.errors.room import letters_for
from fer_lib.language import Language, Text
from fer_lib.metrics.error_destinations import ErrorDestinations
from fer_lib.names import class_names
from fer_lib.plots.style import COLORS

WIDTH = 7.2
LEVEL_NAMES = 9
"""Names of more classes than this stand upright below the bars."""


def plot_error_destinations(
    destinations: ErrorDestinations, ax: Axes | None = None, lang: Language = "en"
) -> Figure:
    """Bars: the share of errors that each class draws; black ranges: what the training frequencies give.

    The number of errors stands with each name.
    """
    if ax is None:
        _, ax = plt.subplots(figsize=(WIDTH, 3.2 if len(destinations.matrix.names) <= LEVEL_NAMES else 4.0))
    ranked = destinations.ranked()
    x = np.arange(len(ranked))
    shares = [100 * d.observed.share for _, d in ranked]
    ax.bar(x, shares, 0.62, color=COLORS["sky"], label=Text("observed", "實際")[lang])
    expected = np.array([100 * d.expected_share for _, d in ranked])
    ranges = 100 * np.array([d.chance_range for _, d in ranked])
    ax.errorbar(
        x, expected, yerr=np.maximum([expected - ranges[:, 0], ranges[:, 1] - expected], 0), fmt="_",
        color="#111827", markersize=min(20, 140 / len(ranked)), capsize=min(4, 28 / len(ranked)), linewidth=1.2,
        label=Text("by the training frequencies (95% range)", "依訓練集各類比例（95% 範圍）")[lang],
    )  # fmt: skip
    names = class_names([destinations.matrix.names[k] for k, _ in ranked], lang)
    counted = [(name, f"{d.observed.successes:,}") for name, (_, d) in zip(names, ranked, strict=True)]
    if len(ranked) <= LEVEL_NAMES:
        ax.set_xticks(x, [f"{name}\n{errors}" for name, errors in counted])
    else:
        letters = letters_for(0.85 * WIDTH / len(ranked))
        ax.set_xticks(x, [f"{name} {errors}" for name, errors in counted], rotation=90, fontsize=letters)
    ax.tick_params(axis="x", length=0)
    ax.set_ylabel(Text("share of all errors (%)", "占所有錯誤的比例（%）")[lang])
    figure = ax.figure
    assert isinstance(figure, Figure)
    figure.legend(*ax.get_legend_handles_labels(), loc="outside upper right", ncols=2)
    return figure
