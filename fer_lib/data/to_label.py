"""Pictures that a network is to label, in whatever form: one, a folder of any, labelled ones, a competition's."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np

from fer_lib.data import array_forms, csv_forms, image_table, known_labels
from fer_lib.data.class_folders import images_below
from fer_lib.data.dataset import UNLABELLED, ImageDataset
from fer_lib.data.finish import finish
from fer_lib.data.known_labels import TEST
from fer_lib.data.listing import Folder, scan
from fer_lib.data.not_read import NOTHING, NotRead, not_read
from fer_lib.data.numbered_images import NumberedFolder
from fer_lib.data.numbered_images import read as read_numbered
from fer_lib.data.options import DataOptions
from fer_lib.data.picture import look_at, quiet_pillow
from fer_lib.data.picture_kinds import USUAL, UnreadableError
from fer_lib.data.prepared import DATA
from fer_lib.data.raw import ImageFiles, RawSet
from fer_lib.data.reading import reporting_os_errors, shorten, whole_number
from fer_lib.data.sources import load
from fer_lib.data.submission import are_ids, asked_for, image_ids
from fer_lib.errors import UserError

EXPECTED = "Expected a picture, a folder of pictures, a CSV filename,label with its pictures, or test.csv (id,feature)"
_TABLES = (".csv", ".tsv", ".txt", ".gz", ".zip", ".npz", ".npy", ".parquet")
"""What the names of files end with that are no pictures, but may hold images."""


@dataclass(frozen=True, eq=False)
class ToLabel:
    """Pictures as a network sees them.

    Attributes:
        dataset: the pictures; labels −1 where none is known.
        column: what their names are: ``id`` in a competition's forms, else ``file``.
        ids: the id of each, its place from 0 where it has no name, or its path from what was given, with ``/``.
        read: the files that were read.
        said: what was taken for what, a sentence each.
    """

    dataset: ImageDataset
    column: Literal["id", "file"]
    ids: Sequence[int] | Sequence[str]
    read: tuple[Path, ...]
    said: tuple[str, ...]


def read_to_label(path: Path, options: DataOptions, *, unlabelled: bool = False) -> ToLabel:
    """The pictures that a path leads to.

    Args:
        path: a picture; a folder with pictures anywhere below; a CSV ``filename,label`` or ``test.csv``.
        options: what they become: the classes, size and colour that the network knows. ``skip_unreadable`` counts, and
            ``numbers``, without which numbers are labels only where classes are called so.
        unlabelled: whether folders and tables are no labels, whatever they are called.

    Raises:
        UserError: if there are no pictures, one cannot be read, or it is not clear what its label is.
    """
    if str(path) == "-" or re.match(r"[a-zA-Z][a-zA-Z+.]+:/", str(path)):
        raise UserError(f"{shorten(path, 300)}: only files are read. Save the pictures and give their path.")
    with reporting_os_errors(path):
        path.stat()
        is_folder = path.is_dir()
    how = _Labels(known_labels.class_finder(options), unlabelled)
    return _in_folder(path, options, how) if is_folder else _of_file(path, options, how)


class _Labels(NamedTuple):
    """Which labels are taken."""

    class_of: known_labels.ClassOf
    none: bool


def _in_folder(path: Path, options: DataOptions, labels: _Labels) -> ToLabel:
    folder = scan(path)
    tables = [] if labels.none else known_labels.tables_of_labels(folder, options)
    asked = None if tables else asked_for(folder)
    if isinstance(asked, Path):
        return _of_arrays(asked, options, labels, {"not_read": not_read(folder, [asked.name]).to_json()})
    if asked is not None:
        raw = read_numbered(folder, [NumberedFolder(TEST, asked, None)], f"{asked.name}/")
        raw = _noted(raw, folder)
        dataset = finish(raw, options)
        return ToLabel(dataset, "id", image_ids(dataset).tolist(), _paths(raw), _some_are_not_read(asked))
    if not images_below(folder) and (
        DATA.is_stored(path) or csv_forms.find(folder) or array_forms.find(folder, options)
    ):
        return _of_arrays(path, options, labels, {})
    said: list[str] = []
    raw = _pictures(folder) if labels.none else _labelled(folder, tables, options, labels, said)
    if not raw.labels:
        raise _no_picture(folder)
    return _files(_noted(raw, folder), options, said)


def _some_are_not_read(asked: Folder) -> tuple[str, ...]:
    """Where a table lies beside numbered images, what it may be for."""
    if not asked.tables:
        return ()
    return (
        f"no labels are read beside numbered images; if {shorten(asked.tables[0])} holds them, python -m fer_lib "
        "evaluate compares the two files",
    )


def _pictures(folder: Folder) -> RawSet:
    """Every picture below a folder, without labels."""
    names = [part.at(name) for part in folder.walk() for name in part.images]
    return _raw(folder, names, [""] * len(names), [TEST] * len(names))


def _raw(folder: Folder, names: list[str], labels: list[str], split: list[int]) -> RawSet:
    return RawSet(
        form="pictures",
        source=f"{folder.name}/",
        images=ImageFiles(folder.path, names),
        labels=labels,
        split=split,
        place=lambda i: str(folder.path / names[i]),
        remedy="",
        names=names,
    )


def _labelled(
    folder: Folder, tables: list[image_table.Table], options: DataOptions, labels: _Labels, said: list[str]
) -> RawSet:
    """Every picture below a folder, with the labels that are known."""
    if tables:
        raw = image_table.read(folder, folder, tables, skip_missing=options.skip_unreadable)
        raw, sentence = known_labels.of_table(raw, labels.class_of, options)
        said.append(sentence)
        return _with_others(raw, _pictures(folder))
    known = known_labels.in_folders(folder, labels.class_of)
    if known is not None:
        said.append(known.said)
        return _raw(folder, known.names, known.labels, known.split)
    said += _why_unlabelled(folder, options)
    return _pictures(folder)


def _with_others(raw: RawSet, every: RawSet) -> RawSet:
    """The images of a table and those that no row names, which have no label."""
    assert raw.names is not None
    assert every.names is not None
    named = set(raw.names)
    others = [name for name in every.names if name not in named]
    names = [*raw.names, *others]
    assert isinstance(raw.images, ImageFiles)
    return replace(
        raw,
        images=replace(raw.images, names=names),
        names=names,
        labels=[*raw.labels, *[""] * len(others)],
        split=[*raw.split, *[TEST] * len(others)],
    )


def _why_unlabelled(folder: Folder, options: DataOptions) -> list[str]:
    """Where something could be taken for labels or ids and is not, why."""
    said = []
    inside = [name for name, inner in folder.folders.items() if images_below(inner)]
    if inside:
        said.append(
            f"no labels: no class of the run is called as a folder here ({shorten(', '.join(inside), 80)})"
        )
    in_front = all(re.fullmatch(r"\d+_.+", name) for name in folder.images)
    in_folders = all(whole_number(name, len(options.classes)) is not None for name in inside)
    if in_front and in_folders:
        said.append(f"if the numbers are classes, {known_labels.numbers_meaning(options)}")
    numbered = [name for name in folder.images if whole_number(Path(name).stem, 10**9) is not None]
    if numbered and not are_ids(folder):
        other = next((name for name in folder.images if name not in numbered), numbered[0])
        said.append(f"file, not id: not every picture is named by a number of its own (as {shorten(other)})")
    return said


def _no_picture(folder: Folder) -> UserError:
    others = sorted(part.at(name) for part in folder.walk() for name in (*part.tables, *part.others))
    found = f"only {shorten(', '.join(others[:5]), 200)}" if others else "it is empty"
    return UserError(f"{folder.path}: holds no picture ({USUAL}); {found}. {EXPECTED}.")


def _noted(raw: RawSet, folder: Folder) -> RawSet:
    """With what else lies in the folder as a remark."""
    assert isinstance(raw.images, ImageFiles)
    return _with_not_read(raw, not_read(folder, [*raw.images.names, *raw.tables]))


def _with_not_read(raw: RawSet, left: NotRead) -> RawSet:
    """With these and the parts of tables that are not read as a remark."""
    left += NotRead(0, tuple(raw.remarks.get("parts_not_read", ())))
    return replace(raw, remarks={**raw.remarks, "not_read": left.to_json()})


def _paths(raw: RawSet) -> tuple[Path, ...]:
    assert isinstance(raw.images, ImageFiles)
    return tuple(raw.images.root / name for name in (*raw.images.names, *raw.tables))


def _files(raw: RawSet, options: DataOptions, said: list[str]) -> ToLabel:
    """Pictures that are named by their files."""
    assert raw.names is not None
    names = [_in_utf8(name) for name in raw.names]
    odd = sum(name != written for name, written in zip(raw.names, names, strict=True))
    if odd:
        said.append(f"names that are not UTF-8, of which the other bytes are written as \\xNN: {odd:,}")
    dataset = finish(replace(raw, names=names), options)
    assert dataset.names is not None
    return ToLabel(dataset, "file", dataset.names.tolist(), _paths(raw), tuple(said))


def _in_utf8(name: str) -> str:
    r"""A file's name as text; bytes that are not UTF-8 become ``\xNN``, so that two names stay two."""
    return os.fsencode(name).decode("utf8", "backslashreplace")


