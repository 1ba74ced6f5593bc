"""Faces cut from photos, each with how its mask is worn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIDE = 28
"""Height and width of a crop in pixels, as in report E."""
CLASS_NAMES = ("bad", "none", "good")
"""The labels as the CSVs write them, in the order of report E's matrices."""
RARE = CLASS_NAMES.index("none")
"""The class that there are fewest images of."""
FREQUENT = CLASS_NAMES.index("good")
"""The class that there are most images of."""


@dataclass(frozen=True)
class RowRemark:
    """What there is to say of one row of a CSV.

    Attributes:
        file: name of the CSV.
        line: its line, from 1, the header included.
        image: the file that the row names.
        text: what is wrong, or what was done.
    """

    file: str
    line: int
    image: str
    text: str

    def describe(self) -> str:
        """Place and remark in one sentence."""
        return f"{self.file}, line {self.line} (the header is line 1): {self.image}: {self.text}"


@dataclass(frozen=True, eq=False)
class MaskDataset:
    """Crops with their labels, and an account of the rows that could not be used.

    Attributes:
        images: uint8 [N, 28, 28, 3], RGB.
        labels: int64 [N], indices into ``CLASS_NAMES``.
        is_test: bool [N], whether the row stands in ``test.csv``.
        photos: int64 [N], which photo a crop was cut from; crops of one photo resemble each other.
        provenance: where the data come from: ``source``, ``synthetic``, ``sha256``.
        left_out: rows that are not among the N, with the reason.
        converted: rows that are, but whose photo was turned or had its colours converted first.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    is_test: NDArray[np.bool_]
    photos: NDArray[np.int64]
    provenance: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[RowRemark, ...] = ()
    converted: tuple[RowRemark, ...] = ()

    def __post_init__(self) -> None:
        n = len(self.images)
        shapes = (self.images.shape, self.labels.shape, self.is_test.shape, self.photos.shape)
        if shapes != ((n, SIDE, SIDE, 3), (n,), (n,), (n,)):
            raise ValueError(f"shapes {shapes} do not belong together")
        if n and not 0 <= self.labels.min() <= self.labels.max() < len(CLASS_NAMES):
            raise ValueError(f"labels must be 0 to {len(CLASS_NAMES) - 1}")

    def __len__(self) -> int:
        return len(self.images)

    def indices(self, *, test: bool) -> NDArray[np.int64]:
        """Positions of the test images, or of the training images: int64 [n], ascending."""
        return np.flatnonzero(self.is_test == test)

    def counts(self, *, test: bool) -> NDArray[np.int64]:
        """Images of each class in one of the two sets: int64 [3]."""
        return np.bincount(self.labels[self.is_test == test], minlength=len(CLASS_NAMES)).astype(np.int64)

    def shared_photos(self) -> int:
        """Photos of which some crops are training images and others test images."""
        return len(np.intersect1d(self.photos[self.is_test], self.photos[~self.is_test]))
