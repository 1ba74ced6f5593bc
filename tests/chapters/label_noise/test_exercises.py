import pytest

from fer_lib.chapters.label_noise import exercises
from tests.chapters.exercise_checks import assert_refuted


@pytest.mark.parametrize(
    "name", ["none_found", "auroc_of", "accuracy_by_labels", "accuracy_without_errors", "margin"]
)
def test_a_wrong_solution_is_refuted(name):
    assert_refuted(exercises, name)
