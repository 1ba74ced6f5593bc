"""Crops as a folder of arrays with ``provenance.json``, which also tells what was left out."""

import dataclasses
from pathlib import Path

from fer_lib.data.array_folder import ArrayFolder
from fer_lib.data.masks.dataset import CLASS_NAMES, MaskDataset, RowRemark
from fer_lib.errors import UserError

MASKS = ArrayFolder("mask images", 2)
ARRAYS = {"images": "|u1", "labels": "<i8", "is_test": "|b1", "photos": "<i8"}
REMARKS = ("left_out", "converted")


def write_masks(folder: Path, dataset: MaskDataset) -> None:
    """Write a data set into ``folder``, whole or not at all.

    Args:
        folder: a name that is free, an empty folder, or one that this function wrote, which is replaced.
        dataset: the data.

    Raises:
        UserError: if the folder holds something else, or cannot be written. Nothing has changed then.
    """
    arrays = {name: getattr(dataset, name).astype(kind, copy=False) for name, kind in ARRAYS.items()}
    about = {"class_names": CLASS_NAMES, "provenance": dict(dataset.provenance)} | {
        name: [dataclasses.asdict(remark) for remark in getattr(dataset, name)] for name in REMARKS
    }
    MASKS.write(folder, arrays, about)


def read_masks(folder: Path) -> MaskDataset:
    """Read what ``write_masks`` wrote.

    Raises:
        UserError: if the folder is missing, damaged or of another version.
    """
    if not folder.is_dir():
        raise UserError(
            f"{folder}: there are no prepared mask images. "
            f"`python -m fer_lib data prepare-masks built-in -o {folder}` makes some."
        )
    arrays, index = MASKS.read(folder)
    try:
        if {name: array.dtype.str for name, array in arrays.items()} != ARRAYS:
            raise ValueError("other arrays than were written")
        left_out, converted = (tuple(RowRemark(**remark) for remark in index[name]) for name in REMARKS)
        return MaskDataset(**arrays, provenance=index["provenance"], left_out=left_out, converted=converted)
    except (ValueError, TypeError, KeyError) as error:
        raise MASKS.damaged(folder, str(error)) from error
