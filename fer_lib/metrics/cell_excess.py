"""Which single kinds of error are more frequent than chance with the same margins gives."""

import numpy as np
from numpy.typing import NDArray

from fer_lib.metrics.multiple_tests import holm

FEWEST_EXPECTED = 1.0
"""Of cells with fewer expected errors than this nothing can be said."""


def cell_excess(counts: NDArray[np.integer], expected: NDArray[np.float64]) -> dict[tuple[int, int], float]:
    """p-values of every cell with enough expected errors, adjusted together.

    Under quasi-independence the n_i errors of label i choose their answers by themselves, the answer j with probability
    E[n_ij] / n_i, so that n_ij is binomial; p is its upper tail. The expected errors are fitted to these counts, which
    leaves the cells less room than the binomial: the test rejects too seldom rather than too often.

    Args:
        counts: int [K, K], row = label, column = prediction; the diagonal is left out of account.
        expected: float64 [K, K] of ``expected_errors``.

    Returns:
        By label and prediction the p-value, adjusted by Holm.
    """
    # Slow to import, and a training needs none.
    from scipy.stats import binom

    errors = counts.copy()
    np.fill_diagonal(errors, 0)
    wrong = errors.sum(axis=1)
    cells = [(int(i), int(j)) for i, j in np.argwhere(expected >= FEWEST_EXPECTED) if i != j]
    p_values = [
        float(binom.sf(errors[i, j] - 1, wrong[i], min(expected[i, j] / wrong[i], 1.0))) for i, j in cells
    ]
    return dict(zip(cells, holm(p_values).tolist(), strict=True))
