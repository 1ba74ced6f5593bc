import pytest

from fer_lib.chapters.models import exercises
from tests.chapters.exercise_checks import assert_refuted


@pytest.mark.parametrize("name", ["weights_of_convolution", "weights_after_flattening", "hidden_units"])
def test_a_wrong_solution_is_refuted(name):
    assert_refuted(exercises, name)
