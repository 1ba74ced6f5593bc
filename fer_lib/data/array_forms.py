"""The forms that hold whole arrays or tables of images, npz, IDX and Parquet, as sources like all others."""

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fer_lib.data import idx_form, npz_form, parquet_form
from fer_lib.data.class_words import expressions_of
from fer_lib.data.form import Found
from fer_lib.data.listing import Folder, states
from fer_lib.data.not_read import NOTHING, not_read
from fer_lib.data.options import DataOptions
from fer_lib.data.picture_kinds import PictureStep, UnreadableError
from fer_lib.data.raw import RawSet
from fer_lib.data.source import Source
from fer_lib.errors import UserError

REMEDY = "Mend the label."


def find(folder: Folder, options: DataOptions) -> Source | None:
    """The source that a folder of such files is, or None.

    Args:
        folder: the folder that was given.
        options: size and colour that the images of a table get; ``skip_unreadable``.

    Raises:
        UserError: if files are missing, or it is not clear which are meant.
    """
    return _source(folder.path, options, folder)


def in_file(path: Path, options: DataOptions) -> Source | None:
    """The source that one such file is, or None; see ``find``."""
    return _source(path, options, None)


def _source(path: Path, options: DataOptions, folder: Folder | None) -> Source | None:
    steps: list[list[PictureStep]] = []

    def decode(content: bytes, place: str) -> NDArray[np.uint8]:
        from fer_lib.data.fit import read_fitted  # a training on a table does without Pillow

        try:
            image, done = read_fitted(content, options)
        except UnreadableError as error:
            raise UserError(f"{place}: {error}") from error
        steps.append(done)  # of a list, because several threads do it
        return np.asarray(image)

    found = (
        npz_form.find(path)
        or idx_form.find(path)
        or parquet_form.find(path, decode, skip_unreadable=options.skip_unreadable)
    )
    if found is None:
        return None
    names = [os.path.relpath(file, found.root).replace(os.sep, "/") for file in found.files]

    def read() -> RawSet:
        steps.clear()
        return _raw(found, names, folder, steps)

    return Source(
        form=found.form,
        root=found.root,
        files=states(found.root, names),
        read=read,
        not_read=NOTHING if folder is None else not_read(folder, names),
        key=",".join(names),
    )


def _raw(found: Found, names: list[str], folder: Folder | None, steps: list[list[PictureStep]]) -> RawSet:
    from fer_lib.data.picture import quiet_pillow

    with quiet_pillow():
        read = found.read()
    classes = read.class_names or ()
    # Words of expressions have one order for the whole library, whatever order a file lists them in.
    own = () if expressions_of(classes) else classes
    labels = ["" if k < 0 else classes[k] if classes else str(k) for k in read.labels.tolist()]
    converted = dict(read.converted)
    for step in (step for done in steps for step in done):
        converted[step.value] = converted.get(step.value, 0) + 1
    files = set() if folder is None else {part.at(name) for part in folder.walk() for name in _files(part)}
    remarks = {
        "converted": converted,
        "parts_not_read": tuple(entry for entry in read.not_read if entry not in files),
        "unreadable": [entry.removeprefix(f"{found.root}{os.sep}") for entry in read.unreadable],
    }
    source = ", ".join(names)
    return RawSet(
        form=found.form,
        source=source,
        images=read.images,
        labels=labels,
        split=read.split,
        place=lambda i: f"{found.root / names[0]}, image {i:,} (images count from 0)",
        remedy=REMEDY,
        faces="if_all_fit",
        called=(found.root.absolute().name, *names),
        own_classes=own,
        remarks={key: value for key, value in remarks.items() if value},
    )


def _files(folder: Folder) -> list[str]:
    return [*folder.images, *folder.tables, *folder.others]
