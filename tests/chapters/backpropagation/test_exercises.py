import pytest

from fer_lib.chapters.backpropagation import exercises
from tests.chapters.data.exercise_checks import assert_refuted, assert_right


def test_solutions_are_right():
    assert_right(exercises.exercises())


@pytest.mark.parametrize(
    "name", ["forward_products", "backward_products", "largest_factor", "through_shortcuts"]
)
def test_a_wrong_solution_is_refuted(name):
    assert_refuted(exercises, name)


def test_wrong_derivatives_by_hand_are_refuted(monkeypatch):
    delta, of_second, of_first = exercises.by_hand()
    monkeypatch.setattr(exercises, "by_hand", lambda: (delta, of_second, -of_first))
    assert not exercises.exercises()[0].check()


def test_a_wrong_slope_is_refuted(monkeypatch):
    monkeypatch.setattr(exercises, "slopes_from_outputs", lambda: {"tanh": "1-a"})
    assert not exercises.exercises()[3].check()
