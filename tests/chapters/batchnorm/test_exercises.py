import pytest
import torch

from fer_lib.chapters.batchnorm import exercises
from tests.chapters.exercise_checks import assert_refuted


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
def test_a_wrong_solution_is_refuted(number, name, wrong):
    assert_refuted(exercises, name, wrong, number)
