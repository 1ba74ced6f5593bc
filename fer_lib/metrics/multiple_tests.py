"""Holm's adjustment of p-values for several tests."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from statsmodels.stats.multitest import multipletests


def holm(p_values: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """The p-values adjusted together, so that the chance of any false rejection stays below the level of each test.

    S. Holm, Scandinavian Journal of Statistics 6 (1979) 65-70: the smallest of m is multiplied by m, the next by m − 1
    and so on; none becomes smaller than the one before it, nor larger than 1.

    Args:
        p_values: [m] of tests that answer one question; may be empty.

    Returns:
        float64 [m], in the given order.
    """
    if not len(p_values):
        return np.zeros(0)
    return np.asarray(multipletests(p_values, method="holm")[1], dtype=np.float64)
