"""How sure a curve's jitter, the epochs that it needs, and their length are: intervals over the epochs of a training."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from fer_lib.chapters.judgement import Interval
from fer_lib.runs.curves import epochs_to_reach
from fer_lib.runs.history import History

FEWEST_EPOCHS = 20
"""Fewer say too little of jitter."""
BLOCK, DRAWS = 5, 2000
NEAR_BEST = (0.94, 0.95, 0.96)
"""Shares of a curve's own best: the one at which it counts as near it, between two others that show how sure that is."""


def jitter_ratio(
    one: Sequence[Sequence[float]], other: Sequence[Sequence[float]]
) -> tuple[float, Interval] | None:
    """How many times as much as another a curve scatters from epoch to epoch (``runs.curves.jitter``), with interval.

    The squared residuals of the epochs are drawn anew in blocks of five, since each touches its neighbours' (moving block
    bootstrap: H. R. Künsch, Annals of Statistics 17 (1989) 1217-1241), 2,000 times, seed 0.

    Args:
        one: values an epoch of one kind of training, a list each seed.
        other: those of the other kind.

    Returns:
        Ratio and 95 % interval; None for fewer than 20 epochs, or where neither scatters.
    """
    if any(len(values) < FEWEST_EPOCHS for values in (*one, *other)):
        return None
    generator = np.random.default_rng(0)
    drawn, seen = [], []
    for group in (one, other):
        squares = [_squares(values) for values in group]
        seen.append(float(np.mean([series.mean() for series in squares])))
        drawn.append(np.mean([_block_means(series, generator) for series in squares], axis=0))
    if not any(seen):
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.sqrt(np.where((drawn[0] == 0) & (drawn[1] == 0), 1.0, drawn[0] / drawn[1]))
    low, high = np.quantile(ratios, [0.025, 0.975], method="nearest")
    return float(np.sqrt(seen[0] / seen[1])) if seen[1] else float("inf"), (float(low), float(high))


def _squares(values: Sequence[float]) -> NDArray[np.float64]:
    a = np.asarray(values, dtype=np.float64)
    residuals: NDArray[np.float64] = (a[1:-1] - (a[:-2] + a[2:]) / 2) ** 2
    return residuals


def _block_means(series: NDArray[np.float64], generator: np.random.Generator) -> NDArray[np.float64]:
    """Means of as many epochs as there are, drawn in blocks that may go around the end: float64 [DRAWS]."""
    starts = generator.integers(0, len(series), (DRAWS, -(-len(series) // BLOCK), 1))
    places = (starts + np.arange(BLOCK)) % len(series)
    means: NDArray[np.float64] = series[places.reshape(DRAWS, -1)[:, : len(series)]].mean(axis=1)
    return means


def epochs_near(
    history: History, best: float, field: str = "validation"
) -> tuple[int | None, int | None, int | None]:
    """The epochs in which 94, 95 and 96 % of an accuracy are reached; None for what is not reached.

    Args:
        history: of a training.
        best: the accuracy, 0 to 1.
        field: ``validation`` or ``train``.
    """
    first, middle, last = (epochs_to_reach(history, share * best, field) for share in NEAR_BEST)
    return first, middle, last


def median_range(values: Sequence[float]) -> Interval:
    """95 % interval of a median from the order of the values, whatever their distribution; all of them if they are few."""
    ordered = sorted(values)
    rank = int(binom.ppf(0.025, len(ordered), 0.5))
    below = max(rank - 1, 0)
    return ordered[below], ordered[len(ordered) - 1 - below]
