import pytest

from fer_lib.chapters.cnn_dnn import exercises
from tests.chapters.exercise_checks import assert_refuted


@pytest.mark.parametrize(
    "name", ["two_sided", "commuting_dimension", "work_of_convolution", "neighbours_that_stay"]
)
def test_a_wrong_solution_is_refuted(name):
    assert_refuted(exercises, name)


def test_wrong_bounds_of_the_disagreement_are_refuted():
    assert_refuted(exercises, "discordant", lambda first, second, n: (0, first + second), 1)
