"""The exercises of chapter 12: every solution is right, and a wrong one would be refuted."""

import math

import pytest

from fer_lib.chapters.softmax import exercises
from tests.chapters.numbers import assert_well_put


def test_solutions_are_right():
    for exercise in exercises.exercises():
        assert exercise.check()
        assert_well_put([exercise.question, exercise.solution])


@pytest.mark.parametrize(
    ("number", "name", "wrong"),
    [
        (0, "softmax_of_logs", lambda counts: [1 / len(counts)] * len(counts)),
        (1, "lowest_loss", lambda classes, smoothing: 0.0),
        (2, "squared_gradient", lambda scores, label: scores.softmax(0) - label),
        (3, "largest_excess", lambda classes: math.log(classes) / 2),
        (4, "could_be_gradient", lambda entries: True),
    ],
)
def test_a_wrong_solution_is_refuted(monkeypatch, number, name, wrong):
    monkeypatch.setattr(exercises, name, wrong)
    assert not exercises.exercises()[number].check()
