"""Which two digits are taken for each other, in either direction, and how sure the ranking is."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.proportion import Proportion

BOOTSTRAP_DRAWS = 2000


@dataclass(frozen=True)
class DigitPair:
    """Two digits that are taken for each other.

    Attributes:
        digits: the smaller one first.
        there: images of the first that are taken for the second.
        back: images of the second that are taken for the first.
        share: both together, of all images of the two.
        rank: 1 for the largest share; pairs with equal shares have their mean rank, rounded.
        rank_interval: 95% percentile bootstrap interval of the rank.
    """

    digits: tuple[int, int]
    there: int
    back: int
    share: Proportion
    rank: int
    rank_interval: tuple[int, int]

    @property
    def name(self) -> str:
        """Both digits: ``2–3``."""
        return f"{self.digits[0]}–{self.digits[1]}"


def confused_digits(matrix: ConfusionMatrix, draws: int = BOOTSTRAP_DRAWS, seed: int = 0) -> list[DigitPair]:
    """All pairs of digits by the share of their images that are taken for the other, the largest first.

    The ranks are uncertain, since other test images would give other counts. So the images of each label are drawn
    anew, with replacement, and all pairs are ranked again; the interval holds the middle 95% of a pair's ranks, ties
    at their mean (Goldstein & Spiegelhalter, 1996).

    Args:
        matrix: the counts.
        draws: how often.
        seed: of the draws.
    """
    counts = matrix.counts
    sizes = counts.sum(axis=1)
    pairs = [(i, j) for i, j in combinations(range(len(sizes)), 2) if sizes[i] + sizes[j]]
    generator = np.random.default_rng(seed)
    drawn = np.zeros((draws, *counts.shape))
    for label in np.flatnonzero(sizes):
        drawn[:, label] = generator.multinomial(sizes[label], counts[label] / sizes[label], draws)
    low, high = np.quantile(_ranks(_shares(drawn, pairs, sizes)), [0.025, 0.975], axis=0)
    observed = _ranks(_shares(counts[None].astype(float), pairs, sizes))[0]
    ranked = []
    for place in np.argsort(observed, kind="stable"):
        i, j = pairs[place]
        both = Proportion(int(counts[i, j] + counts[j, i]), int(sizes[i] + sizes[j]))
        interval = int(np.floor(low[place])), int(np.ceil(high[place]))
        ranked.append(
            DigitPair(
                (i, j), int(counts[i, j]), int(counts[j, i]), both, round(float(observed[place])), interval
            )
        )
    return ranked


def _shares(
    counts: NDArray[np.float64], pairs: list[tuple[int, int]], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Of many matrices, [n, K, K]: each pair's share, [n, pairs]."""
    return np.stack([(counts[:, i, j] + counts[:, j, i]) / (sizes[i] + sizes[j]) for i, j in pairs], axis=1)


def _ranks(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    ranks: NDArray[np.float64] = rankdata(-shares, axis=1)
    return ranks
