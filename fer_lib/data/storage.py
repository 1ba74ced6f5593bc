"""A data set as a folder of plain .npy arrays: the form of the cache and of prepared data.

``provenance.json`` lists the arrays with their types, shapes and SHA-256. Nothing in the folder can run code:
arrays are read with ``allow_pickle=False``.
"""

import hashlib
import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.dataset import FaceDataset
from fer_lib.data.reading import shorten
from fer_lib.errors import UserError

FORMAT = "fer_lib data 1"
INDEX = "provenance.json"
REQUIRED = ("images", "labels", "split")
OPTIONAL = ("votes", "names")
LARGEST_INDEX = 10_000_000


def write_arrays(folder: Path, dataset: FaceDataset, extra: Mapping[str, NDArray[Any]] | None = None) -> None:
    """Writes a data set into an existing folder: ``images.npy``, …, and ``provenance.json`` last.

    Args:
        folder: an existing folder.
        dataset: the data set.
        extra: further arrays to keep beside it, one a file, by name.

    Raises:
        OSError: if the folder cannot be written or the disk is full.

    """
    present = {name: getattr(dataset, name) for name in (*REQUIRED, *OPTIONAL)} | dict(extra or {})
    arrays = {}
    for name, array in present.items():
        if array is None:
            continue
        array = np.ascontiguousarray(array)
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
        arrays[name] = {"dtype": array.dtype.str, "shape": list(array.shape), "sha256": _sha256(array)}
    index = {
        "format": FORMAT,
        "class_names": dataset.class_names,
        "arrays": arrays,
        "provenance": dict(dataset.provenance),
    }
    text = json.dumps(index, indent=2, ensure_ascii=False, allow_nan=False)
    (folder / INDEX).write_text(text + "\n", "utf8")


def is_stored(folder: Path) -> bool:
    """Whether ``folder`` was written by ``write_arrays`` (perhaps by another version, or since damaged)."""
    try:
        with (folder / INDEX).open(encoding="utf8") as file:
            return '"format": "fer_lib data' in file.read(200)
    except (OSError, ValueError):
        return False


def read_arrays(folder: Path, *, verify: bool) -> FaceDataset:
    """Reads a data set back; the images stay on the disk, memory-mapped.

    Args:
        folder: a folder that ``write_arrays`` wrote.
        verify: compare every array with its SHA-256 (reads everything; FER2013 takes about 0.1 s).

    Raises:
        UserError: if something is missing, damaged or of another version.

    """
    index = _index(folder)
    arrays = {name: _array(folder, name, index, verify) for name in (*REQUIRED, *OPTIONAL)}
    try:
        return FaceDataset(
            **{name: array for name, array in arrays.items() if array is not None},
            class_names=tuple(map(str, index["class_names"])),
            provenance=index["provenance"],
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _damaged(folder, str(error)) from error


def read_extra(folder: Path, name: str) -> NDArray[Any]:
    """One of the further arrays of a stored folder, for example ``expression`` of synthetic faces.

    Raises:
        UserError: if the folder has no such array, or it is damaged.

    """
    array = _array(folder, name, _index(folder), verify=True)
    if array is None:
        raise UserError(f"{folder}: these data have no array {name}. Only synthetic data have one.")
    return array


def _index(folder: Path) -> dict[str, Any]:
    path = folder / INDEX
    try:
        if path.stat().st_size > LARGEST_INDEX:
            raise ValueError("too large")
        index = json.loads(path.read_text("utf8"))
        version = index["format"]
        tables = index["arrays"], index["provenance"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged(folder, f"{INDEX} cannot be read") from error
    if version != FORMAT or not all(isinstance(table, dict) for table in tables):
        raise _damaged(folder, f'the format is "{shorten(version)}", expected "{FORMAT}"')
    return dict(index)


def _array(folder: Path, name: str, index: dict[str, Any], verify: bool) -> NDArray[Any] | None:
    described = index["arrays"].get(name)
    if described is None and name not in REQUIRED:
        return None
    path = folder / f"{name}.npy"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # NumPy warns of headers that it did not write itself
            if name == "images":
                array = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
            else:
                array = np.load(path, allow_pickle=False)
        found = {"dtype": array.dtype.str, "shape": list(array.shape)}
        if found != {key: described[key] for key in found}:
            raise ValueError("another shape or type")
        if verify and _sha256(array) != described["sha256"]:
            raise ValueError("another SHA-256")
    except Exception as error:  # a damaged header can make NumPy raise nearly anything
        raise _damaged(folder, f"{name}.npy is not what was written ({shorten(error)})") from error
    return array


def _sha256(array: NDArray[Any]) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data).hexdigest()


def _damaged(folder: Path, what: str) -> UserError:
    return UserError(
        f"{folder}: these prepared data are damaged: {what}. Delete the folder and prepare the data again."
    )
