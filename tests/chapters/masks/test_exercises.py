import pytest

from fer_lib.chapters.masks import exercises
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
        ("lazy_scores", lambda bad, rare, good: (0.97, 2 / 3, 2 / 3)),
        ("images_for", lambda half_width, share=0.5: 97),
        ("effective", lambda beta, images: (1 - beta) / (1 - beta**images)),
        ("answer_by_logits", lambda posterior, shares: 2),
        ("share_of_hard", lambda gamma: 0.5),
    ],
)
def test_a_wrong_solution_is_refuted(name, wrong, monkeypatch):
    monkeypatch.setattr(exercises, name, wrong)
    assert not all(exercise.check() for exercise in exercises.exercises())
