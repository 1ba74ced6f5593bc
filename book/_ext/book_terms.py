"""The words of the book, what they mean and where they are explained, from ``book/terms.yaml``."""

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from fer_lib.editions.sections import TAG
from fer_lib.language import LANGUAGES, Language, Text

# Each page reads the words, and YAML in Python alone takes as long for that as the page itself.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Term:
    """A word of the book.

    Attributes:
        word: in each language.
        also: other words for it, or for what is explained with it, in each language.
        meaning: a sentence in each language; None for names of expressions, which need none.
        sections: names of the sections that explain it, ``sec-errors-per-class``, the best first; empty for none.
    """

    word: Text
    also: Mapping[Language, tuple[str, ...]]
    meaning: Text | None
    sections: tuple[str, ...]

    def section(self, known: Container[str]) -> str | None:
        """The best section that a book has, in small letters as Sphinx labels it; ``known`` are its labels."""
        return next((label for name in self.sections if (label := name.lower()) in known), None)

    @property
    def searched(self) -> tuple[str, ...]:
        """Every word by which readers of either language may look for it, in small letters."""
        found = (word for lang in LANGUAGES for word in (self.word[lang], *self.also[lang]))
        return tuple(dict.fromkeys(word.lower() for word in found))


def term_files(srcdir: Path) -> tuple[Path, Path]:
    """The two files of words: what they are called, and what they mean."""
    return Path(str(files("fer_lib"))) / "glossary.yaml", srcdir / "terms.yaml"


def book_terms(srcdir: Path, left_out: Collection[str] = ()) -> list[Term]:
    """All words, sorted by the English one.

    Args:
        srcdir: the book's folder.
        left_out: English words that are not wanted.
    """
    names, meanings = (yaml.load(path.read_text("utf8"), LOADER) for path in term_files(srcdir))
    found = [
        _term(english, chinese, meanings.get(english, {}))
        for english, chinese in names["terms"].items()
        if english not in left_out
    ]
    return sorted(found, key=lambda term: term.word.en.lower())


def _term(english: str, chinese: str, about: Mapping[str, Any]) -> Term:
    also = about.get("also", {})
    return Term(
        Text(english, chinese),
        {"en": tuple(map(str, also.get("en", ()))), "zh-TW": tuple(map(str, also.get("zh", ())))},
        Text(about["en"], about["zh"]) if about else None,
        tuple(TAG + name for name in str(about.get("section", "")).split()),
    )
