"""Parquet as the Hugging Face hub has it: a table with image files in one column and labels in another.

Files are called after their split, ``train-00000-of-00002.parquet`` or ``test.parquet``, or lie in a folder of that
name; they are looked for in the folder itself and in ``data/`` or another folder inside. The column of images
(``image``, ``img``) holds the bytes of JPEG or PNG files, alone or with a path beside them; that of labels (``label``,
``labels``, ``fine_label``) numbers, whose names stand in the table's own description, or names.

Tables are read through pyarrow, which the library does without otherwise.
"""

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.dataset import SPLITS, Split
from fer_lib.data.form import (
    Found,
    ReadImages,
    files_in,
    folders_in,
    listed,
    named,
    two_classes,
)
from fer_lib.data.label_arrays import Labels, to_labels
from fer_lib.data.parquet_tables import Columns, Decode, Images, Table, table_reader
from fer_lib.data.reading import reporting_os_errors
from fer_lib.data.split_names import SPLIT_WORDS
from fer_lib.errors import Problems, UserError

FORM = "parquet"
SUFFIX = ".parquet"
ANY_COLUMNS = Columns()
THREADS = 8
_SHARD = re.compile(r"(\d{5})-of-(\d{5})")


def find(
    path: Path, decode: Decode, *, columns: Columns = ANY_COLUMNS, skip_unreadable: bool = False
) -> Found | None:
    """The Parquet files that ``path`` is, or None if there is none.

    Args:
        path: one file, or a folder of the hub.
        decode: reads one image.
        columns: which columns to read, where their names do not say it.
        skip_unreadable: leave out images that cannot be read and name them in ``unreadable``.

    Raises:
        UserError: if one of several files is missing, or a folder holds several data sets.
    """
    with reporting_os_errors(path):
        is_folder = path.is_dir()
    if not is_folder:
        if path.suffix.lower() != SUFFIX:
            return None
        by_split = {_split_of(path, path.parent) or "train": [path]}
        _check_shards(by_split)
        return Found(
            FORM, path.parent, (path,), lambda: _read(by_split, decode, columns, skip_unreadable, [])
        )
    folder = _folder_of(path)
    if folder is None:
        return None
    tables = _tables(folder)
    by_split = _by_split(folder, tables)
    _check_shards(by_split)
    used = [file for files in by_split.values() for file in files]
    seen = dict.fromkeys([*files_in(path), *files_in(folder), *tables])
    others = [file.relative_to(path).as_posix() for file in seen if file not in used]
    return Found(FORM, path, tuple(used), lambda: _read(by_split, decode, columns, skip_unreadable, others))


def _tables(folder: Path) -> list[Path]:
    """The Parquet files of a folder, and of the folders of splits inside it."""
    inside = [sub for sub in folders_in(folder) if sub.name.lower() in SPLIT_WORDS]
    return [file for place in (folder, *inside) for file in files_in(place) if file.suffix.lower() == SUFFIX]


def _folder_of(path: Path) -> Path | None:
    """The folder with the tables: the given one, or the only one inside it that has some."""
    if _tables(path):
        return path
    inside = [folder for folder in folders_in(path) if _tables(folder)]
    if len(inside) > 1:
        raise UserError(
            f"{path}: holds several data sets: {listed(f'{folder.name}/' for folder in inside)}. Give one of these "
            "folders."
        )
    return inside[0] if inside else None


def _split_of(file: Path, folder: Path) -> Split | None:
    """The split that a file's name says, or else the name of its folder inside ``folder``."""
    found = {SPLIT_WORDS[word] for word in re.split(r"[-_.]", file.stem.lower()) if word in SPLIT_WORDS}
    if len(found) == 1:
        return found.pop()
    return None if found or file.parent == folder else SPLIT_WORDS.get(file.parent.name.lower())


def _by_split(folder: Path, tables: Sequence[Path]) -> dict[Split, list[Path]]:
    by_split: dict[Split, list[Path]] = {}
    for file in tables:
        split = _split_of(file, folder)
        if split or len(tables) == 1:
            by_split.setdefault(split or "train", []).append(file)
    if "train" not in by_split:
        raise UserError(
            f"{folder}: none of its tables is named after the training images (there are: "
            f"{listed(file.name for file in tables)}). Name them like train-00000-of-00001.parquet."
        )
    return {split: sorted(by_split[split]) for split in SPLITS if split in by_split}


def _check_shards(by_split: Mapping[Split, Sequence[Path]]) -> None:
    """Refuse a set of which a file is missing, or that has two sets of files for one split."""
    for files in by_split.values():
        matches = [_SHARD.search(file.stem) for file in files]
        shards = [(int(match[1]), int(match[2])) for match in matches if match]
        totals = {total for _, total in shards}
        if (shards and len(shards) < len(files)) or len(totals) > 1 or len(set(shards)) < len(shards):
            raise UserError(
                f"{files[0].parent}: {listed(file.name for file in files)} are not one set of files. Keep those of "
                "one download."
            )
        missing = sorted(set(range(max(totals, default=0))) - {number for number, _ in shards})
        if missing:
            total = max(totals)
            raise UserError(
                f"{files[0]}: it is one of {total} files of its split, and number {missing[0]:05d}-of-{total:05d} is "
                "missing. Put all into one folder and give the folder."
            )


def _read(
    by_split: Mapping[Split, Sequence[Path]],
    decode: Decode,
    columns: Columns,
    skip_unreadable: bool,
    others: Sequence[str],
) -> ReadImages:
    files = [(split, file) for split, of_split in by_split.items() for file in of_split]
    module = table_reader(files[0][1])
    tables = [Table.of(module, file, columns, split) for split, file in files]
    names = _class_names(tables)
    images = Images(sum(table.rows for table in tables), decode, skip_unreadable, Problems("image"), [])
    sources: list[Labels] = []
    splits: list[NDArray[np.uint8]] = []
    with ThreadPoolExecutor(THREADS) as pool:
        for (split, _), table in zip(files, tables, strict=True):
            labels = [label for label, kept in table.read(module, images, pool) if kept]
            sources.append(Labels(table.label_array(labels), table.place_of_labels, len(labels)))
            splits.append(np.full(len(labels), SPLITS.index(split), np.uint8))
    images.problems.raise_if_any()
    if images.array is None:
        first = f" ({images.unreadable[0]})" if images.unreadable else ""
        raise UserError(f"{files[0][1]}: there is no image that can be read{first}. Get the file again.")
    converted: dict[str, int] = {}
    numbers, class_names = to_labels(sources, names, converted, gaps=True)
    unused = dict.fromkeys(f"column {column}" for table in tables for column in table.unused)
    return ReadImages(
        images.array[: images.count],
        two_classes(np.concatenate(numbers), class_names, tables[0].place_of_labels),
        np.concatenate(splits),
        class_names,
        converted,
        named([*unused, *others]),
        tuple(images.unreadable),
    )


def _class_names(tables: Sequence[Table]) -> tuple[str, ...] | None:
    described = [table for table in tables if table.class_names]
    for table in described[1:]:
        if table.class_names != described[0].class_names:
            raise UserError(
                f"{table.path}: its class names are not those of {described[0].path.name}. Take all files from one "
                "data set."
            )
    return described[0].class_names if described else None
