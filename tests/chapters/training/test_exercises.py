import pytest

from fer_lib.chapters.training import exercises
from tests.chapters.exercise_checks import assert_refuted


@pytest.mark.parametrize(
    "name", ["upper_end_of_none", "images_needed", "variance_by_dropout", "smallest_loss", "steps_to_half"]
)
def test_a_wrong_solution_is_refuted(name):
    assert_refuted(exercises, name)
