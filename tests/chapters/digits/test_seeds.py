"""What a handful of seeds says of the next one."""

import numpy as np
import pytest

from fer_lib.chapters.digits.seeds import SeedAccuracies
from fer_lib.proportion import Proportion


def accuracies(*successes, n=1000):
    return SeedAccuracies(tuple(Proportion(k, n) for k in successes))


def test_spread_over_seeds():
    spread = accuracies(950, 960, 970)
    assert spread.mean == pytest.approx(0.96)
    assert spread.standard_deviation == pytest.approx(0.01)
    assert spread.shown() == "96.0%\u00a0±\u00a01.0"
    for text in (spread.describe().en, spread.describe().zh):
        assert "95.0%" in text
        assert "n\u00a0=\u00a01,000" in text
        assert "95.0–97.0%" in text


def test_range_of_another_seed_has_three_parts():
    low, high = accuracies(950, 960, 970).another(5000)
    # t(0.975, 2) = 4.302653; 0.01 · √(4/3) by the seed; 1.96 · √(0.96 · 0.04 · (1/1000 + 1/5000)) by the images.
    reach = np.hypot(4.302653 * 0.01 * np.sqrt(4 / 3), 1.96 * np.sqrt(0.96 * 0.04 * 0.0012))
    assert low == pytest.approx(0.96 - reach, abs=1e-6)
    assert high == 1  # no accuracy is above it
    assert accuracies(550, 560, 570).another(10**9)[1] == pytest.approx(
        0.56 + np.hypot(4.302653 * 0.01 * np.sqrt(4 / 3), 1.96 * np.sqrt(0.56 * 0.44 / 1000)), abs=1e-6
    )


def test_range_of_another_seed_holds_what_it_says():
    random = np.random.default_rng(0)
    inside = 0
    for _ in range(400):
        true = random.normal(0.8, 0.01, 4)
        found = SeedAccuracies(tuple(Proportion(int(k), 2000) for k in random.binomial(2000, true[:3])))
        low, high = found.another(2000)
        inside += low <= random.binomial(2000, true[3]) / 2000 <= high
    assert inside / 400 >= 0.92
