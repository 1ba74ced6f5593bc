"""Numbers in texts, to compare the two languages."""

import re
from collections.abc import Iterable, Iterator

from fer_lib.language import Text
from fer_lib.publish import BookFigure, BookTable

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def numbers(text: str) -> list[str]:
    """Every number of a text, sorted."""
    return sorted(NUMBER.findall(text))


def assert_same_numbers(texts: Iterable[Text]) -> None:
    """Both languages of each text have the same numbers, and neither is empty."""
    for text in texts:
        assert text.en
        assert text.zh
        assert numbers(text.en) == numbers(text.zh), text


def texts_of_figure(figure: BookFigure) -> list[Text]:
    """Caption and alt text."""
    return [figure.caption, figure.alt]


def texts_of_table(table: BookTable) -> Iterator[Text]:
    """Every text of a table; each row has a cell for each column."""
    assert {len(row) for row in table.rows} <= {len(table.columns)}
    assert len(table.align) == len(table.columns)
    for cell in (table.caption, *table.columns, *(cell for row in table.rows for cell in row)):
        if isinstance(cell, Text):
            yield cell
