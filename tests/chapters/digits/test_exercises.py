import pytest

from fer_lib.chapters.digits import exercises
from tests.chapters.numbers import assert_well_put


def test_solutions_are_right_and_the_same_in_both_languages():
    asked = exercises.exercises()
    assert 4 <= len(asked) <= 5
    for exercise in asked:
        assert exercise.check()
        assert_well_put([exercise.question, exercise.solution])


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("offsets", lambda classes: [0.0] * classes),
        ("never_moved", lambda units: (units / 3, units**0.5 / 2)),
        ("never_moved", lambda units: (units / 2, units**0.5)),
        ("rate_of_incoming", lambda scale: 1 / scale),
        ("last_batch", lambda images, batch: (images // batch, images % batch)),
        ("standard_error", lambda share, n: (share / n) ** 0.5),
    ],
)
def test_a_wrong_solution_is_refuted(name, wrong, monkeypatch):
    monkeypatch.setattr(exercises, name, wrong)
    assert not all(exercise.check() for exercise in exercises.exercises())
