"""Prepared data: a source read once and for all into a folder that loads in milliseconds."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from fer_lib.data.card import make_card
from fer_lib.data.dataset import FaceDataset
from fer_lib.data.reading import os_error, reporting_os_errors
from fer_lib.data.storage import INDEX, OPTIONAL, REQUIRED, is_stored, read_arrays, read_extra, write_arrays
from fer_lib.errors import UserError

CARD = "card.json"
TRUTH = ("expression", "flipped", "intensity")
"""What is known of synthetic faces: see ``fer_lib.data.synthetic.SyntheticFaces``."""

__all__ = ["read_extra", "read_prepared", "write_prepared"]


def read_prepared(folder: Path, *, verify: bool = False) -> FaceDataset:
    """Reads a prepared folder; the images stay memory-mapped.

    Args:
        folder: what ``write_prepared`` wrote.
        verify: also compare every array with its SHA-256.

    Raises:
        UserError: if the folder is damaged or of another version.

    """
    return read_arrays(folder, verify=verify)


def write_prepared(
    folder: Path, dataset: FaceDataset, truth: Mapping[str, NDArray[Any]] | None = None
) -> None:
    """Writes ``images.npy``, ``labels.npy``, ``split.npy``, ``card.json``, ``provenance.json`` into ``folder``.

    Everything goes into ``<folder>.partial`` first, which takes the folder's name when it is complete.

    Args:
        folder: a name that is free, an empty folder, or a prepared folder, which is replaced.
        dataset: the data.
        truth: what only synthetic faces have, by the names in ``TRUTH``: arrays of length N.

    Raises:
        UserError: if the folder holds something else, or cannot be written. Nothing has changed then.

    """
    if folder.name in ("", ".."):
        raise UserError(f"{folder}: this is no name for a new folder. Name one, for example data.")
    if _is_ours(folder) and any(folder.iterdir()) and not is_stored(folder):
        raise _foreign(folder)
    partial = folder.with_name(f"{folder.name}.partial")
    if _is_ours(partial):
        shutil.rmtree(partial)  # an interrupted preparation left it
    try:
        partial.mkdir(parents=True)
        write_arrays(partial, dataset, truth)
        (partial / CARD).write_text(make_card(dataset).to_json(), "utf8")
        if folder.exists():
            shutil.rmtree(folder)
        partial.replace(folder)
    except OSError as error:
        raise os_error(folder, error, "write") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    """Whether there is a folder that holds nothing but our files. Raises ``UserError`` if it holds others."""
    known = {CARD, INDEX, *(f"{name}.npy" for name in (*REQUIRED, *OPTIONAL, *TRUTH))}
    with reporting_os_errors(folder):
        try:
            folder.lstat()
        except FileNotFoundError:
            return False
        if folder.is_symlink() or not folder.is_dir() or {entry.name for entry in folder.iterdir()} - known:
            raise _foreign(folder)
    return True


def _foreign(folder: Path) -> UserError:
    return UserError(
        f"{folder}: exists already and is no folder of prepared data. Choose another name or move it away."
    )
