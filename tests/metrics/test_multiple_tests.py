"""Holm's adjustment."""

import numpy as np
import pytest

from fer_lib.metrics.multiple_tests import holm


def test_by_hand_in_the_given_order():
    # 0.01 · 4; 0.02 · 3; 0.03 · 2 = 0.06, no less than the one before; 0.04 · 1 is not below it either.
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])


def test_never_above_1_and_nothing_for_no_tests():
    assert holm([0.9, 0.8]).tolist() == [1, 1]
    assert holm(np.array([0.3])).tolist() == [0.3]
    assert holm([]).shape == (0,)
