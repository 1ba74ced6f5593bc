import pytest

from fer_lib.chapters.backpropagation import exercises
from tests.chapters.exercise_checks import assert_refuted


@pytest.mark.parametrize(
    "name", ["forward_products", "backward_products", "largest_factor", "through_shortcuts"]
)
def test_a_wrong_solution_is_refuted(name):
    assert_refuted(exercises, name)


def test_wrong_derivatives_by_hand_are_refuted():
    delta, of_second, of_first = exercises.by_hand()
    assert_refuted(exercises, "by_hand", lambda: (delta, of_second, -of_first), 0)


def test_a_wrong_slope_is_refuted():
    assert_refuted(exercises, "slopes_from_outputs", lambda: {"tanh": "1-a"}, 3)
