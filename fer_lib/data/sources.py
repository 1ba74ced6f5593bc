"""``load``: whatever form the user's data have, one ``ImageDataset``."""

import stat
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_lib.data import array_forms, boxes, csv_forms, image_folder, image_table
from fer_lib.data.built_in import DRAWN, SYNTHETIC, built_in_set, code_state, is_built_in
from fer_lib.data.cache import kept, read_cached
from fer_lib.data.content import START_BYTES
from fer_lib.data.dataset import ImageDataset
from fer_lib.data.finish import finish
from fer_lib.data.listing import Folder, scan
from fer_lib.data.not_read import NOTHING, NotRead
from fer_lib.data.opening import check_file, check_unchanged, open_file
from fer_lib.data.options import DataOptions
from fer_lib.data.prepared import DATA, read_prepared
from fer_lib.data.raw import RawSet
from fer_lib.data.reading import reporting_os_errors, shorten
from fer_lib.data.source import Source
from fer_lib.data.wanted import IN_FOLDER
from fer_lib.errors import UserError

__all__ = ["AS_IT_IS", "SYNTHETIC", "load", "with_options"]

AS_IT_IS = DataOptions()
"""Everything as the source has it."""
EXPECTED = (
    "Expected fer2013.csv, icml_face_data.csv or train.csv; a folder of images for each class, below train/ or without "
    "splits; images with a CSV filename,label or id,label; images named by their class (0_12.jpg); npz, IDX or Parquet "
    "files"
)

LOOKED_INTO = 20
"""Files of a folder without images that are opened to say what they are."""


def load(
    path: str | Path,
    *,
    options: DataOptions = AS_IT_IS,
    cache: bool = True,
    count: int | None = None,
    seed: int | None = None,
) -> ImageDataset:
    """Reads images in any of the known forms, which it recognises by itself.

    The forms are:

    - ``fer2013.csv`` or ``icml_face_data.csv`` (``emotion,pixels,Usage``), with the votes of FER+ from a
      ``fer2013new.csv`` beside it; ``train.csv`` with ``emotion,pixels`` or ``label,feature``, or a folder with it and
      ``test.csv``;
    - one folder of images a class, ``train/cat/1.jpg`` and ``test/cat/2.jpg``, or ``cat/1.jpg`` without splits; a class
      may have one more level of folders;
    - images whose names begin with the number of their class, ``training/0_123.jpg`` (food-11);
    - numbered images with a CSV ``id,label`` (the course), in ``train/`` and ``test/`` or in one folder;
    - images with a CSV ``filename,label``, perhaps with a column for the split, or one CSV a split;
    - arrays: npz (``images`` and ``labels``, ``x_train`` …, ``train_images`` …), MNIST's IDX files, Parquet tables of
      the Hugging Face hub (with pyarrow); a file or the folder with them;
    - photos with CSVs of boxes, ``train.csv`` and ``test.csv`` with
      ``filename,width,height,label,xmin,ymin,xmax,ymax``, each box an image;
    - a folder that ``data prepare`` wrote;
    - the name of a built-in set, one of ``built_in.built_in_names()`` (``./digits`` is a folder of that name).

    Splits are those of the source, where it has any: ``train``, ``val``, ``test`` under their usual names, or Usage
    Training, PublicTest, PrivateTest. Without splits all images are training images.

    Args:
        path: a file, a folder, or the name of a built-in set.
        options: which classes are taken, and what becomes of images and labels; by default everything as it is.
        cache: keep what was parsed in the user's cache folder and use it the next time; built-in sets likewise, but
            for those that are drawn in any number.
        count: number of images of a built-in set that is drawn, by default what its function draws.
        seed: seed of such a set.

    Returns:
        The data set. Its ``provenance`` says beside form and source what was done: ``class_order`` (in words), and
        where there is something to say ``converted``, ``left_out``, ``not_read`` and ``unreadable``.

    Raises:
        UserError: if anything about the files is not as it must be; the message names file and row.
    """
    if isinstance(path, str) and is_built_in(path):
        return with_options(_built_in(path, count, seed, cache), options)
    if count is not None or seed is not None:
        raise UserError(
            f"count and seed belong to the sources {' and '.join(DRAWN)} only, not to {shorten(path, 300)}."
        )
    given = Path(path)
    with reporting_os_errors(given):
        is_folder = stat.S_ISDIR(given.stat().st_mode)  # unlike is_dir, this says why a path is out of reach
    if not is_folder:
        check_file(given)
    if is_folder and DATA.is_stored(given):
        return with_options(read_prepared(given), options)
    source = _in_folder(given, options) if is_folder else _in_file(given, options)

    def read() -> ImageDataset:
        dataset = finish(_noted(source.read(), source.not_read), options)
        check_unchanged(source.root, source.files)
        return dataset

    return read_cached(source, options.model_dump_json(), read) if cache else read()


