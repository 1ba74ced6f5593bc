"""Confusion matrices, and the macro F1 of many at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_lib.proportion import Proportion


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


def confusion_matrix(
    labels: NDArray[np.integer], predicted: NDArray[np.integer], names: tuple[str, ...]
) -> ConfusionMatrix:
    """Count labels [n] against predicted classes [n]."""
    from sklearn import metrics  # slow to import; a training needs none

    counts = metrics.confusion_matrix(labels, predicted, labels=range(len(names)))
    return ConfusionMatrix(counts.astype(np.int64), names)


def macro_f1(counts: NDArray[np.number]) -> NDArray[np.float64]:
    """Mean of F1 = 2·TP / (labelled + predicted) over the classes that are labelled or predicted.

    Args:
        counts: [..., K, K], row = label, column = prediction: numbers of images, or sums of their weights.

    Returns:
        float64 [...], 0 to 1; NaN where a matrix holds nothing.
    """
    hits = np.diagonal(counts, axis1=-2, axis2=-1)
    totals = (counts.sum(-2) + counts.sum(-1)).astype(np.float64)
    present = totals > 0
    f1 = np.divide(2 * hits, totals, out=np.zeros_like(totals), where=present)
    classes = present.sum(-1)
    means = np.divide(f1.sum(-1), classes, out=np.full(classes.shape, np.nan), where=classes > 0)
    return np.asarray(means, dtype=np.float64)
