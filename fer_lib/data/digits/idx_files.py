"""MNIST's form: four IDX files, plain or compressed with gzip (LeCun, Cortes & Burges)."""

import gzip
import math
import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.digits.dataset import DigitDataset, checked_images, checked_labels
from fer_lib.data.reading import reporting_os_errors
from fer_lib.errors import UserError

NAMES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
# Two zero bytes, 0x08 for unsigned bytes, the number of dimensions; then each dimension as a big-endian uint32.
MAGIC = {2051: ("images", 3), 2049: ("labels", 1)}
BRIGHTEST = 255
LARGEST_ARRAY = 2**31
GZIP_MAGIC = b"\x1f\x8b"


def find_idx(folder: Path) -> list[Path | None]:
    """The four files in a folder, in the order of ``NAMES``: each with its hyphen or a dot before ``idx``,
    plain (first choice) or with ``.gz``; None for what is not there.
    """
    found: list[Path | None] = []
    for name in NAMES:
        candidates = [
            folder / f"{spelt}{suffix}"
            for suffix in ("", ".gz")
            for spelt in (name, name.replace("-idx", ".idx"))
        ]
        found.append(next((path for path in candidates if path.is_file()), None))
    return found


def load_idx(train_images: Path, train_labels: Path, test_images: Path, test_labels: Path) -> DigitDataset:
    """Reads four IDX files; whether one is compressed is seen from its first bytes, not from its name.

    Args:
        train_images: uint8 [N, H, W], magic number 2051.
        train_labels: uint8 [N], magic number 2049.
        test_images: as the training images.
        test_labels: as the training labels.

    Raises:
        UserError: if a file is missing, damaged, cut off, too long or of another kind, the counts differ, or a
            label is none of the ten digits.
    """
    names = tuple(path.name for path in (train_images, train_labels, test_images, test_labels))
    return DigitDataset(
        *_read_part(train_images, train_labels),
        *_read_part(test_images, test_labels),
        brightest=BRIGHTEST,
        form="idx",
        files=names,
    )


def _read_part(images_path: Path, labels_path: Path) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    images = checked_images(_read(images_path, 2051), str(images_path))
    return images, checked_labels(_read(labels_path, 2049), len(images), str(labels_path))


def _read(path: Path, expected: int) -> NDArray[np.uint8]:
    kind, dimensions = MAGIC[expected]
    with reporting_os_errors(path):
        if path.is_dir():
            raise UserError(f"{path}: this is a folder; expected an IDX file with {kind}.")
        with path.open("rb") as plain:
            compressed = plain.read(2) == GZIP_MAGIC
    try:
        with reporting_os_errors(path), gzip.open(path) if compressed else path.open("rb") as file:
            header = file.read(4 + 4 * dimensions)
            if len(header) >= 4 and (magic := struct.unpack(">I", header[:4])[0]) != expected:
                raise UserError(_wrong_magic(path, magic, expected))
            if len(header) < 4 + 4 * dimensions:
                raise UserError(
                    f"{path}: cut off within its first {4 + 4 * dimensions} bytes. Copy it again."
                )
            shape = struct.unpack(f">{dimensions}I", header[4:])
            size = math.prod(shape)
            if size > LARGEST_ARRAY:
                raise UserError(f"{path}: its head announces {size:,} bytes, more than 2 GiB. Copy it again.")
            content = file.read(size + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise UserError(f"{path}: the compressed file is damaged or cut off. Copy it again.") from error
    if len(content) != size:
        what = "cut off" if len(content) < size else "too long"
        held = f"{len(content):,}" if len(content) < size else "more"
        raise UserError(
            f"{path}: {what}: its head announces {size:,} bytes for {shape[0]:,} {kind}, and there are {held}. "
            "Copy it again."
        )
    return np.frombuffer(content, np.uint8).reshape(shape)


def _wrong_magic(path: Path, magic: int, expected: int) -> str:
    kind, _ = MAGIC[expected]
    if magic in MAGIC:
        held = MAGIC[magic][0]
        return (
            f"{path}: the file holds {held} (magic number {magic}); expected {kind}. The files are swapped."
        )
    return (
        f"{path}: the magic number is {magic}; expected {expected}, an IDX file with {kind}. It is another kind of "
        "file, or damaged."
    )
