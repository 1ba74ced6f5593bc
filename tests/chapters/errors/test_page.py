"""Chapters 5, 6 and 17 of editions without the reference reports, from colour images that are no faces."""

import itertools
import re

import numpy as np
import pytest

from fer_lib.chapters.errors.against_chance_figure import ErrorsAgainstChance
from fer_lib.chapters.errors.class_scores_figure import plot_class_scores
from fer_lib.chapters.errors.error_destinations_figure import plot_error_destinations
from fer_lib.data.shapes import generate
from fer_lib.editions import Edition
from fer_lib.language import LANGUAGES
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.metrics.error_destinations import ErrorDestinations
from fer_lib.metrics.per_class import class_scores
from fer_lib.plots import figure_style
from fer_lib.training.loop import train
from tests.made_project import make_project
from tests.rendered_chapter import OF_FACES, OF_REPORTS, ROOT, Page, execute


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """One run of a network of one's own on 120 drawings of ten shapes."""
    edition = make_project(
        tmp_path_factory.mktemp("shapes") / "project",
        {
            "main_run": "plain",
            "runs": {
                "plain": {
                    "preset": "report-a",
                    "model": f"{ROOT / 'tests' / 'networks_people_write.py'}:SmallResNet",
                    "epochs": 1,
                    "batch_size": 32,
                }
            },
            "reference_reports": False,
        },
        data=generate(120, seed=0).dataset,
    )
    train(edition.configs["plain"], edition.data(), edition.run())
    return edition


@pytest.fixture(scope="module")
def pages(book: Edition) -> list[Page]:
    """Chapter 5 in both languages."""
    made = execute("05_errors", book.root)
    return [made.page(lang) for lang in LANGUAGES]


def test_nothing_of_the_reports_or_of_faces_is_left(pages: list[Page]) -> None:
    for page in pages:
        assert OF_REPORTS.findall(page.text) == []
        assert OF_FACES.findall(page.text) == []
    english, chinese = pages
    assert len(english.headings) == len(chinese.headings)
    assert "What the reports claim" not in english.headings
    assert not any("negative" in heading for heading in english.headings)


def test_captions_say_which_run_they_show(pages: list[Page]) -> None:
    assert len(pages[0].captions) > 5
    for caption in pages[0].captions:
        assert (
            "Run `plain` of the network `networks_people_write.py:SmallResNet`, trained for 1 epoch"
            in caption
        )
    assert any(
        re.search(r"\b90 (kinds of confusion|possible ones)", caption) for caption in pages[0].captions
    )
    assert "evaluate forms/plain" in pages[0].text


@pytest.mark.parametrize("name", ["06_label_noise", "17_comparison"])
def test_chapters_without_folds_or_a_second_run_are_not_there(book: Edition, name: str) -> None:
    made = execute(name, book.root)
    for lang in LANGUAGES:
        assert made.page(lang).cells == []


@pytest.mark.parametrize("classes", [3, 11, 40])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_of_many_classes_have_room(classes: int, lang: str) -> None:
    counts = np.random.default_rng(0).integers(1, 9, (classes, classes))
    matrix = ConfusionMatrix(counts, tuple(f"class {k}" for k in range(classes)))
    destinations = ErrorDestinations(matrix, np.full(classes, 1 / classes))
    against = ErrorsAgainstChance(counts, counts.astype(float), matrix.names, ())
    with figure_style(lang):
        scores = plot_class_scores(class_scores(matrix), lang=lang)
        bars = plot_error_destinations(destinations, lang=lang)
        chance = against.plot(lang=lang)
        for figure, axis in ((scores, "y"), (bars, "x"), (chance, "y")):
            figure.draw_without_rendering()
            labels = getattr(figure.axes[0], f"get_{axis}ticklabels")()
            boxes = [label.get_window_extent() for label in labels if label.get_text()]
            assert len(boxes) == classes
            assert not [1 for a, b in itertools.pairwise(boxes) if a.overlaps(b)]
