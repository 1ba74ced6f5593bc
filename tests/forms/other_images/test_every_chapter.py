"""Every chapter from images that are no faces says something true in both languages."""

import pytest

from tests.forms.made_book import CHAPTERS, Book
from tests.forms.other_images.conftest import WITHOUT_REPORTS
from tests.rendered_chapter import WITHOUT_DATA

OF_EXPRESSIONS = ("A5", "A6", "D5", "C1", "B5", "C2")


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_chapter_is_there_in_both_languages(book: Book, name: str) -> None:
    published = book.chapter(name).published
    shown = {
        lang: [(out.about["kind"], out.about.get("name")) for out in published if out.about["lang"] == lang]
        for lang in ("en", "zh-TW")
    }
    assert shown["en"] == shown["zh-TW"]
    texts = [text for out in published for text in out.texts()]
    assert [text for text in texts if WITHOUT_DATA.search(text)] == []


def test_augmentation_is_shown_of_the_run_that_has_it(book: Book) -> None:
    (shown,) = [
        out for out in book.chapter("03_training").page("en").published
        if out.about.get("name") == "augmentation"
    ]  # fmt: skip
    assert "the run `moved` sees it: mirroring, shift ±10%" in shown.about["caption"]


def test_claims_on_expressions_are_not_asked(book: Book) -> None:
    asked = () if book.form == WITHOUT_REPORTS else OF_EXPRESSIONS
    assert book.chapter("05_errors").verdicts == dict.fromkeys(asked, "unasked")


@pytest.mark.parametrize("book", ["two classes, not square"], indirect=True)
def test_classes_are_called_by_their_titles(book: Book) -> None:
    chinese = book.chapter("05_errors").page("zh-TW").text
    assert "喵" in chinese
    assert "dog" in chinese
