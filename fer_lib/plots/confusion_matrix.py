"""Confusion matrices drawn, one or two side by side."""

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.language import Language, Text, term
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.names import class_names, class_texts

SIDE, WIDTH = 4.2, 7.2
"""Inches of one matrix with its names, and of two side by side."""
LARGEST, SMALLEST = 8.0, 4.0
"""Sizes of the numbers in points; where there is no room for the smallest, the fields have colours alone."""
NAMES_LARGEST, NAMES_SMALLEST = 10.0, 2.0
"""Sizes of the classes' names in points."""
DIGIT = 0.64
"""Width of a digit, as a share of the size of its letters."""


def _field_points(matrix: ConfusionMatrix, width: float) -> float:
    """About the side of a field in points, in so many inches with the names beside them."""
    longest = max(len(name.en) for name in class_texts(matrix.names))
    return 72 * (width - 0.4 - 0.07 * min(longest, 24)) / len(matrix.names)


def plot_confusion_matrix(
    matrix: ConfusionMatrix,
    ax: Axes | None = None,
    lang: Language = "en",
    *,
    counts: bool = False,
    field: float | None = None,
) -> Figure:
    """Row-normalised matrix: each row adds up to 1, the colours are shares of the given label.

    Numbers and names are as large as the fields allow.

    Args:
        matrix: what to draw.
        ax: where to draw; a new figure if None.
        lang: language of the names.
        counts: write the numbers of images into the fields, not the shares.
        field: about the side of a field in points, where the axes are not those of a figure of its own.
    """
    if ax is None:
        _, ax = plt.subplots(figsize=(SIDE, SIDE))
        field = field or _field_points(matrix, SIDE)
    rows = matrix.counts.sum(axis=1, keepdims=True)
    shares = matrix.counts / np.maximum(rows, 1)
    ax.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    names = class_names(matrix.names, lang)
    letters = NAMES_LARGEST if field is None else max(NAMES_SMALLEST, min(NAMES_LARGEST, 0.6 * field))
    ax.set_xticks(range(len(names)), names, rotation=40, ha="right", rotation_mode="anchor", fontsize=letters)
    ax.set_yticks(range(len(names)), names, fontsize=letters)
    ax.set_xlabel(Text("predicted", "預測類別")[lang])
    ax.set_ylabel(Text("label", "標籤")[lang])
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    for (i, j), share in np.ndenumerate(shares):
        shown = str(int(matrix.counts[i, j])) if counts else f"{share:.2f}"
        size = LARGEST - (len(shown) > 4)
        if field is not None:
            size = min(size, 0.8 * field / (DIGIT * (len(shown) - shown.count(".") / 2)))
        if size < SMALLEST:
            continue
        ax.text(
            j, i, shown, ha="center", va="center", fontsize=size,
            color="white" if share > 0.55 else "#111827", alpha=1 if share >= 0.005 else 0.45,
        )  # fmt: skip
    figure = ax.figure
    assert isinstance(figure, Figure)
    return figure


def plot_side_by_side(
    left: ConfusionMatrix, right: ConfusionMatrix, lang: Language = "en", *, counts: bool = False
) -> Figure:
    """Training (left) and validation (right) matrix in one figure, on the same colour scale."""
    figure, axes = plt.subplots(1, 2, figsize=(WIDTH, SIDE), sharey=True, layout="compressed")
    field = min(_field_points(left, WIDTH), _field_points(right, WIDTH)) / 2
    for ax, matrix, title in zip(axes, (left, right), ("training set", "validation set"), strict=True):
        plot_confusion_matrix(matrix, ax, lang, counts=counts, field=field)
        n = Text("{} (n = {:,})", "{}（n = {:,}）")[lang]
        ax.set_title(n.format(term(title)[lang], matrix.n))
    axes[1].set_ylabel("")
    return figure
