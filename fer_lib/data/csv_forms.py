"""The CSV forms: one row an image, its 2,304 pixels as numbers in one field.

``fer2013.csv`` is 287 MB of text, so a row's pixels go straight from text to bytes (``np.fromstring``, about
40 µs a row), and only a row that fails is looked at again to say why.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fer_lib.data import ferplus
from fer_lib.data.csv_rows import header_if_csv, header_of, open_csv, rows_of, usage_split
from fer_lib.data.dataset import SPLITS
from fer_lib.data.fer2013 import SIDE
from fer_lib.data.listing import Folder, states
from fer_lib.data.not_read import NOTHING, not_read
from fer_lib.data.raw import RawSet
from fer_lib.data.reading import LARGEST_ID, at_line, reporting_os_errors, shorten, whole_number
from fer_lib.data.source import Source
from fer_lib.errors import Problems, UserError

PIXELS = SIDE * SIDE
FORM_OF_COLUMNS = {
    frozenset({"emotion", "pixels", "usage"}): "fer2013-csv",
    frozenset({"emotion", "pixels"}): "emotion-csv",
    frozenset({"label", "feature"}): "course-csv",
    frozenset({"id", "feature"}): "test-csv",
    frozenset({"pixels"}): "test-csv",
}
TRAIN_FORMS = ("emotion-csv", "course-csv")
HEADERS = (
    '"emotion,pixels,Usage", "emotion,pixels", "label,feature", "id,feature", or with images "id,label" or '
    '"filename,label"'
)


def find(root: Folder) -> Source | None:
    """The CSV source that a folder is, or None if it holds no CSV of pixels.

    Raises:
        UserError: if a file that should be one is not.
    """
    by_name = {name.lower(): root.path / name for name in root.tables}
    for name in ("fer2013.csv", "icml_face_data.csv"):
        if name in by_name:
            return source_of(by_name[name], None, root)
    train = by_name.get("train.csv")
    if train is not None and holds_pixels(train):
        form, _ = _form(train)
        return source_of(train, by_name.get("test.csv") if form in TRAIN_FORMS else None, root)
    if any(folder.images for folder in root.walk()):
        return None  # then the tables say something about these
    if train is not None:
        _form(train)
    pixels = [path for path in by_name.values() if holds_pixels(path)]
    return source_of(pixels[0], None, root) if len(pixels) == 1 else None


def holds_pixels(path: Path) -> bool:
    """Whether the header of a CSV is one of this module's."""
    columns = header_if_csv(path)
    return frozenset(columns) in FORM_OF_COLUMNS and len(columns) == len(set(columns))


def source_of(path: Path, test: Path | None = None, root: Folder | None = None) -> Source:
    """The source that a CSV of pixels is.

    Args:
        path: the CSV.
        test: the CSV of its test images.
        root: the folder that was given, if it was not the CSV itself.

    Raises:
        UserError: if one of them is no such CSV.
    """
    form, columns = _form(path)
    files = [path]
    if test is not None:
        test_form, test_columns = _form(test)
        if test_form != "test-csv":
            raise UserError(
                f'{test}, line 1: the header is "{",".join(test_columns)}", expected "id,feature". '
                "Mend the file or move it away."
            )
        files.append(test)
    votes = path.parent / ferplus.FILE_NAME
    with_votes = form == "fer2013-csv" and votes.is_file()
    if with_votes:
        files.append(votes)
    names = [file.name for file in files]
    return Source(
        form=form,
        root=path.parent,
        files=states(path.parent, names),
        key=path.name,
        read=lambda: _read(form, path, columns, test, votes if with_votes else None),
        not_read=NOTHING if root is None else not_read(root, names),
    )


def _form(path: Path) -> tuple[str, list[str]]:
    columns = header_of(path)
    form = FORM_OF_COLUMNS.get(frozenset(columns))
    if form is not None and len(columns) == len(set(columns)):
        return form, columns
    if columns == ["id", "label"]:
        remedy = "This is a list of labels: give the folder that holds the images."
    elif path.name.lower() == ferplus.FILE_NAME:
        remedy = "This file holds the votes of FER+: put it beside fer2013.csv and give that."
    else:
        remedy = "Mend the first line, or give another file."
    raise UserError(
        f'{path}, line 1: the header is "{shorten(",".join(columns))}", expected {HEADERS}. {remedy}'
    )


