"""What the sets that the library draws itself share: random numbers by image, labels to flip, levels of a pixel."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.dataset import SPLITS


def stream(seed: int, purpose: int, index: int) -> np.random.Generator:
    """Random numbers of one image (or block of images) for one purpose, whatever else is drawn.

    Args:
        seed: the seed of the set.
        purpose: a number for what is drawn, from 0.
        index: of the image or the block, from 0.
    """
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(purpose, index))))


def flips(split: NDArray[np.uint8], share: float) -> NDArray[np.bool_]:
    """Which labels are moved to another class: wherever the rounded number due in a split grows by one.

    Args:
        split: uint8 [N], index into ``SPLITS``.
        share: of the labels, 0 to 1.

    Returns:
        bool [N]; ``share`` · m, rounded, of the first m images of each split are True.
    """
    flipped = np.zeros(len(split), np.bool_)
    for code in range(len(SPLITS)):
        members = np.flatnonzero(split == code)
        due = np.floor(np.arange(len(members) + 1) * share + 0.5)
        flipped[members[np.diff(due) > 0]] = True
    return flipped


def levels(drawn: NDArray[np.floating[Any]]) -> NDArray[np.uint8]:
    """Brightness from 0 (black) to 1 (white), cut to that range, as levels from 0 to 255."""
    rounded: NDArray[np.uint8] = np.floor(np.clip(drawn, 0, 1) * np.float32(255) + np.float32(0.5)).astype(
        np.uint8
    )
    return rounded
