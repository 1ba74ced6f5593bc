"""Confusion matrices drawn, one or two side by side."""

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.language import Language, Text, term
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.names import class_names


def plot_confusion_matrix(
    matrix: ConfusionMatrix, ax: Axes | None = None, lang: Language = "en", *, counts: bool = False
) -> Figure:
    """Row-normalised matrix: each row adds up to 1, the colours are shares of the given label.

    Args:
        matrix: what to draw.
        ax: where to draw; a new figure if None.
        lang: language of the names.
        counts: write the numbers of images into the fields, not the shares.
    """
    if ax is None:
        _, ax = plt.subplots(figsize=(4.2, 4.2))
    rows = matrix.counts.sum(axis=1, keepdims=True)
    shares = matrix.counts / np.maximum(rows, 1)
    ax.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    names = class_names(matrix.names, lang)
    ax.set_xticks(range(len(names)), names, rotation=40, ha="right", rotation_mode="anchor")
    ax.set_yticks(range(len(names)), names)
    ax.set_xlabel(Text("predicted", "預測類別")[lang])
    ax.set_ylabel(Text("label", "標籤")[lang])
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    for (i, j), share in np.ndenumerate(shares):
        number = int(matrix.counts[i, j])
        ax.text(
            j, i, str(number) if counts else f"{share:.2f}", ha="center", va="center",
            fontsize=7 if counts and number > 9999 else 8,
            color="white" if share > 0.55 else "#111827", alpha=1 if share >= 0.005 else 0.45,
        )  # fmt: skip
    figure = ax.figure
    assert isinstance(figure, Figure)
    return figure


def plot_side_by_side(
    left: ConfusionMatrix, right: ConfusionMatrix, lang: Language = "en", *, counts: bool = False
) -> Figure:
    """Training (left) and validation (right) matrix in one figure, on the same colour scale."""
    figure, axes = plt.subplots(1, 2, figsize=(7.2, 4.2), sharey=True, layout="compressed")
    for ax, matrix, title in zip(axes, (left, right), ("training set", "validation set"), strict=True):
        plot_confusion_matrix(matrix, ax, lang, counts=counts)
        ax.set_title(f"{term(title)[lang]} (n = {matrix.n:,})")
    axes[1].set_ylabel("")
    return figure
