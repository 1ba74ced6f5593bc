"""Exercises at the end of a chapter, with folded solutions that are checked when the page is made."""

from collections.abc import Callable
from typing import NamedTuple

from fer_lib.language import LANGUAGES, Text
from fer_lib.publish.output import emit


class Exercise(NamedTuple):
    """A question, its solution, and a check of the solution.

    Attributes:
        question: what the reader is asked, in MyST Markdown.
        solution: the answer and the way to it; its numbers come from code.
        check: computes the answer in another way, or tests what the solution says; whether it holds.
    """

    question: Text
    solution: Text
    check: Callable[[], bool]


class WrongSolutionError(Exception):
    """A solution that its own check refutes, so that no page may print it."""


def exercises(*asked: Exercise) -> None:
    """Print numbered exercises in both languages, their solutions folded.

    Args:
        asked: the exercises in their order.

    Raises:
        WrongSolutionError: if the check of a solution fails.
    """
    for number, exercise in enumerate(asked, 1):
        if not exercise.check():
            raise WrongSolutionError(f"exercise {number}: its check refutes its solution")
    for number, exercise in enumerate(asked, 1):
        for lang in LANGUAGES:
            title = Text(f"Exercise {number}.", f"習題 {number}.")[lang]
            solved = Text(f"Solution of exercise {number}", f"習題 {number} 的解答")[lang]
            question, solution = exercise.question[lang], exercise.solution[lang]
            emit(
                lang,
                "exercise",
                {"text/markdown": f"**{title}** {question}\n\n**{solved}**\n\n{solution}"},
                body=f"**{title}** {question}",
                title=solved,
                solution=solution,
            )
