"""Average precision: whether the images of one class are ranked before all others."""

import numpy as np
from numpy.typing import NDArray


def average_precision(
    scores: NDArray[np.floating], positive: NDArray[np.bool_], times: NDArray[np.float32] | None = None
) -> NDArray[np.float64]:
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
