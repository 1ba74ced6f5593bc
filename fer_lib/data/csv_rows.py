"""Reading a CSV row by row, so that every mistake can be told with its line."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from fer_lib.data.dataset import SPLITS
from fer_lib.data.fer2013 import USAGE_SPLITS
from fer_lib.data.reading import at_line, reporting_os_errors, shorten
from fer_lib.errors import Problems, UserError

HEADER_BYTES = 1 << 16
ARCHIVES = {
    b"PK\x03\x04": "a ZIP or NPZ archive",
    b"PK\x05\x06": "an empty ZIP archive",
    b"\x1f\x8b": "compressed with gzip (.gz, .tar.gz)",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\x93NUMPY": "a NumPy array",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
}


@contextmanager
def open_csv(path: Path) -> Iterator[TextIO]:
    """Opens a CSV as text; bytes that are not UTF-8 become lone surrogates, so that no row is lost."""
    with (
        reporting_os_errors(path),
        path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file,
    ):
        yield file


def header_of(path: Path) -> list[str]:
    """The column names of a CSV in lower case, without spaces around them and without a BOM.

    Raises:
        UserError: if the file is empty, or no CSV at all (an archive, an image, another encoding).

    """
    with reporting_os_errors(path), path.open("rb") as file:
        start = file.read(HEADER_BYTES)
    if not start.strip():
        raise UserError(f"{path}: the file is empty. Get it again; the first line must be the header.")
    for magic, what in ARCHIVES.items():
        if start.startswith(magic):
            raise UserError(
                f"{path}: this is {what}, not a CSV. Unpack or choose the CSV file or the data folder."
            )
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
    reader = csv.reader(file, skipinitialspace=True)
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
