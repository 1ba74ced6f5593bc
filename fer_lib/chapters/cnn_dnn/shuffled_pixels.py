"""What is lost when the pixels of every image are put into one other order, and for whom."""

import copy
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from fer_lib.data import DataShape, ImageDataset
from fer_lib.data.fer2013 import SHAPE
from fer_lib.models import to_input
from fer_lib.training.data import shuffle_pixels

MOST_IMAGES, MOST_VALUES = 500, 8_000_000
"""Validation images that the correlation and the twin are computed on: at most so many, of so many values together."""
WITH_WEIGHTS = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.RNNBase, nn.MultiheadAttention)
ROUNDING = 1e-6
"""Logits of a network and of its twin that differ by less than this share of the largest are the same but for rounding."""


def validation_images(dataset: ImageDataset) -> NDArray[np.uint8]:
    """The first validation images: uint8 [n, H, W] or [n, H, W, 3], at least one."""
    most = min(MOST_IMAGES, max(MOST_VALUES // int(np.prod(dataset.shape.image)), 1))
    return np.asarray(dataset.images[dataset.indices("validation")[:most]])


def source_positions(height: int, width: int) -> NDArray[np.int64]:
    """Where each pixel of a shuffled image stood before: int64 [H, W, 2] (row, column)."""
    numbers = np.arange(height * width, dtype=np.int64).reshape(1, height, width)
    shuffled = shuffle_pixels(numbers)[0]  # type: ignore[arg-type, type-var, unused-ignore]
    return np.stack(np.divmod(shuffled, width), axis=-1).astype(np.int64)


def neighbour_correlation(images: NDArray[np.uint8]) -> float:
    """How much a pixel tells of the one beside or below it: Pearson's r of all such pairs within an image.

    Each image's own mean is taken off first; otherwise two pixels would look alike for no other reason than
    that some images are brighter than others.

    Args:
        images: [n, H, W] or [n, H, W, 3], of which each colour is compared with itself.

    Returns:
        −1 to 1; near 0 where neighbours have nothing to do with each other, NaN where every image has one colour.
    """
    x = images.astype(np.float64)
    x -= x.mean(axis=(1, 2), keepdims=True)
    one = np.concatenate([x[:, :, :-1].ravel(), x[:, :-1, :].ravel()])
    other = np.concatenate([x[:, :, 1:].ravel(), x[:, 1:, :].ravel()])
    if not (one.any() and other.any()):
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])


@dataclass(frozen=True, eq=False)
class ShuffledImage:
    """One image before and after the shuffling, and what a window of the shuffled one looks at.

    Attributes:
        image: uint8 [H, W] or [H, W, 3].
        shuffled: the same pixels in the other order, of the same shape.
        corner: row and column of the window's first pixel.
        side: side of the window in pixels.
    """

    image: NDArray[np.uint8]
    shuffled: NDArray[np.uint8]
    corner: tuple[int, int]
    side: int = 3

    @classmethod
    def of(cls, image: NDArray[np.uint8], corner: tuple[int, int] | None = None) -> "ShuffledImage":
        """Shuffle an image as the runs with ``shuffle_pixels`` do.

        Args:
            image: uint8 [H, W] or [H, W, 3].
            corner: of the window; by default it lies below the middle, where a face has its mouth.
        """
        height, width = image.shape[:2]
        return cls(
            image, shuffle_pixels(image[None])[0], corner or (5 * height // 8, (width - cls.side) // 2)
        )

    @property
    def window_sources(self) -> NDArray[np.int64]:
        """Where the pixels of the shuffled image's window come from: int64 [side², 2] (row, column)."""
        row, column = self.corner
        positions = source_positions(*self.image.shape[:2])
        return positions[row : row + self.side, column : column + self.side].reshape(-1, 2)


def with_permuted_inputs(network: nn.Module, shape: DataShape = SHAPE) -> nn.Module:
    """A fully connected network that says of shuffled images what the given one says of the images.

    Input i of its first layer is now pixel π(i) of the image, so column i of that layer's matrix is column π(i) of
    the old one; nothing else changes: W′ x_π = Σ_i W[:, π(i)] x[π(i)] = W x. A convolution has no such twin: its
    kernel meets every neighbourhood with the same weights.

    Args:
        network: whose first layer with weights is fully connected, with an input for each value of an image.
        shape: of the images.

    Raises:
        ValueError: if the first layer with weights is another one.
    """
    twin = copy.deepcopy(network)
    first = next((m for m in twin.modules() if isinstance(m, WITH_WEIGHTS)), None)
    values = shape.channels * shape.height * shape.width
    if not isinstance(first, nn.Linear) or first.in_features != values:
        raise ValueError("the first layer is not fully connected to the pixels")
    rows, columns = np.moveaxis(source_positions(shape.height, shape.width), -1, 0)
    pixels = (rows * shape.width + columns).ravel()
    # Colours come one after another, each with all pixels; all are shuffled alike.
    order = torch.from_numpy((np.arange(shape.channels)[:, None] * pixels.size + pixels).ravel())
    with torch.no_grad():
        first.weight.copy_(first.weight[:, order])
    return twin


@torch.no_grad()
def twin_difference(network: nn.Module, images: NDArray[np.uint8]) -> float | None:
    """Largest difference between logits of a network on images and of its twin on the shuffled images.

    Computed in float64, so that what is left is rounding.

    Args:
        network: in evaluation mode.
        images: uint8 [n, H, W] or [n, H, W, 3].

    Returns:
        None where the network has no twin: it does not begin with a layer that is connected to every pixel, or something
        else in it depends on their places.
    """
    exact = copy.deepcopy(network).double().eval()
    height, width = images.shape[1:3]
    try:
        twin = with_permuted_inputs(exact, DataShape(2, images[0].size // (height * width), height, width))
    except ValueError:
        return None
    plain, shuffled = (
        to_input(torch.from_numpy(x)).double() for x in (images.copy(), shuffle_pixels(images))
    )
    said = exact(plain)
    difference = float((said - twin(shuffled)).abs().max())
    return difference if difference <= ROUNDING * max(float(said.abs().max()), 1.0) else None
