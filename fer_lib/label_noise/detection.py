"""AUROC and precision: how well a ranking finds the labels that are known to be wrong."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from statsmodels.stats.nonparametric import rank_compare_2indep

from fer_lib.label_noise.ranking import LabelRanking
from fer_lib.proportion import Proportion


@dataclass(frozen=True, eq=False)
class Detection:
    """A ranking held against what is known.

    Attributes:
        quality: score of each label, the lower the more doubtful: float64 [n].
        wrong: whether the label is known to be wrong: bool [n]; at least one is and one is not.
        order: rows in the order of the ranking: intp [n].
    """

    quality: NDArray[np.float64]
    wrong: NDArray[np.bool_]
    order: NDArray[np.intp]

    @property
    def base_rate(self) -> Proportion:
        """Share of wrong labels: the precision of looking at images at random."""
        return Proportion(int(self.wrong.sum()), len(self.wrong))

    @property
    def auroc(self) -> float:
        """Probability that a wrong label has a lower score than a right one, ties counted half: 0 to 1."""
        return float(self._compared.prob1)

    @cached_property
    def _compared(self):  # type: ignore[no-untyped-def]
        doubt = -self.quality
        with np.errstate(divide="ignore", invalid="ignore"):  # no variance: auroc_interval knows
            return rank_compare_2indep(doubt[self.wrong], doubt[~self.wrong])

    @cached_property
    def auroc_interval(self) -> tuple[float, float]:
        """95 % interval from the variance of the ranks (Brunner and Munzel 2000; DeLong et al. 1988 use the same).

        Where no wrong label is ranked among the right ones this variance is 0, which says nothing; then it is
        Wilson's interval for the smaller group, all of whose members are on their side.
        """
        smaller = int(min(self.wrong.sum(), (~self.wrong).sum()))
        if self.auroc in (0.0, 1.0) or smaller < 2:
            low, high = Proportion(smaller, smaller).wilson_interval
            return (1 - high, 1 - low) if self.auroc < 0.5 else (low, high)
        low, high = self._compared.conf_int(alpha=0.05)
        return max(0.0, float(low)), min(1.0, float(high))

    def precision(self, k: int) -> Proportion:
        """Share of wrong labels among the ``k`` most doubtful (among all, if there are fewer)."""
        first = self.order[:k]
        return Proportion(int(self.wrong[first].sum()), len(first))

    @cached_property
    def found(self) -> NDArray[np.int64]:
        """How many wrong labels are among the first 1, 2, …, n: int64 [n]."""
        return np.cumsum(self.wrong[self.order], dtype=np.int64)


def detect(ranking: LabelRanking, wrong: NDArray[np.bool_], known: NDArray[np.bool_]) -> Detection | None:
    """Hold a ranking against what is known of the labels.

    Args:
        ranking: of n labels.
        wrong: which of them are known to be wrong: bool [n].
        known: of which it is known at all: bool [n]; the others are left out.

    Returns:
        None if no label, or every one, is wrong: then there is nothing to tell apart.
    """
    quality, among = ranking.quality[known], wrong[known]
    if not among.any() or among.all():
        return None
    return Detection(quality, among, np.argsort(quality, kind="stable"))
