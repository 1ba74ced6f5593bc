"""What is lost when the pixels of every image are put into one other order, and for whom."""

import copy
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from fer_lib.data import ImageDataset
from fer_lib.models import to_input
from fer_lib.training.data import shuffle_pixels

FACES = 500
"""Validation faces that the correlation and the twin are computed on."""


def validation_faces(dataset: ImageDataset) -> NDArray[np.uint8]:
    """The first ``FACES`` validation images: uint8 [n, H, W]."""
    return np.asarray(dataset.images[dataset.indices("validation")[:FACES]])


def source_positions(side: int) -> NDArray[np.int64]:
    """Where each pixel of a shuffled image stood before: int64 [side, side, 2] (row, column)."""
    numbers = np.arange(side * side, dtype=np.int64).reshape(1, side, side)
    shuffled = shuffle_pixels(numbers)[0]  # type: ignore[arg-type, type-var, unused-ignore]
    return np.stack(np.divmod(shuffled, side), axis=-1).astype(np.int64)


def neighbour_correlation(images: NDArray[np.uint8]) -> float:
    """How much a pixel tells of the one beside or below it: Pearson's r of all such pairs within an image.

    Each image's own mean is taken off first; otherwise two pixels would look alike for no other reason than
    that some images are brighter than others.

    Args:
        images: [n, H, W].

    Returns:
        −1 to 1; near 0 where neighbours have nothing to do with each other.
    """
    x = images.astype(np.float64)
    x -= x.mean(axis=(1, 2), keepdims=True)
    one = np.concatenate([x[:, :, :-1].ravel(), x[:, :-1, :].ravel()])
    other = np.concatenate([x[:, :, 1:].ravel(), x[:, 1:, :].ravel()])
    return float(np.corrcoef(one, other)[0, 1])


@dataclass(frozen=True, eq=False)
class ShuffledFace:
    """One face before and after the shuffling, and what a window of the shuffled one looks at.

    Attributes:
        face: uint8 [H, W].
        shuffled: the same pixels in the other order: uint8 [H, W].
        corner: row and column of the window's first pixel.
        side: side of the window in pixels.
    """

    face: NDArray[np.uint8]
    shuffled: NDArray[np.uint8]
    corner: tuple[int, int]
    side: int = 3

    @classmethod
    def of(cls, face: NDArray[np.uint8], corner: tuple[int, int] = (30, 22)) -> "ShuffledFace":
        """Shuffle a face as the runs with ``shuffle_pixels`` do.

        Args:
            face: uint8 [H, W].
            corner: of the window; by default it lies about the mouth.
        """
        return cls(face, shuffle_pixels(face[None])[0], corner)

    @property
    def window_sources(self) -> NDArray[np.int64]:
        """Where the pixels of the shuffled image's window come from: int64 [side², 2] (row, column)."""
        row, column = self.corner
        positions = source_positions(len(self.face))[row : row + self.side, column : column + self.side]
        return positions.reshape(-1, 2)


def with_permuted_inputs(network: nn.Module, side: int = 48) -> nn.Module:
    """A fully connected network that says of shuffled images what the given one says of the images.

    Input i of its first layer is now pixel π(i) of the image, so column i of that layer's matrix is column π(i) of
    the old one; nothing else changes: W′ x_π = Σ_i W[:, π(i)] x[π(i)] = W x. A convolution has no such twin: its
    kernel meets every neighbourhood with the same weights.

    Args:
        network: whose first layer with weights is fully connected, with side² inputs.
        side: of the images.

    Raises:
        ValueError: if the first layer with weights is another one.
    """
    twin = copy.deepcopy(network)
    first = next(m for m in twin.modules() if isinstance(m, nn.Linear | nn.Conv2d))
    if not isinstance(first, nn.Linear) or first.in_features != side * side:
        raise ValueError("the first layer is not fully connected to the pixels")
    rows, columns = np.moveaxis(source_positions(side), -1, 0)
    order = torch.from_numpy((rows * side + columns).ravel())
    with torch.no_grad():
        first.weight.copy_(first.weight[:, order])
    return twin


@torch.no_grad()
def twin_difference(network: nn.Module, images: NDArray[np.uint8]) -> float:
    """Largest difference between logits of a network on images and of its twin on the shuffled images.

    Computed in float64, so that what is left is rounding.

    Args:
        network: fully connected, in evaluation mode.
        images: uint8 [n, H, W].
    """
    exact = copy.deepcopy(network).double().eval()
    twin = with_permuted_inputs(exact, images.shape[-1])
    plain, shuffled = (
        to_input(torch.from_numpy(x)).double() for x in (images.copy(), shuffle_pixels(images))
    )
    return float((exact(plain) - twin(shuffled)).abs().max())
