"""The CSVs of boxes: ``filename,width,height,label,xmin,ymin,xmax,ymax``, one box a row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fer_lib.data.boxes.columns import COLUMNS
from fer_lib.data.csv_rows import header_of, open_csv, rows_of
from fer_lib.data.picture_kinds import UnreadableError
from fer_lib.data.reading import shorten
from fer_lib.errors import Problems, UserError

_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")


@dataclass(frozen=True)
class Box:
    """One row: a part of a photo.

    Attributes:
        file: name of the CSV.
        line: of the CSV, from 1, the header included.
        filename: the photo.
        size: width and height of the photo in pixels, as it is displayed.
        label: as the row has it.
        edges: xmin, ymin, xmax, ymax in pixels from the top left corner; the last two are exclusive.
    """

    file: str
    line: int
    filename: str
    size: tuple[int, int]
    label: str
    edges: tuple[int, int, int, int]


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be used.

    Attributes:
        file: name of the CSV.
        line: its line, from 1, the header included.
        filename: the photo that it names.
        reason: why, and what to do.
    """

    file: str
    line: int
    filename: str
    reason: str

    def describe(self) -> str:
        """Place and reason in one sentence."""
        return f"{self.file}, line {self.line} (the header is line 1): {shorten(self.filename, 80)}: {self.reason}"


def read_boxes(path: Path) -> tuple[list[Box], list[BadRow]]:
    """Read a CSV of boxes.

    Args:
        path: the file; its columns may stand in any order, others may be there as well.

    Returns:
        The rows that make sense in themselves, and the others.

    Raises:
        UserError: if the file is no CSV or lacks a column.
    """
    header = header_of(path)
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise UserError(
            f"{path}, line 1: the column {missing[0]} is missing. The header must have {','.join(COLUMNS)}."
        )
    boxes, bad = [], []
    for line, fields in _rows(path):
        row = dict(zip(header, fields, strict=False))
        try:
            if len(fields) != len(header):
                raise UnreadableError(
                    f"the row has {len(fields)} fields, the header {len(header)}. Correct the row."
                )
            boxes.append(_box(path.name, line, row))
        except UnreadableError as error:
            bad.append(BadRow(path.name, line, row.get("filename", "?"), str(error)))
    return boxes, bad


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    problems = Problems("row")
    with open_csv(path) as file:
        yield from rows_of(path, file, problems)
    problems.raise_if_any()  # the CSV breaks off: what follows cannot be told row by row


def _box(file: str, line: int, row: dict[str, str]) -> Box:
    for key in ("filename", "label"):
        if not row[key]:
            raise UnreadableError(f"the {key} is missing. Fill it in.")
    width, height, xmin, ymin, xmax, ymax = (
        _number(row, name) for name in ("width", "height", "xmin", "ymin", "xmax", "ymax")
    )
    for low, high, axis in ((xmin, xmax, "x"), (ymin, ymax, "y")):
        if low == high:
            raise UnreadableError(f"the box is empty: {axis}min and {axis}max are both {low}. Correct it.")
        if low > high:
            raise UnreadableError(
                f"the box is inverted: {axis}min is {low}, {axis}max {high}. Exchange them."
            )
    for low, high, side, axis, name in ((xmin, xmax, width, "x", "wide"), (ymin, ymax, height, "y", "high")):
        if low < 0 or high > side:
            edge, value = (f"{axis}min", low) if low < 0 else (f"{axis}max", high)
            raise UnreadableError(
                f"the box reaches out of the image: {edge} is {value}, the image {side} {name}. Correct it."
            )
    return Box(file, line, row["filename"], (width, height), row["label"], (xmin, ymin, xmax, ymax))


def _number(row: dict[str, str], name: str) -> int:
    if not _WHOLE.fullmatch(row[name]):
        raise UnreadableError(
            f'{name} is "{shorten(row[name])}", expected a whole number of pixels. Correct it.'
        )
    return int(row[name])
