import pytest

from fer_lib.chapters.masks import exercises
from tests.chapters.exercise_checks import assert_refuted


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
def test_a_wrong_solution_is_refuted(name, wrong):
    assert_refuted(exercises, name, wrong)
