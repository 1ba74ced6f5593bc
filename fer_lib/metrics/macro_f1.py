"""Macro F1: the mean of F1 over the classes, for one confusion matrix or many."""

import numpy as np
from numpy.typing import NDArray


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
