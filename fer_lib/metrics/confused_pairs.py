"""Which label is mistaken for which class: a ranking that says how sure it is of the ranks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.proportion import Proportion

BOOTSTRAP_DRAWS = 2000


@dataclass(frozen=True)
class ConfusedPair:
    """One kind of mistake.

    Attributes:
        label: the given label, an index into the classes.
        predicted: what the network says instead.
        share: of the label's images.
        rank: 1 for the largest share.
        rank_interval: 95% percentile bootstrap interval of the rank.
    """

    label: int
    predicted: int
    share: Proportion
    rank: int
    rank_interval: tuple[int, int]


def ranked_pairs(matrix: ConfusionMatrix, draws: int = BOOTSTRAP_DRAWS, seed: int = 0) -> list[ConfusedPair]:
    """All mistakes by their share of the label's images, the largest first.

    A rank depends on the images that happen to be in the split. So each label's images are drawn again, with
    replacement, and all pairs are ranked anew; the interval holds the middle 95% of a pair's ranks.
    Ties share their mean rank. Goldstein & Spiegelhalter (1996) show why a league table needs such intervals.

    Args:
        matrix: the counts.
        draws: how often.
        seed: of the draws.
    """
    pairs = matrix.confused_pairs()
    generator = np.random.default_rng(seed)
    sizes = matrix.counts.sum(axis=1)
    shares = np.zeros((draws, *matrix.counts.shape))
    for label in np.flatnonzero(sizes):
        drawn = generator.multinomial(sizes[label], matrix.counts[label] / sizes[label], draws)
        shares[:, label] = drawn / sizes[label]
    table = np.stack([shares[:, label, predicted] for label, predicted, _ in pairs], axis=1)
    low, high = np.quantile(_ranks(table), [0.025, 0.975], axis=0)
    return [
        ConfusedPair(label, predicted, share, rank, (int(np.floor(low[i])), int(np.ceil(high[i]))))
        for i, (rank, (label, predicted, share)) in enumerate(enumerate(pairs, 1))
    ]


def clearest_pair(pairs: list[ConfusedPair]) -> ConfusedPair:
    """The pair whose share is certainly the largest: the one with the highest lower end of its interval.

    A class with few images easily comes first in the list by one or two mistakes; here it does not.
    """
    return max(pairs, key=lambda pair: pair.share.wilson_interval[0])


def _ranks(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks within each row, 1 for the largest, ties at their mean: float64 [n, pairs]."""
    from scipy.stats import rankdata

    ranks: NDArray[np.float64] = rankdata(-shares, axis=1)
    return ranks


def usual_mistake(matrix: ConfusionMatrix, label: int) -> tuple[int, Proportion] | None:
    """The most frequent wrong answer for a label, and how clearly it is ahead of the second.

    Args:
        matrix: the counts.
        label: index of the class.

    Returns:
        The class, and its part of the images that went to it or to the second most frequent wrong answer: where
        the interval lies above ½, it is the most frequent one beyond chance. None if the label has no mistakes.
    """
    wrong = matrix.counts[label].copy()
    wrong[label] = -1
    first, second = np.argsort(-wrong, kind="stable")[:2]
    if wrong[first] <= 0:
        return None
    a, b = int(wrong[first]), max(int(wrong[second]), 0)
    return int(first), Proportion(a, a + b)
