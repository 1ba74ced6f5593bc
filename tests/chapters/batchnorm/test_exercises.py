"""The exercises of chapter 11: every solution is right, and a wrong one would be refuted."""

import pytest
import torch

from fer_lib.chapters.batchnorm import exercises
from tests.chapters.numbers import assert_well_put


def test_solutions_are_right():
    for exercise in exercises.exercises():
        assert exercise.check()
        assert_well_put([exercise.question, exercise.solution])


@pytest.mark.parametrize(
    ("number", "name", "wrong"),
    [
        (0, "gradient", lambda x, g, gamma: torch.tensor([6.0, -6.0])),
        (1, "rank", lambda m: m - 1),
        (2, "gradient_factor", lambda a: a),
        (3, "forgotten", lambda x, g: g / x.var(correction=0).sqrt()),
        (4, "batches_until", lambda share, momentum: round(1 / momentum)),
    ],
)
def test_a_wrong_solution_is_refuted(monkeypatch, number, name, wrong):
    monkeypatch.setattr(exercises, name, wrong)
    assert not exercises.exercises()[number].check()
