import pytest

from fer_lib.chapters.pca import exercises
from tests.chapters.exercise_checks import assert_refuted


@pytest.mark.parametrize("name", ["held_by_first", "most_axes", "stored"])
def test_a_wrong_solution_is_refuted(name):
    assert_refuted(exercises, name)


@pytest.mark.parametrize(
    ("name", "wrong"), [("by_hand", (9.0, 1.0, 4.0, 4.0)), ("standardized_variances", (1.0, 1.0))]
)
def test_wrong_variances_are_refuted(name, wrong):
    assert_refuted(exercises, name, lambda *given: wrong)
