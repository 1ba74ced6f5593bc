"""The CSV forms: one row an image, its pixels as numbers in one field, or in one field each.

``fer2013.csv`` is 287 MB of text, so a row's pixels go straight from text to bytes (``np.fromstring``, about
40 µs a row), and only a row that fails is looked at again, to read it as others write it or to say why it cannot be.
"""

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fer_lib.data import ferplus
from fer_lib.data.csv_columns import PixelColumns, columns_of
from fer_lib.data.csv_rows import (
    columns_not_read,
    empty_rows,
    encoding_said,
    fitted,
    open_csv,
    rows_of,
    usage_split,
)
from fer_lib.data.csv_tables import CsvTable, no_pixels, tables_in
from fer_lib.data.csv_text import others_in_archive
from fer_lib.data.dataset import SPLITS
from fer_lib.data.fer2013 import SIDE
from fer_lib.data.listing import Folder, states
from fer_lib.data.not_read import NotRead, not_read
from fer_lib.data.pixel_text import PixelText
from fer_lib.data.raw import RawSet
from fer_lib.data.reading import LARGEST_ID, at_line, reporting_os_errors, shorten, whole_number
from fer_lib.data.source import Source
from fer_lib.errors import Problems, UserError

TRAIN, TEST = SPLITS.index("train"), SPLITS.index("test")
REMEDY = "Mend or delete the line."


def find(root: Folder) -> Source | None:
    """The CSV source that a folder is, or None if it holds no CSV of pixels.

    Raises:
        UserError: if a file that should be one is not, or it is not clear which are meant.
    """
    tables = tables_in(root)
    return _source(tables, root) if tables else None


def source_of(path: Path) -> Source:
    """The source that a CSV of pixels is.

    Args:
        path: the CSV.

    Raises:
        UserError: if it is none.
    """
    columns = columns_of(path)
    if columns is None:
        raise no_pixels(path)
    return _source([CsvTable(path, columns, None)], None)


def _source(tables: list[CsvTable], root: Folder | None) -> Source:
    first = tables[0]
    files = [table.path for table in tables]
    votes = first.path.parent / ferplus.FILE_NAME
    with_votes = len(tables) == 1 and first.columns.form == "fer2013-csv" and votes.is_file()
    if with_votes:
        files.append(votes)
    folder = first.path.parent if root is None else root.path
    names = [os.path.relpath(file, folder).replace(os.sep, "/") for file in files]
    within = [
        f"{table.path.name}: {name} in the archive"
        for table in tables
        for name in others_in_archive(table.path)
    ]
    beside = NotRead(len(within), tuple(within))
    return Source(
        form=first.columns.form,
        root=folder,
        files=states(folder, names),
        key=",".join(names),
        read=lambda: _read(tables, names, votes if with_votes else None),
        not_read=beside if root is None else not_read(root, names) + beside,
    )


@dataclass
class _Rows:
    """What has been read so far; pixels in one growing buffer, which never exists twice in memory."""

    pixels: bytearray = field(default_factory=bytearray)
    labels: list[str] = field(default_factory=list)
    split: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    places: list[tuple[Path, int]] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    text: PixelText = field(default_factory=PixelText)


def _read(tables: list[CsvTable], names: list[str], votes: Path | None) -> RawSet:
    rows = _Rows()
    for table in tables:
        default = TEST if table.columns.form == "test-csv" else TRAIN
        _read_rows(table.path, table.columns, default if table.split is None else table.split, rows)
    side = rows.text.side or SIDE
    images = np.frombuffer(rows.pixels, dtype=np.uint8).reshape(-1, side, side)
    if images.max() == 1:
        raise UserError(
            f"{tables[0].path}: all pixels are 0 or 1, expected 0 for black to 255 for white. Multiply them by 255."
        )
    split = np.array(rows.split, dtype=np.uint8)
    others = [said for table in tables for said in columns_not_read(table.path, table.columns.others)]
    encodings = {table.path.name: said for table in tables for said in [encoding_said(table.path)] if said}
    remarks = {
        "parts_not_read": (*others, *rows.empty),
        "converted": dict(rows.text.converted),
        "encodings": encodings,
    }
    raw = RawSet(
        form=tables[0].columns.form,
        source=", ".join(names),
        images=images,
        labels=rows.labels,
        split=split,
        place=lambda i: at_line(*rows.places[i]),
        remedy=REMEDY,
        names=rows.names if any(rows.names) else None,
        faces=_faces(tables, side),
        called=tuple(
            part for table in tables for part in (table.path.absolute().parent.name, table.path.name)
        ),
        remarks={key: value for key, value in remarks.items() if value},
    )
    return raw if votes is None else _with_votes(raw, votes, split)


def _faces(tables: list[CsvTable], side: int) -> Literal["always", "by_look", "never"]:
    """Whether numbers are FER2013's classes: in its own forms and the course's, where the images have its size."""
    if side != SIDE:
        return "never"
    return "always" if all(table.columns.is_fer2013s for table in tables) else "by_look"


def _with_votes(raw: RawSet, votes: Path, split: NDArray[np.uint8]) -> RawSet:
    return replace(raw, of_each_image={"votes": ferplus.read_votes(votes, split)})


def _read_rows(path: Path, columns: PixelColumns, default_split: int, rows: _Rows) -> None:
    start, line, bad_line = len(rows.labels), 1, 0
    line_of_id: dict[int, int] = {}
    problems = Problems("line")
    empty: list[int] = []
    with open_csv(path) as file:
        for line, found in rows_of(path, file, problems, empty):
            try:
                fields = fitted(found, columns.header)
                label = "" if columns.label is None else fields[columns.label]
                split = default_split if columns.split is None else usage_split(fields[columns.split])
                if columns.label is not None and not label and split != TEST:
                    raise ValueError("the label is missing")
                pixels = rows.text.read(columns.pixels_of(fields))
                number = None if columns.id is None else _id(fields[columns.id], line_of_id)
            except ValueError as error:
                problems.add(f"{at_line(path, line)}: {error}. {REMEDY}")
                bad_line = line
                continue
            if number is not None:
                line_of_id[number] = line
            rows.pixels += pixels.data
            rows.labels.append(label)
            rows.places.append((path, line))
            rows.split.append(split)
            rows.names.append("" if number is None else f"{path.name}:{number}")
    if problems.first is not None and problems.count == 1 and bad_line == line and _ends_within_a_line(path):
        problems.first += " The file ends within this line, so it is probably cut off: get it again."
    problems.raise_if_any()
    if len(rows.labels) == start:
        raise UserError(f"{path}: there is no row after the header. Get the file again.")
    rows.empty += empty_rows(path, empty)
    _sort_by_id(list(line_of_id), start, rows)


def _ends_within_a_line(path: Path) -> bool:
    with reporting_os_errors(path), path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read() not in b"\r\n\0"


def _id(text: str, line_of_id: dict[int, int]) -> int:
    number = whole_number(text, LARGEST_ID)
    if number is None:
        raise ValueError(f'the id is "{shorten(text)}", expected a whole number')
    if number in line_of_id:
        raise ValueError(f"the id {number} stands already in line {line_of_id[number]}")
    return number


def _sort_by_id(ids: list[int], start: int, rows: _Rows) -> None:
    """Puts the rows from ``start`` on into the order of their ids, which a submission counts from 0."""
    if ids == sorted(ids):
        return
    order = np.argsort(ids)
    pixels = np.frombuffer(rows.pixels, dtype=np.uint8).reshape(len(rows.labels), -1)
    pixels[start:] = pixels[start:][order]
    for column in (rows.names, rows.places):
        column[start:] = [column[start + i] for i in order]
