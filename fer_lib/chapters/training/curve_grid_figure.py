"""Training curves of several runs, one small panel a run: loss above accuracy, on common scales."""

from collections.abc import Mapping
from typing import Literal

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from fer_lib.language import Language, Text, term
from fer_lib.plots.style import COLORS
from fer_lib.runs.history import History

WIDTHS = {1: 4.2, 2: 5.0}
"""Inches of a figure with so many columns."""
FULL_WIDTH = 6.6
"""Inches of one with more."""
LINES: tuple[tuple[str, str, Literal["-", "--"]], ...] = (
    ("train", COLORS["blue"], "-"),
    ("validation", COLORS["orange"], "--"),
)
BEST_EPOCH_COLOR = "#111827"


def _columns(panels: int) -> int:
    return 4 if panels in (4, 7, 8) or panels > 9 else min(panels, 3)


def _two_lines(name: str, longest: int) -> str:
    """A name broken at the hyphen nearest to its middle, where it is too long for its panel."""
    hyphens = [i for i, character in enumerate(name) if character == "-"]
    if len(name) <= longest or not hyphens:
        return name
    middle = min(hyphens, key=lambda i: abs(i - len(name) / 2))
    return f"{name[: middle + 1]}\n{name[middle + 1 :]}"


def highest_shown(history: History) -> float:
    """Top of the scale for the losses of a run: of more than 50, the highest 2 % may leave the panel.

    A single epoch in which the loss jumped to twenty times its value would press all others on the axis. NaN where no
    loss is known.
    """
    losses = [loss for record in history.records for loss in (record.train_loss, record.validation_loss)]
    known = [loss for loss in losses if not np.isnan(loss)]
    return float(np.quantile(known, 0.98, method="higher")) if known else float("nan")


def plot_curve_grid(histories: Mapping[str, History], lang: Language = "en") -> Figure:
    """Loss and accuracy of each run, training solid, validation dashed, the best epoch marked by its number.

    ``highest_shown`` of the runs is the top of the scale of losses. What is not known of a run is a gap.

    Args:
        histories: by the runs' names, at least one.
        lang: language of the labels.
    """
    columns = _columns(len(histories))
    rows = -(-len(histories) // columns)
    figure, axes = plt.subplots(
        2 * rows,
        columns,
        squeeze=False,
        sharey=False,
        figsize=(WIDTHS.get(columns, FULL_WIDTH), 2.85 * rows + 0.35),
    )
    for number, (name, history) in enumerate(histories.items()):
        row, column = divmod(number, columns)
        loss, accuracy = axes[2 * row, column], axes[2 * row + 1, column]
        _draw(loss, history, "loss")
        _draw(accuracy, history, "accuracy")
        loss.set_title(_two_lines(name, 66 // columns), fontsize=8.5)
        loss.tick_params(labelbottom=False)
        accuracy.set_xlabel(term("epoch")[lang], fontsize=8.5)
        if column:
            loss.tick_params(labelleft=False)
            accuracy.tick_params(labelleft=False)
        else:
            loss.set_ylabel(term("loss")[lang], fontsize=8.5)
            accuracy.set_ylabel(term("accuracy")[lang], fontsize=8.5)
    highest = [top for top in map(highest_shown, histories.values()) if not np.isnan(top)]
    for ax in axes[::2].ravel():
        ax.set_ylim(0, 1.05 * max(highest, default=1.0))
    for ax in axes[1::2].ravel():
        ax.set_ylim(0, 1.02)
    for number in range(len(histories), rows * columns):
        for ax in axes[2 * (number // columns) : 2 * (number // columns) + 2, number % columns]:
            ax.set_visible(False)
    labels = [term("training set"), term("validation set"), Text("best epoch", "最佳 epoch")]
    handles = [
        *(Line2D([], [], color=color, linestyle=dash) for _, color, dash in LINES),
        Line2D([], [], color=BEST_EPOCH_COLOR, marker="o", markersize=4, linestyle=":", linewidth=0.8),
    ]
    figure.legend(handles, [label[lang] for label in labels], loc="outside upper center", ncols=3)
    return figure


def _draw(ax: Axes, history: History, quantity: str) -> None:
    epochs = [record.epoch for record in history.records]
    for part, color, dash in LINES:
        values = [getattr(record, f"{part}_{quantity}") for record in history.records]
        ax.plot(epochs, values, dash, color=color, linewidth=1.3)
    ax.tick_params(labelsize=8)
    ax.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    ax.grid(True)
    if not history.has(history.best_metric):
        return
    best = history.best
    value = getattr(best, f"validation_{quantity}")
    ax.axvline(best.epoch, color=BEST_EPOCH_COLOR, linestyle=":", linewidth=0.8)
    ax.plot(best.epoch, value, "o", color=BEST_EPOCH_COLOR, markersize=3.5)
    if quantity == "accuracy":  # low in its panel, where a curve hardly ever runs
        left = best.epoch > (epochs[0] + epochs[-1]) / 2
        ax.annotate(
            str(best.epoch), (best.epoch, 0), xycoords=("data", "axes fraction"),
            xytext=(-3 if left else 3, 2), textcoords="offset points",
            ha="right" if left else "left", va="bottom", fontsize=8.5, color=BEST_EPOCH_COLOR,
        )  # fmt: skip
