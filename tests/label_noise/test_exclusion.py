"""Accuracy after images are left out."""

import numpy as np
import pytest

from fer_lib.label_noise.exclusion import Exclusion
from fer_lib.proportion import Proportion


def test_leaving_images_out_counts_what_is_left():
    exclusion = Exclusion(np.array([False, True, False, True, True]), np.array([2, 1, 0, 3, 4]))
    assert exclusion.without(0) == Proportion(3, 5)
    assert exclusion.without(1) == Proportion(3, 4)
    assert exclusion.without(3) == Proportion(2, 2)
    assert exclusion.without(99) == Proportion(1, 1)
    counts = np.array([0, 1, 3])
    assert exclusion.curve(counts) == pytest.approx([3 / 5, 3 / 4, 1.0])
    assert exclusion.ceiling(counts) == pytest.approx([3 / 5, 3 / 4, 1.0])


def test_the_band_of_chance_holds_the_draws():
    generator = np.random.default_rng(0)
    right = np.arange(400) < 300
    exclusion = Exclusion(right, np.arange(400))
    low, high = exclusion.at_random(80)
    draws = np.array([right[generator.permutation(400)[80:]].mean() for _ in range(2000)])
    assert low < 0.75 < high
    assert 0.94 <= np.mean((draws >= low) & (draws <= high)) <= 0.985
    assert exclusion.at_random(0) == (0.75, 0.75)
