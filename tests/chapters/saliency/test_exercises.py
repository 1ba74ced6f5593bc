import pytest

from fer_lib.chapters.saliency import exercises
from tests.chapters.exercise_checks import assert_refuted


@pytest.mark.parametrize("name", ["integrated", "shared", "shapley_of_max", "spread_by_chance"])
def test_a_wrong_solution_is_refuted(name):
    assert_refuted(exercises, name)
