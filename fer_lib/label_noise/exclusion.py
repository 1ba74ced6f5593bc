"""Accuracy after images are left out, and what it would be if nothing had been learned from leaving them out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import hypergeom

from fer_lib.proportion import Proportion


@dataclass(frozen=True, eq=False)
class Exclusion:
    """Which answers are right, and in which order images are left out.

    Attributes:
        right: whether the network's answer is the label that judges it: bool [n].
        order: rows in the order in which they are left out: intp [n].
    """

    right: NDArray[np.bool_]
    order: NDArray[np.intp]

    @property
    def n(self) -> int:
        """Number of images."""
        return len(self.right)

    def without(self, k: int) -> Proportion:
        """Accuracy on what is left without the first ``k`` images; at least one is left."""
        k = min(k, self.n - 1)
        return Proportion(int(self.right[self.order[k:]].sum()), self.n - k)

    def at_random(self, k: int) -> tuple[float, float]:
        """The middle 95 % of the accuracies without ``k`` images drawn at random (hypergeometric distribution)."""
        left = self.n - min(k, self.n - 1)
        draws = hypergeom(self.n, int(self.right.sum()), left)
        return float(draws.ppf(0.025)) / left, float(draws.ppf(0.975)) / left

    def curve(self, counts: NDArray[np.int64]) -> NDArray[np.float64]:
        """Accuracy without the first k images for each k: float64 of the same length, 0 to 1.

        Args:
            counts: ascending or not, each from 0 to n − 1.
        """
        gone = np.concatenate([[0], np.cumsum(self.right[self.order])])
        shares: NDArray[np.float64] = (self.right.sum() - gone[counts]) / (self.n - counts)
        return shares

    def ceiling(self, counts: NDArray[np.int64]) -> NDArray[np.float64]:
        """Accuracy if each of the k images left out were an error: A·n / (n − k), at most 1."""
        shares: NDArray[np.float64] = np.minimum(1.0, self.right.sum() / (self.n - counts))
        return shares
