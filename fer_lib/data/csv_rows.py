"""Reading a CSV row by row, so that every mistake can be told with its line."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from fer_lib.data.content import START_BYTES
from fer_lib.data.dataset import SPLITS
from fer_lib.data.fer2013 import USAGE_SPLITS
from fer_lib.data.opening import lines_of, open_file
from fer_lib.data.reading import at_line, reporting_os_errors, shorten
from fer_lib.data.wanted import CSV
from fer_lib.errors import Problems, UserError


@contextmanager
def open_csv(path: Path) -> Iterator[TextIO]:
    """Opens a CSV as text; bytes that are not UTF-8 become lone surrogates, so that no row is lost."""
    with (
        reporting_os_errors(path),
        open_file(path) as content,
        TextIOWrapper(content, encoding="utf-8-sig", errors="surrogateescape", newline="") as file,
    ):
        yield file


def header_of(path: Path) -> list[str]:
    """The column names of a CSV in lower case, without spaces around them and without a BOM.

    Raises:
        UserError: if the file is empty, or no CSV at all (an archive, an image, another encoding).

    """
    with open_file(path) as file, reporting_os_errors(path):
        start = file.read(START_BYTES)
    CSV.check_start(path, start)
    first = start.splitlines()[0]
    try:
        text = first.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise UserError(f"{path}, line 1: the header is not UTF-8 text. Save the file as CSV in UTF-8.")
    return [name.strip().lower() for name in next(csv.reader([text], skipinitialspace=True))]


def header_if_csv(path: Path) -> list[str]:
    """The same for a file that need not concern us, as one that lies beside images: nothing where it is no CSV."""
    try:
        return header_of(path)
    except UserError:
        return []


def rows_of(path: Path, file: TextIO, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Line number (from 1, header included) and fields of each row after the header, without blank lines."""
    reader = csv.reader(lines_of(path, file), skipinitialspace=True)
    next(reader)
    while True:
        line = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.add(f"{at_line(path, line)}: not a CSV row ({error}). Is a closing quote missing?")
            return
        if len(fields) > 1 or (fields and fields[0].strip()):
            yield line, [field.strip() for field in fields]


def usage_split(text: str) -> int:
    """The index in ``SPLITS`` of a Usage. Raises ``ValueError`` that says what is wrong with it."""
    split = USAGE_SPLITS.get(text.lower())
    if split is None:
        raise ValueError(f'Usage is "{shorten(text)}", expected Training, PublicTest or PrivateTest')
    return SPLITS.index(split)
