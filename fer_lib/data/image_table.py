"""Images that are named in a table with their labels: a CSV ``filename,label`` and a folder of images.

The columns may have other usual names, and a third may name the split. There may be one table for all images, one a
split (``train.csv``, ``val_labels.csv``) or one in the folder of each split. A row's image is looked for where its path
leads from the table, then anywhere below by as much of its path as there is; it must be found once.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from fer_lib.data.chinese_words import chinese
from fer_lib.data.class_words import number_of
from fer_lib.data.csv_rows import (
    column_names,
    columns_not_read,
    empty_rows,
    encoding_said,
    first_row,
    fitted,
    header_if_csv,
    open_csv,
    rows_of,
)
from fer_lib.data.csv_text import stem
from fer_lib.data.dataset import SPLITS
from fer_lib.data.listing import Folder
from fer_lib.data.raw import ImageFiles, RawSet
from fer_lib.data.reading import LARGEST_ID, at_line, shorten, whole_number
from fer_lib.data.split_names import EXPECTED, split_index
from fer_lib.errors import Problems, UserError

FORM = "image-table"
REMEDY = "Mend or delete the line."
FILE_COLUMNS = (
    "filename", "file", "file_name", "filenames", "image", "image_name", "image_file", "image_filename", "image_path",
    "img", "img_name", "img_path", "path", "filepath", "file_path", "name", *chinese("columns", "file"),
)  # fmt: skip
LABEL_COLUMNS = (
    "label", "labels", "class", "class_name", "classes", "emotion", "emotions", "emotion_label", "expression",
    "expressions", "category", "target", "y", *chinese("columns", "label"),
)  # fmt: skip
SPLIT_COLUMNS = ("split", "usage", "set", "subset", "phase", "partition", *chinese("columns", "split"))
ID_COLUMNS = ("id", "image_id", "img_id", *chinese("columns", "id"))
VAGUE = ("name",)
"""Columns that are about the image only where no other is."""
OF_OTHERS = {"pixels", "feature", "xmin", "xmax", "x1", "bbox"}
"""Columns of tables of other kinds: of pixels, and of boxes in photos."""
TRAIN, TEST = SPLITS.index("train"), SPLITS.index("test")


class Columns(NamedTuple):
    """Positions of the columns that are read, the names of those that are not, and all names."""

    file: int
    label: int | None
    split: int | None
    others: tuple[str, ...]
    header: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table of images.

    Attributes:
        path: the file.
        folder: the folder that it lies in.
        columns: what stands where.
        split: index into ``SPLITS`` that the table's own name or folder says, or None.
    """

    path: Path
    folder: Folder
    columns: Columns
    split: int | None


def columns_of(path: Path) -> Columns | None:
    """The columns of a table of images, or None if the file is none.

    Raises:
        UserError: if two columns could name the image, the label or the split.
    """
    header = header_if_csv(path)
    if OF_OTHERS & set(header):
        return None
    label, split = (_one(path, header, names) for names in (LABEL_COLUMNS, SPLIT_COLUMNS))
    sure = [name for name in FILE_COLUMNS if name not in VAGUE]
    file = _one(path, header, sure if set(sure) & set(header) else FILE_COLUMNS)
    if file is None and label is not None:
        file = _id_column(path, header, split is not None)
    if file is None or (label is None and len(header) > 1 and split is None):
        return None
    taken = {file, label, split}
    return Columns(file, label, split, column_names(header, taken), tuple(header))


def _id_column(path: Path, header: Sequence[str], with_split: bool) -> int | None:
    """A column of ids that are names of files, or that stands beside one for the split."""
    number = _one(path, header, ID_COLUMNS)
    row = first_row(path) if number is not None else []
    if number is None or number >= len(row):
        return None
    return number if with_split or number_of(row[number], LARGEST_ID) is None else None


def _one(path: Path, header: Sequence[str], names: Sequence[str]) -> int | None:
    found = [i for i, name in enumerate(header) if name in names]
    if len(found) > 1:
        said = " and ".join(f'"{header[i]}"' for i in found)
        raise UserError(
            f"{path}, line 1: the columns {said} could both be the {names[0]}. Delete or rename one of them."
        )
    return found[0] if found else None


def tables_of(folder: Folder, parts: Sequence[Folder]) -> list[Table]:
    """The tables of images in a folder and in those of its splits; none if no table has labels.

    Args:
        folder: the folder that holds everything.
        parts: the folders of its splits.
    """
    found = [
        Table(inner.path / name, inner, columns, own if own is not None else of_folder)
        for inner, of_folder in [(folder, None), *((part, split_index(part.name)) for part in parts)]
        for name in inner.tables
        for own in [split_index(stem(name))]
        for columns in [columns_of(inner.path / name)]
        if columns is not None
    ]
    labelled = [table for table in found if table.columns.label is not None]
    return [table for table in found if table in labelled or table.split == TEST] if labelled else []


