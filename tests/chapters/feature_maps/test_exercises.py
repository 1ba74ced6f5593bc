import pytest

from fer_lib.chapters.feature_maps import exercises
from tests.chapters.exercise_checks import assert_refuted


@pytest.mark.parametrize("name", ["receptive_field", "r_squared", "kept_by_chance"])
def test_a_wrong_solution_is_refuted(name):
    assert_refuted(exercises, name)


def test_a_wrong_bound_of_what_a_probe_fits_is_refuted():
    assert_refuted(exercises, "fits_any_labels", lambda images, features: features >= images, 2)
