"""Prepared digits: a small folder that loads at once.

It holds ``train.npz`` and ``test.npz`` in the course's form, readable without this project, and ``provenance.json``
with what the arrays do not say. Nothing in it names a folder of the machine.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from fer_lib.data.digits.dataset import DigitDataset
from fer_lib.data.digits.npz_files import load_npz
from fer_lib.data.prepared_folder import new_folder
from fer_lib.errors import UserError

FORMAT = "fer_lib digits 1"
INDEX = "provenance.json"
TRAIN, TEST = "train.npz", "test.npz"
FORMS = ("built-in", "npz", "idx")
LARGEST_INDEX = 100_000


def is_prepared(folder: Path) -> bool:
    """Whether ``write_prepared`` wrote the folder (perhaps another version of it)."""
    try:
        with (folder / INDEX).open(encoding="utf8") as file:
            return '"format": "fer_lib digits' in file.read(200)
    except (OSError, ValueError):
        return False


def write_prepared(folder: Path, dataset: DigitDataset) -> None:
    """Writes the digits into ``folder``.

    Everything goes into ``<folder>.partial`` first, which takes the folder's name when it is complete.

    Args:
        folder: a name that is free, an empty folder, or a folder of prepared digits, which is replaced.
        dataset: the digits.

    Raises:
        UserError: if the folder holds something else, or cannot be written. Nothing has changed then.
    """
    index = {
        "format": FORMAT,
        "form": dataset.form,
        "files": dataset.files,
        "brightest": dataset.brightest,
        "sha256": dataset.content_hash,
    }
    with new_folder(folder, "digits", (TRAIN, TEST, INDEX), is_prepared) as partial:
        (partial / INDEX).write_text(json.dumps(index, indent=2, ensure_ascii=False) + "\n", "utf8")
        for name, images, labels in (
            (TRAIN, dataset.train_images, dataset.train_labels),
            (TEST, dataset.test_images, dataset.test_labels),
        ):
            np.savez_compressed(partial / name, image=images, label=labels, allow_pickle=False)


def read_prepared(folder: Path) -> DigitDataset:
    """Reads prepared digits and compares them with their SHA-256.

    Args:
        folder: what ``write_prepared`` wrote.

    Raises:
        UserError: if the folder is not there, damaged or of another version.
    """
    if not folder.exists():
        raise UserError(
            f"{folder}: there is no such folder. `python -m fer_lib data prepare-digits built-in -o {folder}` makes it."
        )
    index = _index(folder)
    read = load_npz(folder / TRAIN, folder / TEST)
    dataset = DigitDataset(
        read.train_images,
        read.train_labels,
        read.test_images,
        read.test_labels,
        brightest=index["brightest"],
        form=index["form"],
        files=tuple(index["files"]),
    )
    if dataset.content_hash != index["sha256"]:
        raise _damaged(folder, "the digits are not those that were written")
    return dataset


def _index(folder: Path) -> dict[str, Any]:
    path = folder / INDEX
    try:
        if path.stat().st_size > LARGEST_INDEX:
            raise ValueError("too large")
        index = json.loads(path.read_text("utf8"))
        sound = (
            index["format"] == FORMAT
            and index["form"] in FORMS
            and type(index["brightest"]) is int
            and 1 <= index["brightest"] <= 255
            and isinstance(index["files"], list)
            and all(isinstance(name, str) for name in index["files"])
            and isinstance(index["sha256"], str)
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged(folder, f"{INDEX} cannot be read") from error
    if not sound:
        raise _damaged(folder, f"{INDEX} is of another version or was changed")
    return dict(index)


def _damaged(folder: Path, what: str) -> UserError:
    return UserError(
        f"{folder}: these prepared digits are damaged: {what}. Delete the folder and prepare the digits again."
    )
