"""The image forms: numbered images with a CSV of labels (the course), or one folder a class (Kaggle)."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.csv_rows import header_of, label_of, open_csv, rows_of
from fer_lib.data.dataset import SPLITS, UNLABELLED, ImageDataset, Split, content_hash
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.data.reading import (
    LARGEST_ID,
    FileState,
    Source,
    at_line,
    reporting_os_errors,
    shorten,
    whole_number,
)
from fer_lib.errors import Problems, UserError

SUFFIXES = (".jpg", ".jpeg", ".png")
LABEL_FILES = ("label.csv", "labels.csv", "train.csv", "train_label.csv", "train_labels.csv")


@dataclass
class _Folder:
    """One folder's listing, without hidden files; names as in the file system, sorted."""

    path: Path
    images: list[str] = field(default_factory=list)
    csvs: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    states: list[FileState] = field(default_factory=list)


@dataclass(frozen=True)
class _Item:
    """One image file before it is read; ``name`` is relative to the source's root."""

    name: str
    label: int
    split: int


def find(path: Path, *, convert: bool, skip_unreadable: bool) -> Source | None:
    """The source that a folder of images is, or None if it is no folder of this module's forms.

    Args:
        path: an existing folder.
        convert: turn images that are not grey or not 48×48 into such, instead of refusing them.
        skip_unreadable: leave out images that cannot be read and list them in
            ``provenance["unreadable"]``, instead of refusing all.

    Returns:
        a source whose ``read`` raises ``UserError`` for a label or an image that is not as it must be.

    """
    listing = _list(path)
    splits: list[tuple[Split, _Folder]] = [
        (split, _list(path / name)) for split in SPLITS for name in listing.folders if name.lower() == split
    ]
    labels: Path | None = None
    if not any(split == "train" for split, _ in splits):
        if not any(whole_number(Path(name).stem, LARGEST_ID) is not None for name in listing.images):
            return None
        splits = [("train", listing)]
    train = next(folder for split, folder in splits if split == "train")
    if train.folders:
        form = "class-folders"
        parts = {
            folder.path / name: _list(folder.path / name) for _, folder in splits for name in folder.folders
        }
    elif train.images:
        form, parts = "course-images", {}
        labels = _label_file(train, listing if train is not listing else _list(path.absolute().parent))
    else:
        return None
    used = [*(folder for _, folder in splits), *parts.values()]
    states: list[FileState] = []
    for part in used:
        start = os.path.relpath(part.path, path)
        states += [(f"{start}/{name}", size, time) for name, size, time in part.states]
    if labels is not None:
        with reporting_os_errors(labels):
            status = labels.stat()
        states.append((os.path.relpath(labels, path), status.st_size, status.st_mtime_ns))

    def read() -> ImageDataset:
        items: list[_Item] = []
        for split, folder in splits:
            if folder.folders:
                items += _class_items(path, split, folder, parts)
            else:
                items += _numbered_items(path, split, folder, labels if split == "train" else None)
        if not items:
            raise UserError(
                f"{path}: its folders hold no image ({', '.join(SUFFIXES)}). Put the images there."
            )
        names = [f"{folder.path.name}/" for _, folder in splits if folder is not listing]
        source = ", ".join([*names, *([labels.name] if labels else [])])
        return _read(path, items, form, source, convert, skip_unreadable)

    options = f"convert={convert}"
    return Source(form=form, root=path, files=tuple(sorted(states)), options=options, read=read)


def read_unlabelled(path: Path, *, convert: bool) -> ImageDataset:
    """The numbered images of one folder, without labels: what a submission is made for.

    Args:
        path: an existing folder that holds the images itself.
        convert: as for ``find``.

    Returns:
        all images in the split ``test``, in the order of their numbers.

    Raises:
        UserError: if there is no image, a name is no number, or an image cannot be read.
    """
    folder = _list(path)
    items = _numbered_items(path, "test", replace(folder, csvs=[]), None)
    if not items:
        raise UserError(f"{path}: holds no image ({', '.join(SUFFIXES)}). Give the folder with the images.")
    return _read(path, items, "course-images", f"{path.name}/", convert, skip_unreadable=False)


def _list(path: Path) -> _Folder:
    folder = _Folder(path)
    with reporting_os_errors(path), os.scandir(path) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.startswith((".", "__MACOSX")):
                continue
            suffix = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122  # a Path each costs 0.2 s a load
            if entry.is_dir():
                folder.folders.append(entry.name)
            elif suffix in SUFFIXES:
                status = entry.stat()
                folder.images.append(entry.name)
                folder.states.append((entry.name, status.st_size, status.st_mtime_ns))
            elif suffix == ".csv":
                folder.csvs.append(entry.name)
    return folder


def _label_file(train: _Folder, beside: _Folder) -> Path:
    """The CSV ``id,label`` inside the image folder, or else beside it."""
    for folder in (train, beside):
        found = [
            folder.path / name for name in folder.csvs if header_of(folder.path / name) == ["id", "label"]
        ]
        usual = [path for path in found if path.name.lower() in LABEL_FILES]
        if len(found) == 1 or len(usual) == 1:
            return found[0] if len(found) == 1 else usual[0]
        if found:
            raise UserError(
                f'{folder.path}: {" and ".join(path.name for path in found)} have the header "id,label". '
                "Keep the one with the training labels and move the others away."
            )
    seen = [
        f'{path.name} has "{shorten(",".join(header_of(path)))}"'
        for path in (folder.path / name for folder in (train, beside) for name in folder.csvs)
    ]
    found_instead = f" ({', '.join(seen)})" if seen else ""
    raise UserError(
        f'{train.path}: the labels are missing: no CSV in this folder or beside it has the header "id,label"'
        f"{found_instead}. Put one there, for example as label.csv."
    )


