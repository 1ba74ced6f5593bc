"""Duplicates: images that are equal in every pixel."""

import hashlib
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.dataset import SPLITS, ImageDataset


def duplicate_ids(images: NDArray[np.uint8]) -> NDArray[np.int64]:
    """A number for each image, equal for equal images only: int64 [N], counted from 0 by first appearance.

    Args:
        images: uint8 [N, H, W] or [N, H, W, 3].

    """
    numbers: dict[bytes, int] = {}
    ids = [
        numbers.setdefault(hashlib.sha256(image).digest(), len(numbers))
        for image in np.ascontiguousarray(images)
    ]
    return np.array(ids, dtype=np.int64)


def duplicate_groups(ids: NDArray[np.int64]) -> list[list[int]]:
    """The groups of two or more equal images, each as ascending positions, by first appearance.

    Args:
        ids: what ``duplicate_ids`` returned.

    """
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for position, number in enumerate(ids.tolist()):
        groups[number].append(position)
    return [group for group in groups.values() if len(group) > 1]


def leaked(dataset: ImageDataset) -> NDArray[np.intp]:
    """Positions of the training images that are duplicates of a validation or test image: intp [n]."""
    ids = duplicate_ids(dataset.images)
    train = dataset.split == SPLITS.index("train")
    return np.flatnonzero(train & np.isin(ids, ids[~train]))
