"""What a seed moves: the pooled deviation, and the limit for two trainings."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from fer_lib.metrics.seed_spread import FEWEST_SEEDS, SeedSpread, seed_spread

GROUPS = st.lists(st.lists(st.floats(0, 1), min_size=1, max_size=5), max_size=5)


@given(GROUPS)
@settings(max_examples=100)
def test_the_spread_is_that_of_the_residuals(groups):
    enough = [group for group in groups if len(group) >= FEWEST_SEEDS]
    spread = seed_spread(groups)
    if not enough:
        assert spread is None
        return
    residuals = np.concatenate([np.array(group) - np.mean(group) for group in enough])
    freedom = len(residuals) - len(enough)
    assert spread.degrees_of_freedom == freedom
    assert spread.deviation == pytest.approx(np.sqrt((residuals**2).sum() / freedom), abs=1e-12)
    assert spread.limit == pytest.approx(stats.t.ppf(0.975, freedom) * np.sqrt(2) * spread.deviation)


@given(st.lists(st.floats(0.2, 0.8), min_size=3, max_size=6), st.floats(-0.2, 0.2))
@settings(max_examples=50)
def test_a_setting_that_is_better_throughout_moves_nothing_more(group, shift):
    one, both = SeedSpread((tuple(group),)), SeedSpread((tuple(group), tuple(x + shift for x in group)))
    assert both.deviation == pytest.approx(one.deviation, abs=1e-9)
    assert both.limit <= one.limit + 1e-9  # twice the trainings tell σ better


def test_equal_accuracies_set_no_limit():
    assert SeedSpread(((0.5, 0.5, 0.5),)).limit == 0.0


def test_two_seeds_alone_stay_below_the_limit_in_95_of_100_cases():
    generator = np.random.default_rng(0)
    drawn = generator.normal(0.6, 0.01, (4000, 2 * 3 + 2))
    below = [
        abs(one - other) < SeedSpread((tuple(a), tuple(b))).limit
        for *measured, one, other in drawn
        for a, b in [(measured[:3], measured[3:])]
    ]
    assert np.mean(below) == pytest.approx(0.95, abs=0.011)
