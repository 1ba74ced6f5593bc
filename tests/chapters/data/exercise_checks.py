"""What every chapter's exercises have to be: well put, solved rightly, and refuted where the solution is wrong."""

from types import ModuleType

import pytest

from fer_lib.publish import Exercise
from tests.chapters.numbers import assert_well_put


def assert_right(exercises: list[Exercise]) -> None:
    """Four or five, all solutions confirmed; questions and solutions with the same numbers in both languages."""
    assert 4 <= len(exercises) <= 5
    for exercise in exercises:
        assert exercise.check()
        assert_well_put([exercise.question, exercise.solution])


def assert_refuted(module: ModuleType, name: str, factor: float = 1.1) -> None:
    """Where a function of the solutions gives another number, the check of an exercise fails."""
    right = getattr(module, name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, name, lambda *given: factor * right(*given))
        assert not all(exercise.check() for exercise in module.exercises())
