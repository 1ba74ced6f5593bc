"""Numbers in texts: the same in the two languages, and put as people put them."""

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


SILLY = {
    "a zero with a sign": r"(?<![A-Za-z\d])[−-]0(?:\.0+)?(?![\d.,]*\d)",
    "an uncertainty of zero": r"± ?0(?:\.0+)?(?!\d|\.\d)",
    "no number": r"(?<![A-Za-z])(?:nan|inf|None(?! of))(?![A-Za-z])",
    "none of some": r"(?<![\d.,])0 (?:of|out of) (?:the |its |their |these )?\d",
    "all of all": r"(?<![\d.,])(\d[\d,.]*) (?:of|out of) (?:the |its |their |these )?\1(?![\d.,]*\d)",
    "all of all in Chinese": r"(?<![\d.,])(\d[\d,.]*) ?[一-鿿]{0,6}[中裡](?:的|有)? ?\1(?![\d.,]*\d)",
    "from one number to itself": r"(?:from|between) ([+−-]?(?:\d[\d.,]*\d|\d)) ?%? (?:to|and) \1(?![\d.,]*\d)",
    "a range of one number": r"(?<![\d.,+−-])([+−-]?(?:\d[\d.,]*\d|\d)) ?%? ?[–到至] ?\1(?![\d.,]*\d)",
    "all of two": r"(?<![A-Za-z])[Aa]ll (?:the )?2 [a-z]",
    "all of two in Chinese": r"全部 ?2 ?[一-鿿]|(?<![\d.,])(?<!卷積 )(?<!第 )2 ?[一-鿿]{1,4}全都",
    "clauses that 與 joins": (
        r"(?:是|為) ?`[^`]*`(?:、[^，。；：、]{1,30}(?:是|為) ?`[^`]*`)*與[^，。；：、]{1,30}(?:是|為) ?`"
        r"|張[^，。；：（）]{1,20}、\d[\d,]* 張[^，。；：（）]{1,20}與 ?\d[\d,]* 張"
    ),
    "one of a plural": (
        r"(?<![\d.,])(?<!layer )(?<!epoch )(?<!to )1 "
        r"(?:images|errors|labels|epochs|seeds|runs|layers|classes|filters|faces|claims)\b"
    ),
}
"""Forms that no one would write, as regular expressions."""


def assert_well_put(texts: Iterable[Text]) -> None:
    """As ``assert_same_numbers``, and neither language has a ``SILLY`` form, as rounding and extremes make them."""
    texts = list(texts)
    assert_same_numbers(texts)
    for text in texts:
        for what, form in SILLY.items():
            for said in (text.en, text.zh):
                assert not re.search(form, said), f"{what}: {said}"


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
