from fractions import Fraction

import pytest

from fer_lib.chapters.comparison import exercises
from tests.chapters.exercise_checks import assert_refuted


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("luck_of_the_best", lambda runs, images, accuracy: 0.01),
        ("adjusted_by_hand", lambda p_values: [len(p_values) * p for p in p_values]),
        ("expected_front", lambda runs: Fraction(runs, 2)),
        ("votes", lambda voters, images, right: (right, images)),
    ],
)
def test_a_wrong_solution_is_refuted(name, wrong):
    assert_refuted(exercises, name, wrong)
