"""The course's form: ``train.npz`` and ``test.npz``, each with the arrays ``image`` and ``label``."""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.digits.dataset import DigitDataset, checked_images, checked_labels
from fer_lib.data.reading import reporting_os_errors, shorten
from fer_lib.errors import UserError

KEYS = ("image", "label")
TRAIN, TEST = "train.npz", "test.npz"
BRIGHTEST = 255
LARGEST_ARRAY = 2**31
"""Bytes; a compressed file may claim any number of zeros, and MNIST has 2^26."""


def load_npz(train: Path, test: Path) -> DigitDataset:
    """Reads two npz files, each with ``image`` (uint8 [N, H, W]) and ``label`` (integers [N], 0 to 9).

    Args:
        train: the training images.
        test: the test images.

    Raises:
        UserError: if a file is missing or damaged, an array is missing, pickled, of another type or shape, the
            counts differ, or a label is none of the ten digits.
    """
    return DigitDataset(
        *_read(train), *_read(test), brightest=BRIGHTEST, form="npz", files=(train.name, test.name)
    )


def _read(path: Path) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    with reporting_os_errors(path):
        if path.is_dir():
            raise UserError(f"{path}: this is a folder; expected an npz file.")
        with path.open("rb") as file:
            if not zipfile.is_zipfile(file):
                raise UserError(
                    f"{path}: this is no npz file, or its end is missing. Write it with "
                    "np.savez(name, image=…, label=…), or copy it again."
                )
    image, label = (_array(path, key) for key in KEYS)
    images = checked_images(image, f"{path}, array image")
    return images, checked_labels(label, len(images), f"{path}, array label")


def _array(path: Path, key: str) -> NDArray[Any]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.removesuffix(".npy") for name in archive.namelist()]
            if key not in names:
                found = shorten(", ".join(names), 120) or "none"
                raise UserError(
                    f"{path}: there is no array {key!r} (there are: {found}). Write the file with "
                    "np.savez(name, image=…, label=…)."
                )
            if archive.infolist()[names.index(key)].file_size > LARGEST_ARRAY:
                raise UserError(f"{path}, array {key}: larger than 2 GiB. Give fewer images.")
        with np.load(path, allow_pickle=False) as arrays:
            array: NDArray[Any] = arrays[key]
            return array
    except UserError:
        raise
    except Exception as error:  # a damaged header can make NumPy raise nearly anything
        if "allow_pickle" in str(error):
            raise UserError(
                f"{path}, array {key}: it holds Python objects (pickle), which can run code and are not "
                "read. Save it as an array of numbers."
            ) from error
        raise UserError(
            f"{path}, array {key}: cannot be read ({shorten(error)}). Copy the file again."
        ) from error
