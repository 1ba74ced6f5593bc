"""Duplicates and near duplicates across the splits, and the search for them put to the test."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_lib.data import ImageDataset
from fer_lib.data.near_copies import THRESHOLD
from fer_lib.label_noise.alterations import ALTERATIONS
from fer_lib.label_noise.near_duplicates import (
    CrossSplitDuplicates,
    duplicates_across_splits,
    recognised,
)
from fer_lib.proportion import Proportion

ALTERED_IMAGES = 300
"""Images that are altered to test the search."""


@dataclass(frozen=True, eq=False)
class DuplicatesAnalysis:
    """What the search for duplicates found.

    Attributes:
        dataset: the data.
        across: the duplicates of each split in another.
        recognised: for each of ``ALTERATIONS``, how many altered images still count as near duplicates.
    """

    dataset: ImageDataset
    across: list[CrossSplitDuplicates]
    recognised: dict[str, Proportion]

    @property
    def near(self) -> int:
        """Number of near duplicates in all."""
        return sum(len(splits.near) for splits in self.across)

    @property
    def exact(self) -> int:
        """Number of exact duplicates in all."""
        return sum(len(splits.exact) for splits in self.across)

    @property
    def found(self) -> bool:
        """Whether any image stands in two splits, exactly or nearly."""
        return self.exact + self.near > 0

    @property
    def differing_labels(self) -> int:
        """How many of the near duplicates carry another label than their original."""
        return sum(splits.differing_labels(self.dataset.labels) for splits in self.across)

    @property
    def has_pairs(self) -> bool:
        """Whether any two images of two splits are alike enough to be shown."""
        return any(len(splits.pairs) for splits in self.across)

    @property
    def leaked(self) -> bool:
        """Whether the training set holds an exact duplicate of an image of another split."""
        return any(len(splits.exact) for splits in self.across if splits.earlier == "train")

    @property
    def correlations(self) -> NDArray[np.float64]:
        """Of all pairs that are alike, those of all splits together: float64 [n], falling."""
        values: NDArray[np.float64] = -np.sort(
            -np.concatenate([s.correlations for s in self.across] or [np.zeros(0)])
        )
        return values

    def sample(self, count: int) -> "PairSample":
        """Pairs to look at, at most ``count`` of each kind."""
        none = np.zeros((0, 2), np.intp)
        pairs = np.concatenate([splits.pairs for splits in self.across] or [none])
        values = np.concatenate([splits.correlations for splits in self.across] or [np.zeros(0)])
        order = np.argsort(-values, kind="stable")
        near = int((values >= THRESHOLD).sum())
        drawn = np.random.Generator(np.random.PCG64(0)).permutation(max(0, near - count))[:count]
        return PairSample(
            pairs[order],
            values[order],
            np.sort(drawn),
            np.arange(max(0, near - count), near),
            np.arange(near, min(near + count, len(pairs))),
        )


@dataclass(frozen=True, eq=False)
class PairSample:
    """Pairs of images of two splits, and which of them to look at.

    Attributes:
        pairs: positions in the data, the most alike first: intp [n, 2].
        correlations: of the pairs: float64 [n].
        drawn: rows drawn at random among the near duplicates, without those of ``at_threshold``.
        at_threshold: rows of the near duplicates that are least alike.
        below: rows of the most alike pairs that do not count as near duplicates.
    """

    pairs: NDArray[np.intp]
    correlations: NDArray[np.float64]
    drawn: NDArray[np.intp]
    at_threshold: NDArray[np.intp]
    below: NDArray[np.intp]


def analyse_duplicates(dataset: ImageDataset) -> DuplicatesAnalysis:
    """Search for duplicates across the splits, and test the search on altered images.

    Args:
        dataset: with the splits of a run. The images that are altered are the first ``ALTERED_IMAGES``.
    """
    images = np.asarray(dataset.images[:ALTERED_IMAGES])
    shares = {name: recognised(images, alteration) for name, alteration in ALTERATIONS.items()}
    return DuplicatesAnalysis(
        dataset,
        duplicates_across_splits(dataset),
        {name: share for name, share in shares.items() if share is not None},
    )
