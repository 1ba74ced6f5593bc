"""Sentences whose numbers come from the run."""

from typing import Literal

from fer_lib.language import LANGUAGES, Text
from fer_lib.publish.output import emit


def text(*paragraphs: Text) -> None:
    """Print paragraphs of MyST Markdown in both languages.

    Markdown that depends on results is made in code, from the same numbers for both languages; what does
    not depend on results belongs into the notebook's prose cells.
    """
    for lang in LANGUAGES:
        emit(lang, "text", {"text/markdown": "\n\n".join(p[lang] for p in paragraphs)})


def note(message: Text, kind: Literal["note", "warning", "tip"] = "note") -> None:
    """Print a boxed remark in both languages."""
    for lang in LANGUAGES:
        emit(lang, "note", {"text/markdown": message[lang]}, admonition=kind)


def nothing(reason: Text) -> None:
    """Say why a part of a chapter has nothing to say in this edition: without runs, or with data of another kind.

    In JupyterLab the reason is shown. The book leaves the part out: the whole section, heading and all, if nothing else
    is said in it, else the prose that stands before this cell.

    Args:
        reason: a sentence that says what is missing and what would bring it.
    """
    for lang in LANGUAGES:
        emit(lang, "nothing", {"text/markdown": reason[lang]})


def edition_remark(message: Text, kind: Literal["note", "warning"], badge: Text | None = None) -> None:
    """Print the remark on the edition that a page's numbers are from.

    The book has it in full on its cover; at the title of other pages stands its badge, which leads there. A page of
    nothing else is empty.

    Args:
        message: the whole remark.
        kind: of the box on the cover.
        badge: a few words for the other pages; none if they need no warning.
    """
    for lang in LANGUAGES:
        short = {} if badge is None else {"badge": badge[lang]}
        emit(lang, "edition", {"text/markdown": message[lang]}, admonition=kind, **short)
