import numpy as np
import pytest

from fer_lib.metrics.paired_difference import paired_difference


def test_paired_difference_is_the_t_interval():
    first, second = np.array([0.9, 0.92, 0.95]), np.array([0.8, 0.85, 0.83])
    found = paired_difference(first, second)
    # t(0.975, 2) = 4.302653; standard error of (0.10, 0.07, 0.12) is 0.0145297.
    assert found.mean == pytest.approx(0.0966667, abs=1e-6)
    assert found.high - found.mean == pytest.approx(4.302653 * 0.0145297, abs=1e-5)
    assert not found.includes_zero
    assert paired_difference(second, first).high < 0
    assert paired_difference(first, first).includes_zero
