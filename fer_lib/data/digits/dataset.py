"""Images of handwritten digits with their labels, divided into training and test images."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from fer_lib.errors import UserError
from fer_lib.scratch.training import TrainTestData

CLASSES = 10
CLASS_NAMES = tuple(str(digit) for digit in range(CLASSES))
Form = Literal["built-in", "npz", "idx"]


@dataclass(frozen=True, eq=False)
class DigitDataset:
    """Grey images of the digits 0 to 9.

    Attributes:
        train_images: uint8 [N, H, W].
        train_labels: int64 [N], 0 to 9.
        test_images: uint8 [M, H, W].
        test_labels: int64 [M].
        brightest: the pixel value that means full brightness, 1 to 255; 0 means none.
        form: what they were read from.
        files: names of the files, without their folder; empty for the built-in digits.

    Raises:
        UserError: if images and labels do not fit together, a part is empty, or a label is none of the ten.
    """

    train_images: NDArray[np.uint8]
    train_labels: NDArray[np.int64]
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.int64]
    brightest: int
    form: Form
    files: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        train, test = self.train_images.shape[1:], self.test_images.shape[1:]
        if train != test:
            raise UserError(
                f"{' and '.join(self.files) or 'digits'}: the training images have {_size(train)} pixels and the test "
                f"images {_size(test)}. Both need the same size; take both files from one data set."
            )

    @property
    def pixels(self) -> int:
        """Values of one image, H·W."""
        return int(np.prod(self.train_images.shape[1:]))

    @property
    def size(self) -> str:
        """Height and width: ``28×28``."""
        return _size(self.train_images.shape[1:])

    @property
    def content_hash(self) -> str:
        """SHA-256 of all arrays with their shapes, in hexadecimal digits."""
        digest = sha256()
        for array in (self.train_images, self.train_labels, self.test_images, self.test_labels):
            digest.update(f"{array.dtype.str}{array.shape}".encode())
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()

    def to_float(self, dtype: type[np.floating[Any]] = np.float32) -> TrainTestData:
        """Pixels from 0 to 1, one image a row, and one-hot labels.

        Args:
            dtype: of all values.
        """
        one_hot = np.eye(CLASSES, dtype=dtype)
        x_train, x_test = (
            images.reshape(len(images), -1).astype(dtype) / dtype(self.brightest)
            for images in (self.train_images, self.test_images)
        )
        return TrainTestData(x_train, one_hot[self.train_labels], x_test, one_hot[self.test_labels])


def _size(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape))


def checked_images(images: NDArray[Any], place: str) -> NDArray[np.uint8]:
    """The images, if they are grey images of bytes.

    Args:
        images: what a file holds.
        place: file and key, for the message.

    Raises:
        UserError: unless they are uint8 [N, H, W] with N, H and W at least 1.
    """
    if images.dtype != np.uint8:
        raise UserError(
            f"{place}: the pixels are of type {images.dtype}; expected uint8, from 0 for black to 255 for white. "
            "Convert them before you save the file."
        )
    if images.ndim != 3 or 0 in images.shape:
        raise UserError(
            f"{place}: the shape is {images.shape}; expected (images, height, width), each at least 1. Save grey "
            "images as one array with three dimensions."
        )
    return images


def checked_labels(labels: NDArray[Any], images: int, place: str) -> NDArray[np.int64]:
    """The labels, if there is one for each image and each is a digit.

    Args:
        labels: what a file holds.
        images: how many images there are.
        place: file and key, for the message.

    Raises:
        UserError: unless they are integers [N] from 0 to 9 for N images.
    """
    if labels.dtype.kind not in "iu":
        raise UserError(
            f"{place}: the labels are of type {labels.dtype}; expected integers from 0 to 9. Convert them "
            "before you save the file."
        )
    if labels.ndim != 1:
        raise UserError(
            f"{place}: the shape is {labels.shape}; expected one label an image, ({images},). If the labels are "
            "one-hot, save their argmax(axis=1)."
        )
    if len(labels) != images:
        raise UserError(
            f"{place}: {len(labels):,} labels for {images:,} images. Take both from one data set."
        )
    wrong = np.flatnonzero((labels < 0) | (labels >= CLASSES))
    if len(wrong):
        raise UserError(
            f"{place}: label {labels[wrong[0]]} in row {wrong[0]:,} (rows count from 0); "
            f"expected 0 to 9. {len(wrong):,} of {len(labels):,} labels are out of range."
        )
    return labels.astype(np.int64)
