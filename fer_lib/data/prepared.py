"""Prepared data: a source read once and for all into a folder that loads in milliseconds."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from fer_lib.data.card import make_card
from fer_lib.data.dataset import FaceDataset
from fer_lib.data.prepared_folder import new_folder
from fer_lib.data.storage import INDEX, OPTIONAL, REQUIRED, is_stored, read_arrays, read_extra, write_arrays

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
    names = (CARD, INDEX, *(f"{name}.npy" for name in (*REQUIRED, *OPTIONAL, *TRUTH)))
    with new_folder(folder, "data", names, is_stored) as partial:
        write_arrays(partial, dataset, truth)
        (partial / CARD).write_text(make_card(dataset).to_json(), "utf8")
