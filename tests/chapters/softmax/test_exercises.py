import math

import pytest

from fer_lib.chapters.softmax import exercises
from tests.chapters.exercise_checks import assert_refuted


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
def test_a_wrong_solution_is_refuted(number, name, wrong):
    assert_refuted(exercises, name, wrong, number)
