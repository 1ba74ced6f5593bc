import pytest

from fer_lib.chapters.data import exercises
from tests.chapters.exercise_checks import assert_refuted


@pytest.mark.parametrize(
    "name", ["guessed_by_shares", "accuracy_on_new", "expected_best", "twin_in_training"]
)
def test_a_wrong_solution_is_refuted(name):
    assert_refuted(exercises, name)
