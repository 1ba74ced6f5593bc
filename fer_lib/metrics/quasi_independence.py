"""What the errors of a confusion matrix would be by chance, and whether a group of classes is mixed up beyond it.

Errors stand off the diagonal, so "independent of the label" cannot mean a product of margins: it means Goodman's
quasi-independence (1968), E[n_ij] = a_i · b_j for i ≠ j. The a_i say how often a label is got wrong, the b_j how
strongly a class attracts wrong answers; beyond these two, which label an error had says nothing about its answer.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import chi2

from fer_lib.proportion import Proportion

LARGEST_LOG_FACTOR = 12.0
"""A factor of more than e^12 cannot be told from infinity."""
FEWEST_ERRORS = 20
"""The likelihood ratio follows χ² for many errors only; fewer than these are not put to the test."""
SWEEPS = 2000
TOLERANCE = 1e-10


def expected_errors(
    counts: NDArray[np.integer], weights: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Errors by chance with the margins of the given ones: the maximum-likelihood fit of quasi-independence.

    Iterative proportional fitting (Bishop, Fienberg & Holland 1975, chapter 5): rows and columns of the weights are
    scaled by turns until they have the sums of the counts off the diagonal.

    Args:
        counts: int [K, K], row = label, column = prediction; the diagonal is left out of account.
        weights: float64 [K, K], relative frequencies to begin with, 1 where None is given.

    Returns:
        float64 [K, K] with a zero diagonal.
    """
    errors = _off_diagonal(counts)
    fitted = _off_diagonal(np.ones_like(errors) if weights is None else weights)
    rows, columns = errors.sum(1), errors.sum(0)
    fitted[rows == 0] = 0
    fitted[:, columns == 0] = 0
    for _ in range(SWEEPS):
        fitted *= (rows / np.maximum(fitted.sum(1), np.finfo(float).tiny))[:, None]
        fitted *= columns / np.maximum(fitted.sum(0), np.finfo(float).tiny)
        if np.abs(fitted.sum(1) - rows).max() <= TOLERANCE * max(errors.sum(), 1):
            break
    return fitted


@dataclass(frozen=True)
class GroupConfusion:
    """Whether errors stay inside a group of classes more often than chance with the same margins gives.

    The model is E[n_ij] = a_i · b_j · f^[i and j in the group] for i ≠ j. f = 1 is chance.

    Attributes:
        inside: errors whose label and answer are both in the group, of all errors.
        expected_share: the share inside under f = 1, 0 to 1.
        factor: maximum-likelihood estimate of f; 0 or infinity where the errors are as few or as many inside as
            the margins allow.
        factor_interval: 95% profile likelihood interval.
        p_value: of the likelihood ratio test of f = 1, one degree of freedom.
    """

    inside: Proportion
    expected_share: float
    factor: float
    factor_interval: tuple[float, float]
    p_value: float

    @property
    def beyond_chance(self) -> bool:
        """Whether the whole interval lies above 1."""
        return self.factor_interval[0] > 1


def group_confusion(counts: NDArray[np.integer], group: tuple[int, ...]) -> GroupConfusion | None:
    """Test whether the classes of a group are mistaken for each other beyond chance.

    Args:
        counts: int [K, K], row = label, column = prediction.
        group: the classes of the group, at least two.

    Returns:
        The answer; None for fewer than 20 errors, or where the margins alone settle how many errors are inside
        (none could be on the other side), so that there is nothing to test.
    """
    errors = _off_diagonal(counts)
    total = int(errors.sum())
    member = np.isin(np.arange(len(errors)), group)
    block = np.outer(member, member) & ~np.eye(len(errors), dtype=bool)
    inside = int(errors[block].sum())

    def fit(log_factor: float) -> NDArray[np.float64]:
        return expected_errors(counts, np.where(block, np.exp(log_factor), 1.0))

    def surplus(log_factor: float) -> float:
        return float(fit(log_factor)[block].sum()) - inside

    bound = LARGEST_LOG_FACTOR
    least, most = surplus(-bound), surplus(bound)
    if total < FEWEST_ERRORS or most - least < 1e-6 * total:
        return None
    if least > -1e-3:
        best = -bound
    elif most < 1e-3:
        best = bound
    else:
        best = float(brentq(surplus, -bound, bound, xtol=1e-6))
    highest = _log_likelihood(errors, fit(best))

    def drop(log_factor: float) -> float:
        return 2 * (highest - _log_likelihood(errors, fit(log_factor)))

    def end(side: float) -> float:
        limit = float(chi2.ppf(0.95, 1))
        if best == side or drop(side) < limit:
            return side
        return float(brentq(lambda x: drop(x) - limit, best, side, xtol=1e-5))

    def factor(log_factor: float) -> float:
        return (
            0.0
            if log_factor == -bound
            else float("inf")
            if log_factor == bound
            else float(np.exp(log_factor))
        )

    return GroupConfusion(
        inside=Proportion(inside, total),
        expected_share=float(fit(0.0)[block].sum()) / total,
        factor=factor(best),
        factor_interval=(factor(end(-bound)), factor(end(bound))),
        p_value=float(chi2.sf(max(drop(0.0), 0.0), 1)),
    )


def _off_diagonal(counts: NDArray[np.integer] | NDArray[np.float64]) -> NDArray[np.float64]:
    errors = counts.astype(np.float64)
    np.fill_diagonal(errors, 0)
    return errors


def _log_likelihood(errors: NDArray[np.float64], fitted: NDArray[np.float64]) -> float:
    """Σ n log m, the part of the multinomial log-likelihood that depends on the fit (totals are equal)."""
    seen = errors > 0
    return float((errors[seen] * np.log(np.maximum(fitted[seen], np.finfo(float).tiny))).sum())
