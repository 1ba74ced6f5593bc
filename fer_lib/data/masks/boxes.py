"""The CSVs of boxes: ``filename,width,height,label,xmin,ymin,xmax,ymax``, one face a row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fer_lib.data.csv_rows import header_of, open_csv, rows_of
from fer_lib.data.masks.dataset import CLASS_NAMES, RowRemark
from fer_lib.data.masks.photos import UnusableError
from fer_lib.data.reading import shorten
from fer_lib.errors import Problems, UserError

COLUMNS = ("filename", "width", "height", "label", "xmin", "ymin", "xmax", "ymax")
_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")


@dataclass(frozen=True)
class Box:
    """One row: a face in a photo.

    Attributes:
        line: of the CSV, from 1, the header included.
        filename: the photo.
        size: width and height of the photo in pixels, as it is displayed.
        label: index into ``CLASS_NAMES``.
        edges: xmin, ymin, xmax, ymax in pixels from the top left corner; the last two are exclusive.
    """

    line: int
    filename: str
    size: tuple[int, int]
    label: int
    edges: tuple[int, int, int, int]


def read_boxes(path: Path) -> tuple[list[Box], list[RowRemark]]:
    """Reads a CSV of boxes.

    Args:
        path: the file; its columns may stand in any order, others may be there as well.

    Returns:
        The rows that make sense in themselves, and why the others do not.

    Raises:
        UserError: if the file is missing, is no CSV, or lacks a column.
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
                raise UnusableError(
                    f"the row has {len(fields)} fields, the header {len(header)}. Correct the row"
                )
            boxes.append(_box(line, row))
        except UnusableError as error:
            bad.append(RowRemark(path.name, line, shorten(row.get("filename", "?")), str(error)))
    return boxes, bad


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    problems = Problems("row")
    with open_csv(path) as file:
        yield from rows_of(path, file, problems)
    problems.raise_if_any()  # the CSV breaks off: what follows cannot be told row by row


def _box(line: int, row: dict[str, str]) -> Box:
    if not row["filename"]:
        raise UnusableError("the filename is missing. Fill it in")
    width, height, xmin, ymin, xmax, ymax = (
        _number(row, name) for name in ("width", "height", "xmin", "ymin", "xmax", "ymax")
    )
    label = row["label"].lower()
    if label not in CLASS_NAMES:
        raise UnusableError(
            f'the label is "{shorten(row["label"])}", expected {", ".join(sorted(CLASS_NAMES))}. Correct it'
        )
    for low, high, axis in ((xmin, xmax, "x"), (ymin, ymax, "y")):
        if low == high:
            raise UnusableError(f"the box is empty: {axis}min and {axis}max are both {low}. Correct it")
        if low > high:
            raise UnusableError(f"the box is inverted: {axis}min is {low}, {axis}max {high}. Exchange them")
    for low, high, side, axis, name in ((xmin, xmax, width, "x", "wide"), (ymin, ymax, height, "y", "high")):
        if low < 0 or high > side:
            edge, value = (f"{axis}min", low) if low < 0 else (f"{axis}max", high)
            raise UnusableError(
                f"the box reaches out of the image: {edge} is {value}, the image {side} {name}. Correct it"
            )
    return Box(line, row["filename"], (width, height), CLASS_NAMES.index(label), (xmin, ymin, xmax, ymax))


def _number(row: dict[str, str], name: str) -> int:
    if not _WHOLE.fullmatch(row[name]):
        raise UnusableError(
            f'{name} is "{shorten(row[name])}", expected a whole number of pixels. Correct it'
        )
    return int(row[name])