def _of_file(path: Path, options: DataOptions, labels: _Labels) -> ToLabel:
    if not path.is_file():
        raise UserError(f"{path}: this is neither a file nor a folder. {EXPECTED}.")
    if _is_picture(path):
        folder = Folder(path.parent.absolute().name, path.parent, images=[path.name])
        return _files(_pictures(folder), options, [])
    columns = image_table.columns_of(path)
    if columns is None:
        return _of_arrays(path, options, labels, {})
    folder = scan(path.parent)
    table = image_table.Table(path, folder, columns, TEST)
    raw = image_table.read(folder, folder, [table], skip_missing=options.skip_unreadable)
    raw = _with_not_read(raw, NOTHING)
    if labels.none or columns.label is None:
        return _files(replace(raw, labels=[""] * len(raw.labels)), options, [])
    raw, sentence = known_labels.of_table(raw, labels.class_of, options)
    return _files(raw, options, [sentence])


def _is_picture(path: Path) -> bool:
    """Whether a file is a picture, or at least nothing else that is read."""
    if path.suffix.lower() not in _TABLES:
        return True
    with quiet_pillow():
        try:
            look_at(path)
        except UnreadableError:
            return False
    return True


def _of_arrays(path: Path, options: DataOptions, labels: _Labels, remarks: Mapping[str, Any]) -> ToLabel:
    """Images that are no picture files: ``test.csv``, or any other form of data, which has labels."""
    dataset = load(path, options=options, cache=False)
    said = []
    if (dataset.labels >= 0).any() and not labels.none:
        order = dataset.provenance.get("class_order", "")
        said.append(f"labels: those of {dataset.provenance['source']}; {order} ({known_labels.OTHERWISE})")
    else:
        dataset = replace(dataset, labels=np.full(len(dataset), UNLABELLED))
    dataset = replace(dataset, provenance={**dataset.provenance, **remarks})
    if dataset.provenance["form"] == "test-csv":
        return ToLabel(dataset, "id", image_ids(dataset).tolist(), (path,), tuple(said))
    if dataset.names is None or not all(dataset.names):
        return ToLabel(dataset, "id", range(len(dataset)), (path,), tuple(said))
    return ToLabel(dataset, "file", dataset.names.tolist(), (path,), tuple(said))
