"""How well networks tell unbalanced classes: macro F1, balanced accuracy and average precision, many at once."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.masks.dataset import CLASS_NAMES, FREQUENT, RARE
from fer_lib.imbalance.ablation import MethodRuns
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


def average_precision(
    scores: NDArray[np.floating], positive: NDArray[np.bool_], times: NDArray[np.float32] | None = None
) -> Floats:
    """Mean precision at the ranks of the positive images: the area under the steps of the precision-recall curve.

    Args:
        scores: [n], higher for what looks more like a positive.
        positive: bool [n].
        times: float32 [D, n], how often each image counts in each of D draws; None for once.

    Returns:
        float64 [D], or [1] without ``times``; 0 to 1. A ranking at random gives the share of positives. Images of equal
        score count in the given order.
    """
    order = np.argsort(-scores, kind="stable")
    times = np.ones((1, len(scores)), np.float32) if times is None else times
    places = np.flatnonzero(positive[order])
    hits = order[places]
    # Column p tells which images stand no lower than the p-th positive: one product counts them in every draw.
    above = np.empty((len(scores), len(hits)), np.float32)
    above[order] = np.arange(len(scores))[:, None] <= places
    hits_above, images_above = times[:, hits] @ above[hits], times @ above
    weights = times[:, hits].astype(np.float64)
    return np.asarray((weights * hits_above / np.maximum(images_above, 1)).sum(1) / weights.sum(1))


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


def method_scores(runs: MethodRuns, labels: NDArray[np.int64]) -> MethodScores:
    """Scores of every seed's network on the test images with these labels."""
    predicted = runs.probabilities.argmax(-1)
    classes = len(CLASS_NAMES)
    matrices = np.stack(
        [
            np.bincount(labels * classes + answers, minlength=classes**2).reshape(classes, classes)
            for answers in predicted
        ]
    ).astype(np.int64)
    ranked = np.array([average_precision(p[:, RARE], labels == RARE)[0] for p in runs.probabilities])
    return MethodScores(matrices, {**matrix_scores(matrices), "average_precision": ranked})
