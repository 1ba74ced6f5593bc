"""The languages that the book knows, and which of them this process builds."""

import os
from dataclasses import dataclass
from pathlib import Path

import click
from sphinx.application import Sphinx

from fer_lib.language import Language

CHILD_LANGUAGE = "FER_BOOK_LANGUAGE"
"""Environment variable: a build in which it is set makes that language and starts no other build."""


@dataclass(frozen=True)
class BookLanguage:
    """One language of the book.

    Attributes:
        code: BCP 47 tag: cells are tagged ``lang-<code>``, ``<html lang>`` and the site's folder are named so.
        sphinx: what Sphinx and docutils call it.
        name: the language's name in that language.
    """

    code: Language
    sphinx: str
    name: str

    @property
    def tag(self) -> str:
        """Tag of the notebook cells in this language."""
        return f"lang-{self.code}"


BOOK_LANGUAGES: dict[Language, BookLanguage] = {
    "en": BookLanguage("en", "en", "English"),
    "zh-TW": BookLanguage("zh-TW", "zh_TW", "中文"),
}


def language_to_build(languages: tuple[Language, ...]) -> Language:
    """The language of this process: the one asked for by the parent process, else the book's first."""
    asked = os.environ.get(CHILD_LANGUAGE)
    return next((code for code in languages if code == asked), languages[0])


def is_child() -> bool:
    """Whether another build of the book started this one."""
    return CHILD_LANGUAGE in os.environ


def folder_of(code: Language, languages: tuple[Language, ...]) -> str:
    """Folder of a language below the site's root: none for the first one."""
    return "" if code == languages[0] else code


def option_given(name: str) -> Path | None:
    """The file that ``jupyter-book build --config`` or ``--toc`` was told to use; None for the book's own."""
    context = click.get_current_context(silent=True)
    given = context.params.get(name) if context else None
    return Path(given) if given else None


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the two values that other extensions read: the language built now, and all of them."""
    app.add_config_value("book_language", "en", "env", str)
    app.add_config_value("book_languages", ("en",), "html", tuple)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
