"""Numbers of a training curve: jitter, and the first epoch that reaches an accuracy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer_lib.runs.curves import accuracy_jitter, epochs_to_reach, jitter
from tests.chapters.run_folders import history


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
