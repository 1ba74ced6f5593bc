"""What a chapter's exercises have to be: refuted by their own checks where the solution is wrong."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

TENTH_MORE = 1.1


def assert_refuted(
    module: ModuleType, name: str, wrong: Callable[..., Any] | None = None, number: int | None = None
) -> None:
    """Where a function of the solutions gives something else, the check of an exercise fails.

    Args:
        module: of the exercises.
        name: of the function.
        wrong: what it is replaced by; without it, a tenth more than it gives.
        number: of the exercise whose check fails, from 0 on; without it, any.
    """
    right = getattr(module, name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, name, wrong or (lambda *given: TENTH_MORE * right(*given)))
        checks = [exercise.check() for exercise in module.exercises()]
    assert not (all(checks) if number is None else checks[number])
