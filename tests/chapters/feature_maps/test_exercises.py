import pytest

from fer_lib.chapters.feature_maps import exercises
from tests.chapters.data.exercise_checks import assert_refuted, assert_right


def test_solutions_are_right():
    assert_right(exercises.exercises())


@pytest.mark.parametrize("name", ["receptive_field", "r_squared", "kept_by_chance"])
def test_a_wrong_solution_is_refuted(name):
    assert_refuted(exercises, name)


def test_a_wrong_bound_of_what_a_probe_fits_is_refuted(monkeypatch):
    monkeypatch.setattr(exercises, "fits_any_labels", lambda images, features: features >= images)
    assert not exercises.exercises()[2].check()
