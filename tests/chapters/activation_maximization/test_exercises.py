import pytest

from fer_lib.chapters.activation_maximization import exercises
from tests.chapters.exercise_checks import assert_refuted


@pytest.mark.parametrize(
    "name",
    ["reach_in_box", "reach_on_ball", "probability_of_first", "effective_number", "variation_of_alternating"],
)
def test_a_wrong_solution_is_refuted(name):
    assert_refuted(exercises, name)


def test_a_wrong_bound_of_the_bias_is_refuted():
    assert_refuted(exercises, "can_be_activated", lambda weights, bias: bias > -max(map(abs, weights)), 1)
