"""Levels of a curve: what it comes to over many epochs, and by how much that changes, with an interval."""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, median, variance

from fer_lib.chapters.judgement import Interval

WINDOW = 10
"""Epochs whose median counts as one value, so that a collapse of four of them moves nothing."""


def window_levels(values: Sequence[float], first: int, last: int) -> list[float]:
    """Medians of ten epochs each.

    Args:
        values: one an epoch, that of epoch 1 first.
        first: the first epoch.
        last: the last one; with ``first`` a whole number of tens.
    """
    return [median(values[start : start + WINDOW]) for start in range(first - 1, last, WINDOW)]


def change_of_level(before: Sequence[float], after: Sequence[float]) -> tuple[float, Interval]:
    """Mean of the later levels less that of the earlier ones, with Welch's 95 % interval.

    Args:
        before: at least two.
        after: at least two.
    """
    change = fmean(after) - fmean(before)
    shares = [variance(levels) / len(levels) for levels in (before, after)]
    total = sum(shares)
    if total == 0:
        return change, (change, change)
    from scipy.stats import t  # slow to import

    counts = (len(before), len(after))
    freedom = total**2 / sum(share**2 / (n - 1) for share, n in zip(shares, counts, strict=True))
    half = float(t.ppf(0.975, freedom)) * sqrt(total)
    return change, (change - half, change + half)
