"""A folder of images: which splits it has, and what tells the labels."""

from collections.abc import Sequence
from pathlib import Path

from fer_lib.data import class_folders, image_table, numbered_images, prefixed_images
from fer_lib.data.chinese_words import chinese
from fer_lib.data.class_folders import images_below
from fer_lib.data.class_words import folded
from fer_lib.data.csv_text import is_table_name, stem
from fer_lib.data.dataset import SPLITS
from fer_lib.data.listing import Folder, states
from fer_lib.data.not_read import NotRead, not_read
from fer_lib.data.numbered_images import NumberedFolder
from fer_lib.data.options import DataOptions
from fer_lib.data.picture_kinds import USUAL
from fer_lib.data.raw import ImageFiles, RawSet
from fer_lib.data.source import Source
from fer_lib.data.split_names import split_index, split_indices
from fer_lib.errors import UserError

TRAIN, TEST = SPLITS.index("train"), SPLITS.index("test")
WRAPPERS = (
    "images",
    "image",
    "imgs",
    "data",
    "faces",
    "pictures",
    "photos",
    *chinese("folders", "of_images"),
)
"""What folders are called that say nothing about the images in them."""
Parts = list[tuple[int, Folder]]
"""Index into ``SPLITS`` and folder of each split, in the order of the splits."""


def find(root: Folder, options: DataOptions) -> Source | None:
    """The source that a folder of images is, or None if it is none.

    Args:
        root: the folder that was given.
        options: ``skip_unreadable`` also leaves out the rows of a table whose image is missing.

    Raises:
        UserError: if it is one, but not as it must be.
    """
    inner = _unwrapped(root)
    raw = _read(root, inner, options)
    if raw is None:
        return None
    return source_of(raw, root)


def source_of(raw: RawSet, root: Folder, noted: NotRead | None = None) -> Source:
    """The source of images that have been found, but not opened.

    Args:
        raw: what a form found.
        root: the folder that was given.
        noted: what is not read, if it is not everything else in the folder.
    """
    assert isinstance(raw.images, ImageFiles)
    used = [*raw.images.names, *raw.tables]
    return Source(
        form=raw.form,
        root=root.path,
        files=states(root.path, used),
        read=lambda: raw,
        not_read=not_read(root, used) if noted is None else noted,
        key=",".join(raw.tables),
    )


def _unwrapped(root: Folder) -> Folder:
    """The folder itself, or the one folder in it that holds all the images: somebody gave the one above."""
    while not (root.images or any(_tells_labels(root.path / name) for name in root.tables)):
        inside = [folder for folder in root.folders.values() if images_below(folder)]
        if len(inside) != 1 or inside[0].images or split_index(inside[0].name) is not None:
            return root
        (root,) = inside
    return root


def _tells_labels(path: Path) -> bool:
    """Whether a table is about images, so that the folder that it lies in is the one that is meant."""
    return numbered_images.label_columns(path) is not None or image_table.columns_of(path) is not None


def _split_folder(folder: Folder, index: int) -> Folder:
    """The folder of a split, or the one folder in it that is called alike or after nothing: ``train/train/cat/``."""
    while not (folder.images or folder.tables):
        inside = [inner for inner in folder.folders.values() if images_below(inner)]
        if len(inside) != 1 or not (
            split_index(inside[0].name) == index or folded(inside[0].name) in WRAPPERS
        ):
            return folder
        (folder,) = inside
    return folder


