"""Confusion matrices."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fer_lib.evaluation.proportion import Proportion
from fer_lib.language import Language, Text, term

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False)
class ConfusionMatrix:
    """Counts of (given label, predicted class).

    Attributes:
        counts: int64 [K, K]; row = given label, column = prediction.
        names: names of the K classes.
    """

    counts: NDArray[np.int64]
    names: tuple[str, ...]

    @property
    def n(self) -> int:
        """Number of images."""
        return int(self.counts.sum())

    @property
    def accuracy(self) -> Proportion:
        """Share on the diagonal."""
        return Proportion(int(np.trace(self.counts)), self.n)

    def recall(self, k: int) -> Proportion | None:
        """Share of the images labelled k that are predicted k; None where no image is labelled k."""
        n = int(self.counts[k].sum())
        return Proportion(int(self.counts[k, k]), n) if n else None

    def confused_pairs(self) -> list[tuple[int, int, Proportion]]:
        """(label, prediction, share of the label's images) off the diagonal, the largest share first."""
        pairs = [
            (i, j, Proportion(int(self.counts[i, j]), int(self.counts[i].sum())))
            for i in range(len(self.names))
            for j in range(len(self.names))
            if i != j and self.counts[i].sum()
        ]
        return sorted(pairs, key=lambda pair: -pair[2].share)

    def plot(self, ax: "Axes | None" = None, lang: Language = "en", *, counts: bool = False) -> "Figure":
        """Row-normalised matrix: each row adds up to 1, the colours are shares of the given label.

        Args:
            ax: where to draw; a new figure if None.
            lang: language of the names.
            counts: write the numbers of images into the fields, not the shares.
        """
        from matplotlib import pyplot as plt  # a training does without matplotlib
        from matplotlib.figure import Figure

        from fer_lib.plots.style import class_names

        if ax is None:
            _, ax = plt.subplots(figsize=(4.2, 4.2))
        rows = self.counts.sum(axis=1, keepdims=True)
        shares = self.counts / np.maximum(rows, 1)
        ax.imshow(shares, cmap="Blues", vmin=0, vmax=1)
        names = class_names(self.names, lang)
        ax.set_xticks(range(len(names)), names, rotation=40, ha="right", rotation_mode="anchor")
        ax.set_yticks(range(len(names)), names)
        ax.set_xlabel(Text("predicted", "預測類別")[lang])
        ax.set_ylabel(Text("label", "標籤")[lang])
        ax.spines[:].set_visible(False)
        ax.tick_params(length=0)
        for (i, j), share in np.ndenumerate(shares):
            number = int(self.counts[i, j])
            ax.text(
                j, i, str(number) if counts else f"{share:.2f}", ha="center", va="center",
                fontsize=7 if counts and number > 9999 else 8,
                color="white" if share > 0.55 else "#111827", alpha=1 if share >= 0.005 else 0.45,
            )  # fmt: skip
        figure = ax.figure
        assert isinstance(figure, Figure)
        return figure


def confusion_matrix(
    labels: NDArray[np.integer], predicted: NDArray[np.integer], names: tuple[str, ...]
) -> ConfusionMatrix:
    """Count labels [n] against predicted classes [n]."""
    from sklearn import metrics  # slow to import; a training needs none

    counts = metrics.confusion_matrix(labels, predicted, labels=range(len(names)))
    return ConfusionMatrix(counts.astype(np.int64), names)


def plot_side_by_side(
    left: ConfusionMatrix, right: ConfusionMatrix, lang: Language = "en", *, counts: bool = False
) -> "Figure":
    """Training (left) and validation (right) matrix in one figure, on the same colour scale."""
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(1, 2, figsize=(7.2, 4.2), sharey=True, layout="compressed")
    for ax, matrix, title in zip(axes, (left, right), ("training set", "validation set"), strict=True):
        matrix.plot(ax, lang, counts=counts)
        ax.set_title(f"{term(title)[lang]} (n = {matrix.n:,})")
    axes[1].set_ylabel("")
    return figure
