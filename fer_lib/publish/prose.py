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