def _read(root: Folder, folder: Folder, options: DataOptions) -> RawSet | None:
    parts = _parts(folder)
    tables = image_table.tables_of(folder, [part for _, part in parts])
    if tables:
        return image_table.read(root, folder, tables, skip_missing=options.skip_unreadable)
    train = [part for index, part in parts if index == TRAIN]
    if not train:
        raw = _undivided(root, folder)
        if raw is None and parts:
            names = ", ".join(f"{part.name}/" for _, part in parts)
            raise UserError(
                f"{folder.path}: the training images are missing: there is only {names}. Put them into train/, or give "
                f"{parts[0][1].path} to train with those."
            )
        return raw
    source = ", ".join(f"{part.place[len(folder.place) :].strip('/')}/" for _, part in parts)
    if class_folders.class_folders(train[0]):
        return class_folders.read(root, parts, source)
    if prefixed_images.are_prefixed(train[0]):
        return prefixed_images.read(root, parts, source)
    beside = [folder.path / name for name in folder.tables]
    if len(class_folders.class_folders(folder)) > len(parts) and not _has_labels(
        [*beside, *_tables(train[0])]
    ):
        return _undivided(root, folder)  # a class may be called train: bus/, car/, train/
    if not train[0].images:
        raise UserError(
            f"{folder.path}: its folders hold no image ({USUAL}). Put the images of each class into "
            f"{train[0].name}/CLASS/."
        )
    labels = numbered_images.label_file(train[0], _of_split(beside, TRAIN))
    numbered = [
        NumberedFolder(index, part, labels if index == TRAIN else _own_labels(part, _of_split(beside, index)))
        for index, part in parts
    ]
    return numbered_images.read(root, numbered, ", ".join([source, labels.name]))


def _parts(folder: Folder) -> Parts:
    """The folders that are splits."""
    found: dict[int, Folder] = {}
    holding = {name: inner for name, inner in folder.folders.items() if images_below(inner)}
    empty = [name for name in folder.folders if name not in holding and split_index(name) == TRAIN]
    for name, index in split_indices([*holding, *empty]).items():
        if index in found:
            raise UserError(
                f"{folder.path / name}: both {found[index].name}/ and {name}/ would be {SPLITS[index]} images. Put "
                "their images together, or rename or move one away."
            )
        found[index] = folder.folders[name]
    found = {index: _split_folder(inner, index) for index, inner in found.items()}
    return sorted(found.items())


def _undivided(root: Folder, folder: Folder) -> RawSet | None:
    """Images without splits: all are training images."""
    classes = class_folders.class_folders(folder)
    source = f"{folder.name}/"
    if len(classes) > 1:
        for name, inner in classes.items():
            if split_index(name) is not None and not inner.images:
                raise UserError(
                    f"{inner.path}: a split beside folders that are none ({', '.join(list(classes)[:5])}). Put the "
                    "training images into train/, or move this folder away."
                )
        return class_folders.read(root, [(TRAIN, folder)], source)
    if not folder.images:
        return None
    if prefixed_images.are_prefixed(folder):
        return prefixed_images.read(root, [(TRAIN, folder)], source)
    if not numbered_images.are_numbered(folder):
        return None
    labels = numbered_images.label_file(folder, _tables_above(folder) if folder is root else [])
    return numbered_images.read(root, [NumberedFolder(TRAIN, folder, labels)], labels.name)


def _tables_above(folder: Folder) -> list[Path]:
    above = folder.path.absolute().parent
    return sorted(path for path in above.iterdir() if is_table_name(path.name) and path.is_file())


def _tables(folder: Folder) -> list[Path]:
    return [folder.path / name for name in folder.tables]


def _has_labels(tables: Sequence[Path]) -> bool:
    return any(numbered_images.label_columns(path) is not None for path in tables)


def _of_split(tables: Sequence[Path], split: int) -> list[Path]:
    """Tables that may be about a split: those of training need not say so."""
    wanted = (split, None) if split == TRAIN else (split,)
    return [path for path in tables if split_index(stem(path.name)) in wanted]


def _own_labels(folder: Folder, beside: Sequence[Path]) -> Path | None:
    own = numbered_images.own_label_file(folder)
    if own is not None:
        return own
    found = [path for path in beside if numbered_images.label_columns(path) is not None]
    return found[0] if len(found) == 1 else None
