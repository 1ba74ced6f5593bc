"""Reading a CSV row by row, so that every mistake can be told with its line."""

import codecs
import csv
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from fer_lib.data.csv_text import DECIDING_BYTES, OF_OTHERS, encoding_of, not_decodable, open_bytes, open_text
from fer_lib.data.dataset import SPLITS
from fer_lib.data.opening import LONGEST_LINE, lines_of
from fer_lib.data.reading import at_line, shorten
from fer_lib.data.split_names import EXPECTED, split_of
from fer_lib.data.wanted import CSV
from fer_lib.errors import Problems, UserError

SEPARATORS = ",;\t|"
_SEPARATOR_LINE = re.compile(r"sep=.?\s*", re.IGNORECASE)
_DOUBTFUL = re.compile(r"[\0\ufffd\udc80-\udcff]")

csv.field_size_limit(LONGEST_LINE)


@contextmanager
def open_csv(path: Path) -> Iterator[TextIO]:
    """Opens a CSV as text; see ``csv_text``."""
    with open_text(path) as file:
        yield file


def header_of(path: Path) -> list[str]:
    """The column names of a CSV in lower case, without spaces around them and without a BOM.

    Raises:
        UserError: if the file is empty, or no CSV at all (an archive, an image, another encoding).

    """
    with open_bytes(path) as file:
        start = file.read(DECIDING_BYTES)
    CSV.check_start(path, start)  # what was in a compressed file can be anything too
    try:
        text = codecs.getincrementaldecoder(encoding_of(start))("surrogateescape").decode(start)
    except UnicodeDecodeError as error:
        raise not_decodable(path, error) from None
    lines = [line for line in text.splitlines() if line.strip()]
    if lines and _SEPARATOR_LINE.fullmatch(lines[0]):
        del lines[0]
    first = lines[0] if lines else ""
    if _DOUBTFUL.search(first):
        raise UserError(f"{path}, line 1: the header is not UTF-8 text. Save the file as CSV in UTF-8.")
    return [name.lower() for name in _fields(next(_reader(iter([first]), separator_of(first))))]


def header_if_csv(path: Path) -> list[str]:
    """The same for a file that need not concern us, as one that lies beside images: nothing where it is no CSV."""
    try:
        return header_of(path)
    except UserError:
        return []


def encoding_said(path: Path) -> str | None:
    """The encoding of a CSV where nothing in it says so, to be named on the data card; otherwise None."""
    with open_bytes(path) as file:
        encoding = encoding_of(file.read(DECIDING_BYTES))
    return encoding if encoding in OF_OTHERS else None


def separator_of(header: str) -> str:
    """What stands between the columns: the one of ``SEPARATORS`` that the header has most of, outside of quotes."""
    outside = re.sub(r'"[^"]*"', "", header)
    return max(SEPARATORS, key=outside.count)


def rows_of(
    path: Path, file: TextIO, problems: Problems, empty: list[int] | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Line number (from 1, header included) and fields of each row after the header, without blank lines.

    Args:
        path: the file, for messages.
        file: what ``open_csv`` opened.
        problems: gets what is no row.
        empty: gets the lines of rows in which all fields are empty; where it is None, they are rows like others.
    """
    before, header = 0, ""
    lines = lines_of(path, file)
    for header in lines:
        if header.strip() and not _SEPARATOR_LINE.fullmatch(header):
            break
        before += 1
    reader = _reader(_with_first(header, lines), separator_of(header))
    next(reader, None)
    while True:
        line = before + reader.line_num + 1
        try:
            fields = _fields(next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            problems.add(f"{at_line(path, line)}: not a CSV row ({error}). Is a closing quote missing?")
            return
        if empty is not None and len(fields) > 1 and not any(fields):
            empty.append(line)
        elif len(fields) > 1 or any(fields):
            yield line, fields


def _reader(lines: Iterator[str], separator: str) -> Any:
    return csv.reader(lines, delimiter=separator, skipinitialspace=True)


def _fields(row: list[str]) -> list[str]:
    return [field.strip() for field in row]


def _with_first(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def first_row(path: Path) -> list[str]:
    """The fields of the first row after the header; none where there is no row."""
    with open_csv(path) as file:
        return next(rows_of(path, file, Problems("line"), []), (0, []))[1]


def fitted(fields: Sequence[str], header: Sequence[str]) -> Sequence[str]:
    """The fields of a row, without empty ones at its end that have no column, or with those that were left off.

    Raises:
        ValueError: if there are more or fewer than columns.
    """
    width, n = len(header), len(fields)
    if n > width and not any(fields[width:]):
        return fields[:width]
    if n < width and not any(header[n:]):
        return [*fields, *[""] * (width - n)]
    if n != width:
        names = ",".join(name for name in header[:5] if name) + (",…" if width > 5 else "")
        raise ValueError(f"{n} columns instead of {width} ({shorten(names)})")
    return fields


def empty_rows(path: Path, lines: Sequence[int]) -> list[str]:
    """What is said of rows in which all fields are empty; nothing where there are none."""
    plural = "s" * (len(lines) > 1)
    return [f"{path.name}: {len(lines):,} empty row{plural}, the first in line {lines[0]}"] if lines else []


def column_names(header: Sequence[str], without: Collection[int | None]) -> tuple[str, ...]:
    """Names of columns for people, without some of them.

    Args:
        header: all names; one may be empty, as where a table was saved with an index.
        without: positions that are left out.
    """
    return tuple(name or f"no. {i + 1} without a name" for i, name in enumerate(header) if i not in without)


def columns_not_read(path: Path, others: Sequence[str]) -> list[str]:
    """What is said of columns that are not read; nothing where there are none."""
    return [f"{path.name}: the column{'s' * (len(others) > 1)} {', '.join(others)}"] if others else []


def usage_split(text: str) -> int:
    """The index in ``SPLITS`` of a Usage. Raises ``ValueError`` that says what is wrong with it."""
    split = split_of(text)
    if split is None:
        raise ValueError(
            f'Usage is "{shorten(text)}", expected Training, PublicTest, PrivateTest, or {EXPECTED}'
        )
    return SPLITS.index(split)
