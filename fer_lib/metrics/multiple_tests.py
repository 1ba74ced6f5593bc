"""Holm's adjustment of p-values for several tests."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def holm(p_values: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """The p-values adjusted together, so that the chance of any false rejection stays below the level of each test.

    S. Holm, Scandinavian Journal of Statistics 6 (1979) 65-70: the smallest of m is multiplied by m, the next by m − 1
    and so on; none becomes smaller than the one before it, nor larger than 1.

    Args:
        p_values: [m] of tests that answer one question; may be empty.

    Returns:
        float64 [m], in the given order.
    """
    # By hand: that of statsmodels collects all garbage first, which takes a second where much is in memory.
    given = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(given, kind="stable")
    raised = np.maximum.accumulate(given[order] * np.arange(len(given), 0, -1))
    adjusted = np.empty_like(given)
    adjusted[order] = np.minimum(raised, 1.0)
    return adjusted
