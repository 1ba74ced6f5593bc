import pytest

from fer_lib.chapters.errors import exercises
from tests.chapters.exercise_checks import assert_refuted


@pytest.mark.parametrize(
    "name", ["precision_of", "mean_f1", "fitted_temperature", "error_of_bins", "degrees_of_freedom"]
)
def test_a_wrong_solution_is_refuted(name):
    assert_refuted(exercises, name)
