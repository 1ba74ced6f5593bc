"""The exercises of every chapter: enough of them, well put, and solved rightly."""

import importlib

import pytest

from fer_lib.editions.contents import chapters, read_toc
from fer_lib.project import project_root
from fer_lib.publish import Exercise
from tests.chapters.numbers import assert_well_put

WITHOUT = {"cover", "18_conclusion"}
CHAPTERS = [name for name in chapters(read_toc(project_root())) if name not in WITHOUT]


@pytest.fixture(params=CHAPTERS)
def exercises(request: pytest.FixtureRequest) -> list[Exercise]:
    """All of one chapter."""
    folder = request.param.split("_", 1)[1]
    made: list[Exercise] = importlib.import_module(f"fer_lib.chapters.{folder}.exercises").exercises()
    return made


def test_a_chapter_sets_four_to_six(exercises: list[Exercise]) -> None:
    assert 4 <= len(exercises) <= 6


def test_solutions_are_right(exercises: list[Exercise]) -> None:
    assert [exercise.check() for exercise in exercises] == [True] * len(exercises)


def test_questions_and_solutions_have_the_same_numbers_in_both_languages(exercises: list[Exercise]) -> None:
    assert_well_put([text for exercise in exercises for text in (exercise.question, exercise.solution)])