def _class_items(root: Path, split: Split, folder: _Folder, parts: dict[Path, _Folder]) -> list[_Item]:
    if folder.images:
        raise UserError(f"{folder.path / folder.images[0]}: is in no class folder. Move it into one.")
    items = []
    for name in folder.folders:
        number = whole_number(name, len(CLASS_NAMES) - 1)
        if number is None and name.lower() not in CLASS_NAMES:
            raise UserError(
                f"{folder.path / name}: this folder is no class. Expected {', '.join(CLASS_NAMES)} or 0 to "
                f"{len(CLASS_NAMES) - 1}. Rename it or move it away."
            )
        label = CLASS_NAMES.index(name.lower()) if number is None else number
        inside = parts[folder.path / name]
        start = inside.path.relative_to(root).as_posix()
        items += [_Item(f"{start}/{image}", label, SPLITS.index(split)) for image in inside.images]
    return sorted(items, key=lambda item: item.label)  # stable: within a class by name


def _numbered_items(root: Path, split: Split, folder: _Folder, labels: Path | None) -> list[_Item]:
    """The images of a folder in the order of their numbers, with the labels of the CSV if there is one."""
    if labels is None:
        inside = [name for name in folder.csvs if header_of(folder.path / name) == ["id", "label"]]
        labels = folder.path / inside[0] if len(inside) == 1 else None
    problems = Problems("image")
    file_of_id: dict[int, str] = {}
    for name in folder.images:
        number = whole_number(Path(name).stem, LARGEST_ID)
        if number is None:
            problems.add(
                f"{folder.path / name}: expected a number as its name, like 00012.jpg. "
                "Rename it or move it away."
            )
        elif number in file_of_id:
            problems.add(
                f"{folder.path / name}: has the same id as {file_of_id[number]}. Remove one of the two."
            )
        else:
            file_of_id[number] = name
    problems.raise_if_any()
    label_of_id = {} if labels is None else _labels(labels, file_of_id, folder.path)
    if labels is not None:
        for number, name in file_of_id.items():
            if number not in label_of_id:
                problems.add(
                    f"{folder.path / name}: its label is missing: {labels} has no row with the id {number}. "
                    "Add the row or move the image away."
                )
    problems.raise_if_any()
    prefix = "" if folder.path == root else f"{folder.path.name}/"
    return [
        _Item(prefix + file_of_id[number], label_of_id.get(number, UNLABELLED), SPLITS.index(split))
        for number in sorted(file_of_id)
    ]


def _labels(path: Path, file_of_id: dict[int, str], folder: Path) -> dict[int, int]:
    problems = Problems("line")
    labels: dict[int, int] = {}
    line_of_id: dict[int, int] = {}
    with open_csv(path) as file:
        for line, fields in rows_of(path, file, problems):
            try:
                if len(fields) != 2:
                    raise ValueError(f"{len(fields)} columns instead of 2 (id,label)")
                number = whole_number(fields[0], LARGEST_ID)
                if number is None:
                    raise ValueError(f'the id is "{shorten(fields[0])}", expected a whole number')
                if number in labels:
                    raise ValueError(f"the id {number} stands already in line {line_of_id[number]}")
                if number not in file_of_id:
                    raise ValueError(f"there is no image with the id {number} in {folder}")
                labels[number] = label_of(fields[1])
                line_of_id[number] = line
            except ValueError as error:
                problems.add(f"{at_line(path, line)}: {error}. Mend or delete the line.")
    problems.raise_if_any()
    return labels


def _read(
    root: Path, items: list[_Item], form: str, source: str, convert: bool, skip_unreadable: bool
) -> ImageDataset:
    from fer_lib.data.image_files import read_images  # a training on a table does without Pillow

    images, bad, changes = read_images(root, [item.name for item in items], convert)
    if not skip_unreadable or len(bad) == len(items):
        problems = Problems("image")
        for i, reason in sorted(bad.items()):
            problems.add(f"{root / items[i].name}: {reason}")
        problems.raise_if_any()
    kept = [i for i in range(len(items)) if i not in bad]
    if bad:
        images = images[kept]
    labels = np.array([items[i].label for i in kept], dtype=np.int64)
    provenance: dict[str, Any] = {
        "form": form,
        "source": source,
        "sha256": content_hash(images, labels),
        "synthetic": False,
    }
    if convert:
        provenance["converted"] = {"to_grey": changes["to_grey"], "resized_bicubic": changes["resized"]}
    if bad:
        provenance["unreadable"] = [f"{_text(items[i].name)}: {bad[i]}" for i in sorted(bad)]
    return ImageDataset(
        images,
        labels,
        np.array([items[i].split for i in kept], dtype=np.uint8),
        CLASS_NAMES,
        provenance=provenance,
        names=_texts(items[i].name for i in kept),
    )


def _text(name: str) -> str:
    return os.fsencode(name).decode("utf8", "replace")  # a name that is not UTF-8 cannot be printed


def _texts(names: Iterable[str]) -> NDArray[np.str_]:
    return np.array([_text(name) for name in names])
