"""The widths of table columns in the PDFs: narrow ones keep theirs, wide ones share what is left of the line."""

import unicodedata
from collections.abc import Sequence

from docutils import nodes

LINE = 80
"""Latin letters of the book's type that fit on a line; a Chinese character is as wide as two."""
SMALL_LINE = 98
"""The same for the small type of tables of many columns."""
PADDING = 2
"""Letters that fit between two columns."""


def natural_widths(rows: Sequence[nodes.row]) -> list[int]:
    """How many letters the widest cell of each column takes on one line."""
    widths = [[_letters(cell.astext()) for cell in row] for row in rows]
    return [max(column) for column in zip(*widths, strict=True)]


def total_width(widths: Sequence[int]) -> int:
    """Letters that columns of these widths take, with the space between them."""
    return sum(widths) + PADDING * len(widths)


def long_table_sides(sides: str, widths: Sequence[int], line: int) -> str:
    """Columns of a table that goes over pages, which breaks lines only in columns of a given width.

    Args:
        sides: ``l``, ``c`` or ``r`` for each column.
        widths: natural width of each column, in letters.
        line: letters on a line.

    Returns:
        The sides; where the line is too short for all, the widest column gets what the others leave, at least a sixth.
    """
    if total_width(widths) <= line:
        return sides
    widest = max(range(len(widths)), key=lambda column: widths[column])
    share = max(1 / 6, (line - total_width(widths) + widths[widest]) / line)
    broken = rf">{{\raggedright\arraybackslash}}p{{{share:.2f}\linewidth}}"
    return sides[:widest] + broken + sides[widest + 1 :]


def column_sides(sides: str, widths: Sequence[int], line: int) -> str:
    """Which columns tabulary may break: of the others no line is broken.

    Without this a column gets its share of the line by its width, and a word of two characters beside long sentences
    stands one character a line.

    Args:
        sides: ``L``, ``C`` or ``R`` for each column.
        widths: natural width of each column, in letters.
        line: letters on a line.

    Returns:
        The sides, in small letters for columns no wider than an equal share of what narrower ones leave.
    """
    room, open_columns = line - PADDING * len(widths), set(range(len(widths)))
    if sum(widths) <= room:
        return sides
    while narrow := {i for i in open_columns if widths[i] * len(open_columns) <= room}:
        room -= sum(widths[i] for i in narrow)
        open_columns -= narrow
    return "".join(side if i in open_columns else side.lower() for i, side in enumerate(sides))


def _letters(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
