"""Near copies across the splits, and whether the search for them recognises altered images."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_lib.data import SPLITS, UNLABELLED, ImageDataset, Split
from fer_lib.data.duplicates import duplicate_ids
from fer_lib.data.near_copies import THRESHOLD, correlation, thumbnails
from fer_lib.proportion import Proportion

COARSE_THRESHOLD = 0.93
"""Correlation at 8×8 that a pair needs to be looked at: averaging leaves less to differ in, so at 8×8 near duplicates
correlate about as much as at 16×16 or more."""
COARSE_SIDE = 8
ROWS_AT_ONCE = 512


@dataclass(frozen=True, eq=False)
class CrossSplitDuplicates:
    """Images of one split that stand in another one too.

    Attributes:
        later: the split whose images are looked at.
        earlier: the split in which they are looked for.
        exact: positions of images of ``later`` that are equal to one of ``earlier``: intp [n].
        pairs: the most alike image of ``earlier`` for each other image of ``later`` that has one at
            ``COARSE_THRESHOLD``: positions, intp [m, 2] (later, earlier), the most alike first.
        correlations: of these pairs, float64 [m], falling.
        total: number of images of ``later``.
    """

    later: Split
    earlier: Split
    exact: NDArray[np.intp]
    pairs: NDArray[np.intp]
    correlations: NDArray[np.float64]
    total: int

    @property
    def near(self) -> NDArray[np.intp]:
        """The pairs that count as near duplicates: intp [k, 2]."""
        return self.pairs[self.correlations >= THRESHOLD]

    def differing_labels(self, labels: NDArray[np.int64]) -> int:
        """How many of the near duplicates carry another label than their original; both have one.

        Args:
            labels: of the whole data set: int64 [N].
        """
        near = self.near
        one, other = labels[near[:, 0]], labels[near[:, 1]]
        return int(((one != other) & (one != UNLABELLED) & (other != UNLABELLED)).sum())


def find_duplicates(dataset: ImageDataset, later: Split, earlier: Split) -> CrossSplitDuplicates:
    """Look for the images of one split in another, exactly and nearly; FER2013 takes some seconds.

    Every pair is compared at 8×8; those that correlate at ``COARSE_THRESHOLD`` or more are compared at 16×16.

    Args:
        dataset: the data set.
        later: whose images are looked for.
        earlier: where.
    """
    ids = duplicate_ids(dataset.images)
    mine, theirs = dataset.indices(later), dataset.indices(earlier)
    is_exact = np.isin(ids[mine], ids[theirs])
    rest = mine[~is_exact]
    coarse = thumbnails(np.asarray(dataset.images[theirs]), COARSE_SIDE)
    candidates: list[NDArray[np.intp]] = [np.zeros((0, 2), np.intp)]
    for start in range(0, len(rest), ROWS_AT_ONCE):
        part = rest[start : start + ROWS_AT_ONCE]
        alike = thumbnails(np.asarray(dataset.images[part]), COARSE_SIDE) @ coarse.T > COARSE_THRESHOLD
        rows, columns = np.nonzero(alike)
        candidates.append(np.stack([part[rows], theirs[columns]], axis=1))
    pairs = np.concatenate(candidates)
    values = np.concatenate(
        [np.zeros(0)]
        + [
            correlation(
                dataset.images[pairs[i : i + ROWS_AT_ONCE, 0]], dataset.images[pairs[i : i + ROWS_AT_ONCE, 1]]
            )
            for i in range(0, len(pairs), ROWS_AT_ONCE)
        ]
    )
    order = np.argsort(-values, kind="stable")
    pairs, values = pairs[order], values[order]
    _, first = np.unique(pairs[:, 0], return_index=True)  # of each image its most alike
    first.sort()
    return CrossSplitDuplicates(later, earlier, mine[is_exact], pairs[first], values[first], len(mine))


def duplicates_across_splits(dataset: ImageDataset) -> list[CrossSplitDuplicates]:
    """The duplicates of each split in those before it, for splits that have images."""
    order: tuple[tuple[Split, Split], ...] = (
        ("validation", "train"),
        ("test", "train"),
        ("test", "validation"),
    )
    present = {split for split in SPLITS if len(dataset.indices(split))}
    return [
        find_duplicates(dataset, later, earlier) for later, earlier in order if {later, earlier} <= present
    ]


Alteration = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]


def recognised(images: NDArray[np.uint8], alteration: Alteration) -> Proportion | None:
    """How many altered images still count as near duplicates of their originals.

    Args:
        images: uint8 [N, H, W] or [N, H, W, 3]; blank ones are left out, because they resemble nothing.
        alteration: makes N images of N images.

    Returns:
        the share; None if every image is blank.
    """
    images = images[images.reshape(len(images), -1).std(axis=1) > 1]
    if not len(images):
        return None
    alike = correlation(images, alteration(images)) >= THRESHOLD
    return Proportion(int(alike.sum()), len(images))
