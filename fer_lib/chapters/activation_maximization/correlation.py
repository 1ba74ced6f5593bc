"""Spearman's rank correlation with its 95 % interval."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats


@dataclass(frozen=True)
class RankCorrelation:
    """Spearman's ρ with a 95 % interval.

    The interval is Fisher's, tanh(artanh ρ ± 1.96 · √((1 + ρ²/2)/(n − 3))), with the variance of Bonett and
    Wright (2000).

    Attributes:
        rho: ρ, −1 to 1.
        n: number of pairs.
    """

    rho: float
    n: int

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper end; −1 to 1 for fewer than five pairs."""
        if self.n < 5 or abs(self.rho) >= 1:
            return (-1.0, 1.0) if self.n < 5 else (self.rho, self.rho)
        half = 1.959964 * math.sqrt((1 + self.rho**2 / 2) / (self.n - 3))
        middle = math.atanh(self.rho)
        return math.tanh(middle - half), math.tanh(middle + half)

    @property
    def is_clear(self) -> bool:
        """Whether the interval excludes 0."""
        low, high = self.interval
        return low > 0 or high < 0


def rank_correlation(first: NDArray[np.floating], second: NDArray[np.floating]) -> RankCorrelation | None:
    """Spearman's ρ of two measures [n], or None if there are fewer than three pairs or one does not vary."""
    if len(first) < 3 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    return RankCorrelation(float(stats.spearmanr(first, second).statistic), len(first))
