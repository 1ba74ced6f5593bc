import pytest

from fer_lib.chapters.convolution import exercises
from tests.chapters.exercise_checks import assert_refuted


@pytest.mark.parametrize(
    ("number", "name", "wrong"),
    [
        (0, "unread_pixels", lambda width, kernel, stride, padding: (width + 2 * padding - kernel) % stride),
        (
            1,
            "ceiling_form",
            lambda width, kernel, stride, padding: -(-(width + 2 * padding - kernel) // stride),
        ),
        (2, "receptive_side", lambda layers, kernel: layers * kernel),
        (2, "stack_weights", lambda layers, kernel, channels: layers * kernel**2 * channels),
        (3, "separable_share", lambda kernel, filters: 1 / filters + 1 / kernel),
        (4, "gradients_by_hand", lambda x, w: ([-1, 2, -3], [0, 0], [0, 0, 0, 0])),
    ],
)
def test_a_wrong_solution_is_refuted(number, name, wrong):
    assert_refuted(exercises, name, wrong, number)