def _built_in(name: str, count: int | None, seed: int | None, cache: bool) -> ImageDataset:
    chosen = {key: value for key, value in (("count", count), ("seed", seed)) if value is not None}
    if chosen and name not in DRAWN:
        raise UserError(f"count and seed belong to the sources {' and '.join(DRAWN)} only, not to {name}.")
    make = built_in_set(name)
    if name in DRAWN or not cache:
        return make(**chosen)
    return kept(["built in", name], code_state(), make)


def _in_folder(path: Path, options: DataOptions) -> Source:
    folder = scan(path)
    source = boxes.find(folder, options) or csv_forms.find(folder)
    if source is None:  # where there are images, arrays beside them are taken for something made of them
        images = any(part.images for part in folder.walk())
        source = (image_folder.find(folder, options) if images else None) or array_forms.find(folder, options)
    source = source or image_folder.find(folder, options)
    if source is None:
        raise _unknown(folder)
    return source


def _in_file(path: Path, options: DataOptions) -> Source:
    arrays = array_forms.in_file(path, options)
    if arrays is not None:
        return arrays
    columns = image_table.columns_of(path)
    if columns is None or columns.label is None:
        return csv_forms.source_of(path)
    folder = scan(path.parent)
    table = image_table.Table(path, folder, columns, None)
    raw = image_table.read(folder, folder, [table], skip_missing=options.skip_unreadable)
    return image_folder.source_of(raw, folder, NOTHING)


def _unknown(folder: Folder) -> UserError:
    for part in folder.walk():
        for name in [*part.tables, *part.others][:LOOKED_INTO]:
            if (reason := _other_kind(part.path / name)) is not None:
                return UserError(f"{folder.path}: no images with labels here. {part.at(name)}: {reason}")
    names = sorted([*folder.images, *folder.tables, *folder.others, *(f"{name}/" for name in folder.folders)])
    listed = ", ".join(shorten(name, 40) for name in names[:5]) + (", …" if len(names) > 5 else "")
    found = f"no images with labels here, only {listed}" if names else "this folder is empty"
    return UserError(f"{folder.path}: {found}. {EXPECTED}.")


def _other_kind(path: Path) -> str | None:
    """What a file is, if it is nothing that is read here, and what to do about it."""
    try:
        with open_file(path) as file:
            return IN_FOLDER.why_not(file.read(START_BYTES)) or None
    except (UserError, OSError):
        return None


def _noted(raw: RawSet, left: NotRead) -> RawSet:
    """With what was not read as a remark."""
    parts = tuple(raw.remarks.get("parts_not_read", ()))
    remarks: dict[str, Any] = {key: value for key, value in raw.remarks.items() if key != "parts_not_read"}
    noted = left + NotRead(0, parts)
    if noted.entries:
        remarks["not_read"] = noted.to_json()
    return replace(raw, remarks=remarks)


def with_options(dataset: ImageDataset, options: DataOptions) -> ImageDataset:
    """A data set that is there already, turned into what the options want.

    Args:
        dataset: any data set.
        options: what is wanted; at their defaults the data set stays as it is.

    Raises:
        UserError: if classes that are named are not in it.
    """
    if options.model_copy(update={"skip_unreadable": False}) == AS_IT_IS:
        return dataset
    source = str(dataset.provenance.get("source", "these images"))
    made_again = {"form", "source", "sha256", "class_order"}
    arrays: Mapping[str, NDArray[Any] | None] = {
        "votes": dataset.votes,
        "groups": dataset.groups,
        "targets": dataset.targets,
    }
    raw = RawSet(
        form=str(dataset.provenance.get("form", "")),
        source=source,
        images=np.asarray(dataset.images),
        labels=[dataset.class_names[label] if label >= 0 else "" for label in dataset.labels.tolist()],
        split=dataset.split,
        place=lambda _: source,
        remedy="",
        names=None if dataset.names is None else dataset.names.tolist(),
        own_classes=dataset.class_names,
        class_titles=dataset.class_titles,
        of_each_image={name: array for name, array in arrays.items() if array is not None},
        remarks={key: value for key, value in dataset.provenance.items() if key not in made_again},
    )
    return finish(raw, options)
