"""Paired differences of several seeds: their mean with Student's interval."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats


@dataclass(frozen=True)
class PairedDifference:
    """The mean of differences with its 95% interval (Student's t).

    Args:
        mean: of the differences.
        low: end of the interval.
        high: other end.
    """

    mean: float
    low: float
    high: float

    @property
    def includes_zero(self) -> bool:
        """Whether the interval leaves open which of the two is larger."""
        return self.low <= 0.0 <= self.high


def paired_difference(first: NDArray[np.floating], second: NDArray[np.floating]) -> PairedDifference:
    """Compare two results seed by seed.

    Args:
        first: (S,) with S ≥ 2.
        second: (S,) of the same seeds.

    Returns:
        first − second. Where all differences are equal the interval is that one number.
    """
    differences = np.asarray(first) - np.asarray(second)
    mean = float(differences.mean())
    error = float(stats.sem(differences))
    reach = float(stats.t.ppf(0.975, len(differences) - 1)) * error
    return PairedDifference(mean, mean - reach, mean + reach)
