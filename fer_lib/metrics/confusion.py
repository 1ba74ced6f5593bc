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
