"""Prepared data, and the entries of the cache: a source read once and for all into a folder that loads at once."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.array_folder import ArrayFolder
from fer_lib.data.card import make_card
from fer_lib.data.dataset import OF_EACH_IMAGE, ImageDataset
from fer_lib.errors import UserError

CARD = "card.json"
DATA = ArrayFolder("data", 3, (CARD,))


def arrays_of(dataset: ImageDataset) -> dict[str, NDArray[Any]]:
    """The arrays that a data set has, by name."""
    arrays = {name: getattr(dataset, name) for name in OF_EACH_IMAGE if name != "names"}
    return {name: array for name, array in arrays.items() if array is not None}


def about(dataset: ImageDataset) -> dict[str, Any]:
    """What the arrays do not say: classes, provenance and, where they have some, the names of the images."""
    return {
        "class_names": dataset.class_names,
        "class_titles": {name: dict(titles) for name, titles in dataset.class_titles.items()},
        "provenance": dict(dataset.provenance),
        "names": None if dataset.names is None else dataset.names.tolist(),
    }


def read_prepared(folder: Path, *, verify: bool = False) -> ImageDataset:
    """Read a prepared folder, or an entry of the cache.

    Args:
        folder: what ``write_prepared`` wrote.
        verify: also compare the arrays with their SHA-256.

    Raises:
        UserError: if the folder is damaged or of another version.

    """
    arrays, index = DATA.read(folder, verify=verify)
    try:
        names = index["names"]
        return ImageDataset(
            **{name: arrays[name] for name in OF_EACH_IMAGE if name in arrays},
            class_names=tuple(map(str, index["class_names"])),
            class_titles=index["class_titles"],
            provenance=index["provenance"],
            names=None if names is None else np.array(names, np.str_),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DATA.damaged(folder, str(error)) from error


def read_extra(folder: Path, name: str) -> NDArray[Any]:
    """One of the further arrays of a prepared folder, for example ``expression`` of synthetic faces.

    Raises:
        UserError: if the folder has no such array, or it is damaged.

    """
    arrays, _ = DATA.read(folder)
    if name not in arrays:
        raise UserError(f"{folder}: these data have no array {name}. Only synthetic data have one.")
    return arrays[name]


def write_prepared(
    folder: Path, dataset: ImageDataset, truth: Mapping[str, NDArray[Any]] | None = None
) -> None:
    """Write a data set into ``folder``, with its card.

    Args:
        folder: a name that is free, an empty folder, or a prepared folder, which is replaced.
        dataset: the data.
        truth: what only synthetic faces have: ``expression``, ``flipped`` and ``intensity`` as
            ``fer_lib.data.synthetic.SyntheticFaces`` has them, arrays of length N.

    Raises:
        UserError: if the folder holds something else, or cannot be written. Nothing has changed then.

    """
    arrays = arrays_of(dataset) | dict(truth or {})
    with ThreadPoolExecutor(1) as pool:
        card = pool.submit(make_card, dataset)  # looks at all pixels, while they are written
        DATA.write(folder, arrays, about(dataset), {CARD: lambda: card.result().to_json()})
