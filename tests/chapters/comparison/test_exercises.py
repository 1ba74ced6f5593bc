from fractions import Fraction

import pytest

from fer_lib.chapters.comparison import exercises
from tests.chapters.numbers import assert_well_put


def test_solutions_are_right_and_the_same_in_both_languages():
    asked = exercises.exercises()
    assert 3 <= len(asked) <= 4
    for exercise in asked:
        assert exercise.check()
        assert_well_put([exercise.question, exercise.solution])


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("luck_of_the_best", lambda runs, images, accuracy: 0.01),
        ("adjusted_by_hand", lambda p_values: [len(p_values) * p for p in p_values]),
        ("expected_front", lambda runs: Fraction(runs, 2)),
        ("votes", lambda voters, images, right: (right, images)),
    ],
)
def test_a_wrong_solution_is_refuted(name, wrong, monkeypatch):
    monkeypatch.setattr(exercises, name, wrong)
    assert not all(exercise.check() for exercise in exercises.exercises())
