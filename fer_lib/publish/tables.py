"""Numbered tables."""

from collections.abc import Sequence
from typing import NamedTuple

from fer_lib.language import LANGUAGES, Language, Text
from fer_lib.publish.output import emit

_RULES = {"l": ":---", "c": ":---:", "r": "---:"}


class BookTable(NamedTuple):
    """What ``table`` needs beside the name: ``publish.table("runs", *tables.runs(found))``.

    Attributes:
        caption: what the table shows.
        columns: column titles.
        rows: cells row by row.
        align: one letter a column.
    """

    caption: Text
    columns: Sequence[Text | str]
    rows: Sequence[Sequence[object]]
    align: str


def _cell(value: object, lang: Language) -> str:
    shown = value[lang] if isinstance(value, Text) else str(value)
    return shown.replace("|", r"\|").replace("\n", " ")


def table(
    name: str,
    caption: Text,
    columns: Sequence[Text | str],
    rows: Sequence[Sequence[object]],
    align: str,
) -> None:
    """Print a numbered table in both languages; ``{numref}`tab-<name>``` refers to it.

    Args:
        name: the label without its prefix ``tab-``, unique in the book.
        caption: what the table shows.
        columns: column titles.
        rows: cells row by row: anything with ``str()``, or ``Text``; ``$…$`` is set as mathematics.
        align: one letter a column, ``l``, ``c`` or ``r``.

    Raises:
        ValueError: if a row or ``align`` does not have one entry for each column.
    """
    if any(len(row) != len(columns) for row in rows) or len(align) != len(columns):
        raise ValueError(f"table {name}: every row, and align, needs {len(columns)} entries")
    for lang in LANGUAGES:
        lines = [[_cell(c, lang) for c in columns], [_RULES[a] for a in align]]
        lines += [[_cell(c, lang) for c in row] for row in rows]
        body = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        emit(lang, "caption", {"text/markdown": f"*{caption[lang]}*"})
        emit(lang, "table", {"text/markdown": body}, name=name, caption=caption[lang])
