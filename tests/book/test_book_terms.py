"""The words of the book are explained, in sections that the book has."""

from pathlib import Path

import yaml
from book_terms import book_terms

from fer_lib.editions.sections import book_sections
from tests.book.names import HAN


def test_every_word_is_explained_in_both_languages_and_in_a_section(root: Path) -> None:
    of_faces = yaml.safe_load((root / "fer_lib" / "glossary.yaml").read_text("utf8"))["of_faces"]
    sections = book_sections(root)
    terms = book_terms(root / "book", of_faces)
    assert len(terms) > 80
    for term in terms:
        assert term.meaning is not None, term.word.en
        assert term.sections, term.word.en
        assert set(term.sections) <= sections.keys(), term.sections
        assert (term.meaning.en[-1], term.meaning.zh[-1]) == (".", "。"), term.word.en
        assert [bool(HAN.search(text)) for text in (term.meaning.en, term.meaning.zh)] == [False, True], (
            term.word.en
        )
        assert term.word.en.lower() in term.searched
        assert len(set(term.searched)) == len(term.searched)


def test_nothing_is_explained_that_is_no_word(root: Path) -> None:
    explained = yaml.safe_load((root / "book" / "terms.yaml").read_text("utf8"))
    words = yaml.safe_load((root / "fer_lib" / "glossary.yaml").read_text("utf8"))["terms"]
    assert explained.keys() <= words.keys()
    assert list(explained) == [word for word in words if word in explained], "in the order of the glossary"


def test_expressions_can_be_left_out(root: Path) -> None:
    assert {term.word.en for term in book_terms(root / "book")} - {
        term.word.en for term in book_terms(root / "book", ["angry", "happy"])
    } == {"angry", "happy"}


def test_the_first_section_that_a_book_has_explains_it(root: Path) -> None:
    term = next(term for term in book_terms(root / "book") if len(term.sections) == 2)
    first, second = (name.lower() for name in term.sections)
    assert term.section({first, second}) == first
    assert term.section({second}) == second
    assert term.section(set()) is None
