"""Numbers of a training curve, and what report A says of its own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer_lib.chapters.training.claims import CurveClaims
from fer_lib.runs.curves import accuracy_jitter, epochs_to_reach, jitter
from tests.evaluation.run_folders import history


@given(st.floats(-1, 1), st.floats(-0.1, 0.1), st.integers(6, 60))
def test_a_straight_line_has_no_jitter_whatever_its_slope(start, slope, epochs):
    assert jitter((start + slope * np.arange(epochs)).tolist()) == pytest.approx(0, abs=1e-9)


def test_jitter_estimates_the_scatter_about_a_rising_curve():
    generator = np.random.default_rng(0)
    t = np.arange(400)
    course = 0.6 * (1 - np.exp(-t / 60))
    for scatter in (0.005, 0.02):
        found = jitter((course + generator.normal(0, scatter, len(t))).tolist())
        assert found == pytest.approx(scatter, rel=0.1)
        assert np.std(course) > 5 * scatter  # the plain standard deviation would measure the rise


@given(st.lists(st.floats(0, 1), min_size=6, max_size=30), st.floats(0.1, 3), st.floats(-1, 1))
def test_jitter_scales_and_does_not_see_a_shift(values, factor, shift):
    found = jitter(values)
    assert found is not None
    assert jitter([factor * v + shift for v in values]) == pytest.approx(factor * found, abs=1e-9)


def test_alternating_values_by_hand():
    # Each inner epoch is 0.1 off the mean of its neighbours: √(⅔ · 0.1²).
    assert jitter([0.1, 0.2] * 4) == pytest.approx(0.1 * (2 / 3) ** 0.5)


def test_few_epochs_say_too_little():
    assert accuracy_jitter(history(0.1, 0.2, 0.3, 0.4, 0.5)) is None
    assert accuracy_jitter(history(0.1, 0.2, 0.3, 0.4, 0.5, 0.6)) == pytest.approx(0)


def test_first_epoch_that_reaches_an_accuracy():
    found = history(0.1, 0.5, 0.4, 0.6, train=(0.2, 0.3, 0.9, 0.9))
    assert epochs_to_reach(found, 0.5) == 2
    assert epochs_to_reach(found, 0.7) is None
    assert epochs_to_reach(found, 0.9, "train") == 3


def verdicts(claims: CurveClaims) -> list[str]:
    return [row[-1].en for row in claims.rows()]


def test_claims_of_report_a():
    long = [0.5] * 100 + [0.61] * 100
    assert verdicts(CurveClaims(history(*long, train=[0.4] * 30 + [0.95] * 170), True)) == [
        "holds",
        "holds (within 3 points)",
    ]
    assert verdicts(CurveClaims(history(*long[:-1], 0.7, train=[0.8] * 200), True)) == ["does not hold"] * 2
    assert verdicts(CurveClaims(history(0.5, 0.6), True)) == ["too few epochs to say"] * 2
    assert verdicts(CurveClaims(history(*long, train=[0.95] * 200), False)) == ["other faces: no verdict"] * 2


def test_the_table_of_claims_shows_what_was_seen():
    rows = CurveClaims(history(0.5, 0.6, train=(0.7, 0.92)), True).rows()
    assert rows[0][2].en == "90% passed in epoch 2"
    assert rows[1][2].zh == "第 2 個週期後 60.0%"
    below = CurveClaims(history(0.5, 0.6, 0.55, train=(0.7, 0.85, 0.8)), True).rows()
    assert below[0][2].en == "at most 85.0%, in epoch 2"
    assert len(CurveClaims(history(0.1), True).columns()) == len(rows[0])
