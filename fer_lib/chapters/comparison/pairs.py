"""McNemar's test of every pair of runs that were judged on the same images, with Holm's adjustment."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from fer_lib.chapters.compared_runs import ComparedRun, ImageSet, NetworkComparison
from fer_lib.chapters.seed_effect import SeedEffect, measure
from fer_lib.metrics.comparison import Comparison, compare
from fer_lib.metrics.multiple_tests import holm

SETS_TESTED = 3
"""Sets of images whose runs are compared pair by pair, those with the most runs; the chapter says "three"."""
PairVerdict = Literal["better", "too small", "none"]


@dataclass(frozen=True, eq=False)
class PairwiseTests:
    """McNemar's test of every pair of m runs, all p-values adjusted together.

    S. Holm, Scandinavian Journal of Statistics 6 (1979) 65-70: where no two networks differ, the chance that any pair
    is called different stays below 5 %.

    Attributes:
        images: what they were judged on, and the runs, the most accurate first.
        seeds: what another seed moves on these images.
    """

    images: ImageSet
    seeds: SeedEffect = field(default_factory=SeedEffect)

    @property
    def runs(self) -> tuple[ComparedRun, ...]:
        """The most accurate first."""
        return self.images.runs

    @cached_property
    def _only(self) -> NDArray[np.int64]:
        """Images that the run of the row alone gets right, and not that of the column: [m, m]."""
        right = np.array(
            [run.predictions.predicted == run.predictions.labels for run in self.runs], np.float64
        )
        only: NDArray[np.int64] = np.rint(right @ (1 - right).T).astype(np.int64)
        return only

    @cached_property
    def differences(self) -> NDArray[np.float64]:
        """Accuracy of the row's run minus that of the column's, −1 to 1: [m, m]."""
        differences: NDArray[np.float64] = (self._only - self._only.T) / self.images.n
        return differences

    @cached_property
    def p_values(self) -> NDArray[np.float64]:
        """McNemar's exact test, two-sided, not adjusted: [m, m], 1 on the diagonal."""
        fewer = np.minimum(self._only, self._only.T)
        p: NDArray[np.float64] = np.minimum(2 * binom.cdf(fewer, self._only + self._only.T, 0.5), 1.0)
        return p

    @cached_property
    def adjusted(self) -> NDArray[np.float64]:
        """The p-values after Holm, over all pairs: [m, m], 1 on the diagonal."""
        adjusted = np.ones_like(self.p_values)
        rows, columns = np.triu_indices(len(self.runs), 1)
        if len(rows):
            adjusted[rows, columns] = holm(self.p_values[rows, columns])
            adjusted[columns, rows] = adjusted[rows, columns]
        return adjusted

    @cached_property
    def _excludes_zero(self) -> NDArray[np.bool_]:
        """Whether Newcombe's interval of the difference leaves 0 out (``Comparison.difference_interval``): [m, m]."""
        n, only = self.images.n, self._only
        right = np.array([run.validation.successes for run in self.runs])
        share = right / n
        low, high = np.array([run.validation.wilson_interval for run in self.runs]).T
        a, b, c = right[:, None] - only, only, only.T
        product = a * (n - a - b - c) - b * c
        margins = np.multiply.outer(right * (n - right), right * (n - right)).astype(np.float64)
        corrected = np.where(product > 0, np.maximum(product - n / 2, 0), product)
        phi = np.divide(corrected, np.sqrt(margins), out=np.zeros_like(margins), where=margins > 0)
        below, above = share - low, high - share
        down = below[:, None] ** 2 - 2 * phi * np.multiply.outer(below, above) + above[None] ** 2
        lower = self.differences - np.sqrt(np.maximum(down, 0))
        # The upper bound of a − b is the lower bound of b − a with its sign turned.
        excluded: NDArray[np.bool_] = (lower > 0) | (lower.T > 0)
        return excluded

    @cached_property
    def better(self) -> NDArray[np.bool_]:
        """Whether the row's run is said to be better than the column's, as ``Comparison.verdict`` says it: [m, m]."""
        claimed = (self.adjusted < 0.05) & self._excludes_zero
        better: NDArray[np.bool_] = claimed & (self.differences >= self.seeds.limit) & (self.differences > 0)
        return better

    @cached_property
    def too_small(self) -> NDArray[np.bool_]:
        """Whether a pair differs by the test, but by less than another seed moves: [m, m]."""
        small = np.abs(self.differences) < self.seeds.limit
        too_small: NDArray[np.bool_] = (self.adjusted < 0.05) & self._excludes_zero & small
        return too_small

    def verdict(self, first: int, second: int) -> PairVerdict:
        """What is said of the runs with these places: ``better`` whichever of the two is."""
        if self.better[first, second] or self.better[second, first]:
            return "better"
        return "too small" if self.too_small[first, second] else "none"

    @property
    def pairs(self) -> int:
        """Number of pairs."""
        return len(self.runs) * (len(self.runs) - 1) // 2

    @property
    def claimed(self) -> int:
        """Number of pairs of which one run is said to be better."""
        return int(self.better.sum())

    @property
    def not_adjusted(self) -> int:
        """Number of pairs with p < 0.05 before the adjustment."""
        return int((np.triu(self.p_values < 0.05, 1)).sum())

    def comparison(self, first: int, second: int) -> Comparison:
        """The comparison of the runs with these places."""
        one, other = self.runs[first], self.runs[second]
        return compare(one.predictions, other.predictions, (one.name, other.name))

    def not_worse_than_best(self) -> list[ComparedRun]:
        """The most accurate run and all that are not said to be worse than it."""
        return [run for run, worse in zip(self.runs, self.better[0], strict=True) if not worse]


def pairwise_tests(comparison: NetworkComparison) -> list[PairwiseTests]:
    """The tests of every set of images that several runs were judged on, the set with the most runs first."""
    return [
        PairwiseTests(images, measure(comparison, images.runs[0].images))
        for images in comparison.sets
        if len(images.runs) > 1
    ]
