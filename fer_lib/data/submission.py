"""What a competition wants labelled: ``test.csv`` or a folder of numbered images, as ``id,label``."""

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.class_folders import images_below
from fer_lib.data.csv_columns import columns_of
from fer_lib.data.csv_text import stem
from fer_lib.data.dataset import ImageDataset
from fer_lib.data.listing import Folder
from fer_lib.data.reading import LARGEST_ID, whole_number
from fer_lib.errors import UserError


def asked_for(folder: Folder) -> Folder | Path | None:
    """What a folder is or holds in a competition's form: numbered images, or ``test.csv``; None for neither.

    Args:
        folder: the folder that was given; ``test`` in it may be meant.

    Raises:
        UserError: if two things in it could be meant.
    """
    if folder.images:
        return folder if are_ids(folder) else None
    inside: list[Folder | Path] = [
        inner for name, inner in folder.folders.items() if name.lower() == "test" and are_ids(inner)
    ]
    tables = [folder.path / name for name in folder.tables if stem(name).lower() == "test"]
    inside += [path for path in tables if _holds_pixels(path)]
    if len(inside) > 1:
        found = " and ".join(entry.name for entry in inside)
        raise UserError(f"{folder.path}: found {found}, which could both be meant. Give one of them.")
    return inside[0] if inside else None


def _holds_pixels(path: Path) -> bool:
    try:
        return columns_of(path) is not None
    except UserError:
        return False


def are_ids(folder: Folder) -> bool:
    """Whether all images in a folder have numbers for names, each once, and none lies in a folder below."""
    numbers = [whole_number(Path(name).stem, LARGEST_ID) for name in folder.images]
    return (
        bool(numbers)
        and None not in numbers
        and len(set(numbers)) == len(numbers)
        and not any(map(images_below, folder.folders.values()))
    )


def image_ids(dataset: ImageDataset) -> NDArray[np.int64]:
    """The id of each image: the number in its name, or its place from 0 where the source has no names."""
    if dataset.names is None:
        return np.arange(len(dataset))
    numbers = [re.search(r"(\d+)(?:\.\w+)?$", name) for name in dataset.names.tolist()]
    return np.array([int(number[1]) for number in numbers if number], dtype=np.int64)
