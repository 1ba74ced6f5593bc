"""Which CSVs of a folder are the data set: ``fer2013.csv``; ``train.csv`` with ``val.csv`` and ``test.csv``; one."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from fer_lib.data import ferplus
from fer_lib.data.csv_columns import PixelColumns, columns_of, looks_like_a_row
from fer_lib.data.csv_rows import header_of
from fer_lib.data.csv_text import COMPRESSED, stem
from fer_lib.data.dataset import SPLITS
from fer_lib.data.image_table import FILE_COLUMNS, LABEL_COLUMNS
from fer_lib.data.listing import Folder
from fer_lib.data.reading import shorten
from fer_lib.data.split_names import split_index, split_indices
from fer_lib.errors import UserError

HEADERS = (
    '"emotion,pixels,Usage", "emotion,pixels", "label,feature", "id,feature", or with images "id,label" or '
    '"filename,label"'
)
COMPLETE = ("fer2013", "icml_face_data")
"""Tables that hold all splits, the one that is taken first."""


class CsvTable(NamedTuple):
    """A CSV of pixels.

    Attributes:
        path: the file.
        columns: what stands where.
        split: index into ``SPLITS`` that its name says, or None.
    """

    path: Path
    columns: PixelColumns
    split: int | None


def tables_in(root: Folder) -> list[CsvTable]:
    """The CSVs of pixels that a folder is; none where its images are the data, or there is no such CSV.

    Raises:
        UserError: if ``fer2013.csv`` or, where there are no images, ``train.csv`` is something else; or if it is not
            clear which are meant.
    """
    paths = [folder.path / name for folder in _holding_tables(root) for name in _candidates(folder)]
    by_stem = {stem(path.name).lower(): path for path in paths}
    for name in COMPLETE:
        if name in by_stem and (columns := columns_of(by_stem[name])) is not None:
            return [CsvTable(by_stem[name], columns, None)]
    train = by_stem.get("train")
    images = any(part.images for part in root.walk())
    if images and (train is None or _columns_if_any(train) is None):
        return []  # then the tables say something about these
    found = [
        CsvTable(path, columns, None)
        for path in paths
        for columns in [_columns_if_any(path)]
        if columns is not None
    ]
    named = [by_stem[name] for name in (*COMPLETE, "train") if name in by_stem]
    if named and not found:
        raise no_pixels(named[0])
    return _of_splits(root, found)


def _holding_tables(root: Folder) -> list[Folder]:
    """The folder itself, or those of the splits or the only one below that hold tables: somebody gave the one above."""
    if root.images or _candidates(root):
        return [root]
    holding = [folder for folder in root.walk() if _candidates(folder)]
    of_splits = all(split_index(folder.name) is not None for folder in holding)
    return holding if len(holding) == 1 or of_splits else [root]


def no_pixels(path: Path) -> UserError:
    """Why a CSV that should hold images holds none.

    Raises:
        UserError: if it is no CSV at all.
    """
    header = header_of(path)
    if is_list_of_labels(header):
        remedy = "This is a list of labels: give the folder that holds the images."
    elif path.name.lower() == ferplus.FILE_NAME:
        remedy = "This file holds the votes of FER+: put it beside fer2013.csv and give that."
    elif looks_like_a_row(header):
        remedy = "The first line is a row already: put a header above it."
    else:
        remedy = "Mend the first line, or give another file."
    return UserError(
        f'{path}, line 1: the header is "{shorten(",".join(header))}", expected {HEADERS}. {remedy}'
    )


def _candidates(folder: Folder) -> list[str]:
    """Tables by their names, of two with one stem the one that is not compressed."""
    names = [*folder.tables, *(name for name in folder.others if name.lower().endswith(".zip"))]
    plain_first = sorted(names, key=lambda name: name.lower().endswith((*COMPRESSED, ".zip")))
    by_stem: dict[str, str] = {}
    for name in plain_first:
        by_stem.setdefault(stem(name).lower(), name)
    return sorted(by_stem.values())


def _columns_if_any(path: Path) -> PixelColumns | None:
    try:
        header_of(path)
    except UserError:
        return None  # it lies beside the tables, and is named as not read
    return columns_of(path)


def _of_splits(root: Folder, tables: Sequence[CsvTable]) -> list[CsvTable]:
    """The tables that are one data set, in the order of the splits."""
    said = {id(table): _said(table.path, root) for table in tables}
    splits = split_indices(said.values())
    of_splits = [
        table._replace(split=splits[said[id(table)]]) for table in tables if said[id(table)] in splits
    ]
    if len(tables) < 2 or not of_splits:
        if len(tables) > 1:
            names = " and ".join(shorten(table.path.name) for table in tables)
            raise UserError(
                f"{root.path}: {names} all hold images. Give the one that is meant, or call them train.csv, val.csv "
                "and test.csv."
            )
        return of_splits or list(tables)
    found: dict[int, CsvTable] = {}
    for table in of_splits:
        index = table.split or 0
        other = found.setdefault(index, table)
        if other is not table:
            raise UserError(
                f"{table.path}: both {other.path.name} and {table.path.name} would be {SPLITS[index]} images. Put "
                "their rows together, or move one away."
            )
    return [found[index] for index in sorted(found)]


def _said(path: Path, root: Folder) -> str:
    """What says the split of a table: its name, or else that of its folder."""
    own = stem(path.name)
    return own if split_index(own) is not None or path.parent == root.path else path.parent.name


def is_list_of_labels(header: Sequence[str]) -> bool:
    """Whether a CSV says the labels of images that lie elsewhere."""
    return bool(set(header) & {*FILE_COLUMNS, "id"}) and bool(set(header) & set(LABEL_COLUMNS))