def read(root: Folder, folder: Folder, tables: Sequence[Table], *, skip_missing: bool) -> RawSet:
    """The images of the tables' rows, in their order, those of a split one after the other.

    Args:
        root: the folder that was given.
        folder: the folder below which the images are looked for.
        tables: at least one.
        skip_missing: leave rows out whose image is not there, and list them; otherwise the first is an error.

    Raises:
        UserError: if a row has no label, no image or more than one, or an image has two rows.
    """
    images = _Images(folder)
    rows: list[tuple[int, int, str, str, Path, int]] = []
    missing: list[str] = []
    others: list[str] = []
    for number, table in enumerate(tables):
        problems = Problems("line")
        line_of: dict[str, tuple[Path, int]] = {place: (path, line) for _, _, place, _, path, line in rows}
        empty: list[int] = []
        for line, fields in _rows(table, problems, empty):
            try:
                place, label, split = _row(table, fields, images, folder)
                if place in line_of:
                    path, other = line_of[place]
                    where = f"line {other}" + (f" of {path.name}" if path != table.path else "")
                    raise ValueError(f"the image {shorten(place)} stands already in {where}")
                line_of[place] = table.path, line
                rows.append((split, number, place, label, table.path, line))
            except FileNotFoundError as error:
                if not skip_missing:
                    problems.add(f"{at_line(table.path, line)}: {error}. {REMEDY}")
                missing.append(f"{table.path.name}, line {line}: {error}")
            except ValueError as error:
                problems.add(f"{at_line(table.path, line)}: {error}. {REMEDY}")
        problems.raise_if_any()
        others += [*columns_not_read(table.path, table.columns.others), *empty_rows(table.path, empty)]
    if not rows:
        raise UserError(f"{tables[0].path}: no row names an image. Get the file again.")
    rows.sort(key=lambda row: (row[0], row[1]))  # stable: within a table as it has them
    names = [place for _, _, place, *_ in rows]
    files = [os.path.relpath(table.path, root.path) for table in tables]
    encodings = {table.path.name: said for table in tables for said in [encoding_said(table.path)] if said}
    remarks = {"unreadable": missing, "parts_not_read": others, "encodings": encodings}
    return RawSet(
        form=FORM,
        source=", ".join(name.replace(os.sep, "/") for name in files),
        images=ImageFiles(root.path, names),
        labels=[label for _, _, _, label, *_ in rows],
        split=[split for split, *_ in rows],
        place=lambda i: at_line(*rows[i][4:]),
        remedy=REMEDY,
        tables=tuple(files),
        names=names,
        faces="if_all_fit",
        remarks={key: value for key, value in remarks.items() if value},
    )


def _rows(table: Table, problems: Problems, empty: list[int]) -> Iterator[tuple[int, Sequence[str]]]:
    with open_csv(table.path) as file:
        for line, found in rows_of(table.path, file, problems, empty):
            try:
                yield line, fitted(found, table.columns.header)
            except ValueError as error:
                problems.add(f"{at_line(table.path, line)}: {error}. {REMEDY}")


def _row(table: Table, fields: Sequence[str], images: "_Images", root: Folder) -> tuple[str, str, int]:
    """Place of the image, label and split of a row."""
    columns = table.columns
    place = images.find(fields[columns.file], table.folder)
    if columns.split is not None:
        word = fields[columns.split]
        split = split_index(word)
        if split is None:
            raise ValueError(f'the split is "{shorten(word)}", expected {EXPECTED}')
    elif table.split is not None:
        split = table.split
    else:
        below = place[len(root.place) :].lstrip("/").split("/")
        of_folder = split_index(below[0]) if len(below) > 1 else None
        split = TRAIN if of_folder is None else of_folder
    label = "" if columns.label is None else fields[columns.label]
    if not label and split != TEST:
        raise ValueError("the label is missing")
    return place, label, split


class _Images:
    """The images below a folder, to be found by what tables call them."""

    def __init__(self, folder: Folder) -> None:
        self.places = {part.at(name) for part in folder.walk() for name in part.images}
        self.by_tail: dict[str, list[str]] = {}
        self.by_number: dict[int, list[str]] = {}
        for place in sorted(self.places):
            name = place.rpartition("/")[2]
            for key in {name, os.path.splitext(name)[0]}:  # noqa: PTH122  # 200,000 of them
                self.by_tail.setdefault(key, []).append(place)
            number = whole_number(os.path.splitext(name)[0], LARGEST_ID)  # noqa: PTH122
            if number is not None:
                self.by_number.setdefault(number, []).append(place)

    def find(self, written: str, folder: Folder) -> str:
        """The place of an image.

        Args:
            written: its path or name as the table has it, perhaps without the ending.
            folder: where the table lies.

        Raises:
            ValueError: if there is no name, or more than one image has it.
            FileNotFoundError: if there is no such image.
        """
        name = written.replace("\\", "/").strip("/").removeprefix("./")
        if not name:
            raise ValueError("the name of the image is missing")
        if folder.at(name) in self.places:
            return folder.at(name)
        parts = name.split("/")
        candidates = self.by_tail.get(parts[-1], [])
        for start in range(len(parts)):
            tail = "/".join(parts[start:])
            found = [place for place in candidates if _ends_with(place, tail)]
            if len(found) > 1:
                raise ValueError(
                    f"the image {shorten(written)} can be {shorten(found[0])} or {shorten(found[1])}; write its path"
                )
            if found:
                return found[0]
        number = number_of(name, LARGEST_ID)
        numbered = [] if number is None else self.by_number.get(number, [])
        if len(numbered) == 1:
            return numbered[0]
        raise FileNotFoundError(f"there is no image {shorten(written)} beside the table or below")


def _ends_with(place: str, tail: str) -> bool:
    """Whether a path ends with another one, as whole names, the ending of the file aside."""
    bare = os.path.splitext(place)[0]  # noqa: PTH122
    return any(path == tail or path.endswith(f"/{tail}") for path in (place, bare))
