"""Numbers that say what a training curve looks like."""

from collections.abc import Sequence
from math import sqrt

import numpy as np

from fer_lib.runs.history import History

EPOCHS_FOR_JITTER = 6


def jitter(values: Sequence[float]) -> float | None:
    """By how much single epochs scatter about the curve's own course: the opposite of smoothness.

    The plain standard deviation would call a curve that rises restless. So each epoch is compared with the
    mean of its two neighbours, which follows any slope: with e = a(t) − (a(t−1) + a(t+1))/2, independent
    scatter of standard deviation s gives e a variance of 3s²/2, and √(⅔ · mean e²) estimates s. This is the
    pseudo-residual estimator of T. Gasser, L. Sroka and C. Jennen-Steinmetz, Biometrika 73 (1986) 625-633; it
    needs no width of a smoothing window, which one would have to choose.

    Args:
        values: one an epoch, for example validation accuracy, 0 to 1.

    Returns:
        s in the unit of the values; None for fewer than six epochs, which say too little, or where one is not known.
    """
    a = np.asarray(values, dtype=np.float64)
    if len(a) < EPOCHS_FOR_JITTER or np.isnan(a).any():
        return None
    residuals = a[1:-1] - (a[:-2] + a[2:]) / 2
    return sqrt(2 / 3 * float((residuals**2).mean()))


def accuracy_jitter(history: History) -> float | None:
    """``jitter`` of the validation accuracy, 0 to 1."""
    return jitter([record.validation_accuracy for record in history.records])


def epochs_to_reach(history: History, accuracy: float, part: str = "validation") -> int | None:
    """First epoch in which an accuracy is reached.

    Args:
        history: of a run.
        accuracy: 0 to 1.
        part: ``validation`` or ``train``.

    Returns:
        The epoch, or None if no epoch reaches it.
    """
    reached = (r.epoch for r in history.records if getattr(r, f"{part}_accuracy") >= accuracy)
    return next(reached, None)
