"""A book of other images that shows nothing of the five reports: no chapter mentions them, or faces."""

import re

import pytest

from fer_lib.language import LANGUAGES, Language
from tests.forms.made_book import Book
from tests.forms.other_images.conftest import WITHOUT_REPORTS
from tests.rendered_chapter import OF_REPORTS, ROOT
from tests.texts import chapter_names

OF_FACES = re.compile(r"(?<![a-z])(faces?|facial)(?![a-z])|臉|FER2013", re.IGNORECASE)
"""Expressions are not searched for: those of mathematics are in every book."""
LEFT_OUT = ("04_cnn_dnn", "15_digits", "16_masks")
"""Chapters for which the edition has neither runs nor data."""
pytestmark = pytest.mark.parametrize("book", [WITHOUT_REPORTS], indirect=True)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", chapter_names(ROOT))
def test_nothing_of_the_reports_and_of_faces_is_left(book: Book, name: str, lang: Language) -> None:
    page = book.chapter(name).page(lang)
    assert (page.cells == []) == (name in LEFT_OUT)
    for unwanted in (OF_REPORTS, OF_FACES):
        assert [line for line in page.text.splitlines() if unwanted.search(line)] == []


@pytest.mark.parametrize("name", chapter_names(ROOT))
def test_no_claim_is_judged(book: Book, name: str) -> None:
    assert book.chapter(name).answers == []
