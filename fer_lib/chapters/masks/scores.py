"""How well networks tell unbalanced classes: macro F1, balanced accuracy and average precision, many at once."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.mask_classes import FREQUENT, RARE
from fer_lib.metrics.average_precision import average_precision
from fer_lib.metrics.macro_f1 import macro_f1
from fer_lib.proportion import wilson_interval

Metric = Literal["recall", "average_precision", "macro_f1", "balanced_accuracy", "accuracy", "recall_worn"]
METRICS: tuple[Metric, ...] = get_args(Metric)
Floats = NDArray[np.float64]


def matrix_scores(matrices: NDArray[np.floating] | NDArray[np.int64]) -> dict[Metric, Floats]:
    """Scores of confusion matrices whose rows are the labels; every row holds something.

    Args:
        matrices: [..., K, K], counts or sums of weights.

    Returns:
        Each [...], 0 to 1: ``recall`` of the rare class, ``recall_worn`` of the frequent one; ``balanced_accuracy``,
        the mean of all recalls; ``macro_f1``; ``accuracy``.
    """
    hits = np.diagonal(matrices, axis1=-2, axis2=-1).astype(np.float64)
    labelled = matrices.sum(-1)
    recalls = hits / labelled
    return {
        "recall": recalls[..., RARE],
        "balanced_accuracy": recalls.mean(-1),
        "macro_f1": macro_f1(matrices),
        "accuracy": hits.sum(-1) / labelled.sum(-1),
        "recall_worn": recalls[..., FREQUENT],
    }


@dataclass(frozen=True, eq=False)
class MethodScores:
    """What the networks of one method say of the test images.

    Attributes:
        matrices: confusion matrices, int64 [S, 3, 3], one a seed.
        by_metric: float64 [S] each.
    """

    matrices: NDArray[np.int64]
    by_metric: dict[Metric, Floats]

    def mean(self, metric: Metric) -> float:
        """Mean over the seeds."""
        return float(self.by_metric[metric].mean())

    def recall(self, k: int) -> tuple[float, tuple[float, float]]:
        """Recall of class k, mean over the seeds, with its 95% interval.

        The seeds look at the same images, so n stays the number of images, not of answers.
        """
        hits = float(self.matrices[:, k, k].mean())
        n = int(self.matrices[0, k].sum())
        return hits / n, wilson_interval(hits, n)


def method_scores(probabilities: NDArray[np.floating], labels: NDArray[np.int64]) -> MethodScores:
    """Scores of every seed's network.

    Args:
        probabilities: [S, n, K], of the test images by the network of each seed.
        labels: of these images, int64 [n].
    """
    classes = probabilities.shape[-1]
    matrices = np.stack([
        np.bincount(labels * classes + answers, minlength=classes**2).reshape(classes, classes)
        for answers in probabilities.argmax(-1)
    ]).astype(np.int64)  # fmt: skip
    ranked = np.array([average_precision(p[:, RARE], labels == RARE)[0] for p in probabilities])
    return MethodScores(matrices, {**matrix_scores(matrices), "average_precision": ranked})