@dataclass
class _Table:
    """What has been read so far; pixels in one growing buffer, which never exists twice in memory."""

    pixels: bytearray
    labels: list[str]
    split: list[int]
    names: list[str]
    places: list[tuple[Path, int]]


def _read(form: str, path: Path, columns: list[str], test: Path | None, votes: Path | None) -> RawSet:
    table = _Table(bytearray(), [], [], [], [])
    _read_rows(path, columns, SPLITS.index("test" if form == "test-csv" else "train"), table)
    if test is not None:
        _read_rows(test, _form(test)[1], SPLITS.index("test"), table)
    images = np.frombuffer(table.pixels, dtype=np.uint8).reshape(-1, SIDE, SIDE)
    split = np.array(table.split, dtype=np.uint8)
    return RawSet(
        form=form,
        source=", ".join(file.name for file in (path, test, votes) if file is not None),
        images=images,
        labels=table.labels,
        split=split,
        place=lambda i: at_line(*table.places[i]),
        remedy="Mend or delete the line.",
        names=table.names if any(table.names) else None,
        faces="always",
        of_each_image={} if votes is None else {"votes": ferplus.read_votes(votes, split)},
    )


def _read_rows(path: Path, columns: list[str], default_split: int, table: _Table) -> None:
    where = {name: position for position, name in enumerate(columns)}
    pixel_column = where.get("pixels", where.get("feature", 0))
    label_column = where.get("emotion", where.get("label"))
    usage_column, id_column = where.get("usage"), where.get("id")
    start, line, bad_line = len(table.labels), 1, 0
    line_of_id: dict[int, int] = {}
    problems = Problems("line")
    with open_csv(path) as file:
        for line, fields in rows_of(path, file, problems):
            try:
                if len(fields) != len(columns):
                    raise ValueError(f"{len(fields)} columns instead of {len(columns)} ({','.join(columns)})")
                label = "" if label_column is None else fields[label_column]
                if label_column is not None and not label:
                    raise ValueError("the label is missing")
                split = default_split if usage_column is None else usage_split(fields[usage_column])
                pixels = _pixels(fields[pixel_column])
                number = None if id_column is None else _id(fields[id_column], line_of_id)
            except ValueError as error:
                problems.add(f"{at_line(path, line)}: {error}. Mend or delete the line.")
                bad_line = line
                continue
            if number is not None:
                line_of_id[number] = line
            table.pixels += pixels.data
            table.labels.append(label)
            table.places.append((path, line))
            table.split.append(split)
            table.names.append("" if number is None else f"{path.name}:{number}")
    if problems.first is not None and problems.count == 1 and bad_line == line and _ends_within_a_line(path):
        problems.first += " The file ends within this line, so it is probably cut off: get it again."
    problems.raise_if_any()
    if len(table.labels) == start:
        raise UserError(f"{path}: there is no row after the header. Get the file again.")
    _sort_by_id(list(line_of_id), start, table)


def _ends_within_a_line(path: Path) -> bool:
    with reporting_os_errors(path), path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read() not in b"\r\n"


def _pixels(text: str) -> NDArray[np.uint8]:
    try:
        values = np.fromstring(text, dtype=np.int64, sep=" ")
    except ValueError:
        raise ValueError(_what_is_wrong(text)) from None
    if values.size != PIXELS or values.min() < 0 or values.max() > 255:
        raise ValueError(_what_is_wrong(text))
    return values.astype(np.uint8)


def _what_is_wrong(text: str) -> str:
    tokens = text.split()
    for position, token in enumerate(tokens, start=1):
        if whole_number(token, 255) is None:
            return f'pixel {position} is "{shorten(token)}", expected a whole number 0 to 255'
    return f"{len(tokens)} pixels instead of {PIXELS} ({SIDE} × {SIDE})"


def _id(text: str, line_of_id: dict[int, int]) -> int:
    number = whole_number(text, LARGEST_ID)
    if number is None:
        raise ValueError(f'the id is "{shorten(text)}", expected a whole number')
    if number in line_of_id:
        raise ValueError(f"the id {number} stands already in line {line_of_id[number]}")
    return number


def _sort_by_id(ids: list[int], start: int, table: _Table) -> None:
    """Puts the rows from ``start`` on into the order of their ids, which a submission counts from 0."""
    if ids == sorted(ids):
        return
    order = np.argsort(ids)
    rows = np.frombuffer(table.pixels, dtype=np.uint8).reshape(-1, PIXELS)
    rows[start:] = rows[start:][order]
    for column in (table.names, table.places):
        column[start:] = [column[start + i] for i in order]
