import pytest

from fer_lib.chapters.digits import exercises
from tests.chapters.exercise_checks import assert_refuted


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
def test_a_wrong_solution_is_refuted(name, wrong):
    assert_refuted(exercises, name, wrong)
