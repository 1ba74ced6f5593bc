"""Crops as a folder of plain .npy arrays with ``provenance.json``, which also tells what was left out.

Nothing in the folder can run code: arrays are read with ``allow_pickle=False``, and each is compared with its SHA-256.
"""

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.masks.dataset import CLASS_NAMES, MaskDataset, RowRemark
from fer_lib.data.prepared_folder import new_folder
from fer_lib.data.reading import shorten
from fer_lib.errors import UserError

FORMAT = "fer_lib masks 1"
INDEX = "provenance.json"
ARRAYS = {"images": "|u1", "labels": "<i8", "is_test": "|b1", "photos": "<i8"}


def is_prepared(folder: Path) -> bool:
    """Whether ``write_masks`` wrote the folder (perhaps another version of it)."""
    try:
        with (folder / INDEX).open(encoding="utf8") as file:
            return '"format": "fer_lib masks' in file.read(200)
    except (OSError, ValueError):
        return False


def write_masks(folder: Path, dataset: MaskDataset) -> None:
    """Writes a data set into ``folder``, whole or not at all.

    Args:
        folder: a name that is free, an empty folder, or one that this function wrote, which is replaced.
        dataset: the data.

    Raises:
        UserError: if the folder holds something else, or cannot be written. Nothing has changed then.
    """
    names = (INDEX, *(f"{name}.npy" for name in ARRAYS))
    with new_folder(folder, "mask images", names, is_prepared) as partial:
        arrays = {}
        for name, kind in ARRAYS.items():
            array = np.ascontiguousarray(getattr(dataset, name)).astype(kind, copy=False)
            np.save(partial / f"{name}.npy", array, allow_pickle=False)
            arrays[name] = {"shape": list(array.shape), "sha256": _sha256(array)}
        index = {
            "format": FORMAT,
            "class_names": CLASS_NAMES,
            "arrays": arrays,
            "provenance": dict(dataset.provenance),
            "left_out": [dataclasses.asdict(remark) for remark in dataset.left_out],
            "converted": [dataclasses.asdict(remark) for remark in dataset.converted],
        }
        text = json.dumps(index, indent=2, ensure_ascii=False, allow_nan=False)
        (partial / INDEX).write_text(text + "\n", "utf8")


def read_masks(folder: Path) -> MaskDataset:
    """Reads what ``write_masks`` wrote.

    Raises:
        UserError: if the folder is missing, damaged or of another version.
    """
    if not folder.is_dir():
        raise UserError(
            f"{folder}: there are no prepared mask images. "
            f"`python -m fer_lib data prepare-masks built-in -o {folder}` makes some."
        )
    try:
        index = json.loads((folder / INDEX).read_text("utf8"))
        if index["format"] != FORMAT:
            raise ValueError(f'the format is "{shorten(index["format"])}", expected "{FORMAT}"')
        return MaskDataset(
            **{name: _array(folder, name, index["arrays"][name]) for name in ARRAYS},
            provenance=index["provenance"],
            left_out=tuple(RowRemark(**remark) for remark in index["left_out"]),
            converted=tuple(RowRemark(**remark) for remark in index["converted"]),
        )
    except Exception as error:  # a damaged header can make NumPy and JSON raise nearly anything
        raise UserError(
            f"{folder}: these prepared mask images are damaged ({shorten(error)}). "
            "Delete the folder and prepare them again."
        ) from error


def _array(folder: Path, name: str, described: dict[str, Any]) -> NDArray[Any]:
    array = np.load(folder / f"{name}.npy", allow_pickle=False)
    if (array.dtype.str, list(array.shape)) != (ARRAYS[name], described["shape"]):
        raise ValueError(f"{name}.npy has another shape or type")
    if _sha256(array) != described["sha256"]:
        raise ValueError(f"{name}.npy has another SHA-256")
    return np.asarray(array)


def _sha256(array: NDArray[Any]) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data).hexdigest()
