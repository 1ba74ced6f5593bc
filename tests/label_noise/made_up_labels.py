"""Labels, predictions and votes with known answers, for tests of label noise."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fer_lib.data import ImageDataset
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.data.ferplus import VOTE_NAMES
from fer_lib.label_noise.reference import VOTE_OF_CLASS, Reference, find_reference
from fer_lib.metrics.predictions import Predictions

N, FLIPS, UNDECIDED = 700, 40, 100
"""Images, wrong labels (the first ones), and images whose votes are tied (the last ones)."""


def predictions_of(
    probabilities: ArrayLike, labels: Sequence[int], indices: Sequence[int] | None = None
) -> Predictions:
    """Predictions whose softmax is what is given."""
    logits = np.log(np.asarray(probabilities, np.float64)).astype(np.float32)
    where = np.arange(len(labels)) if indices is None else np.asarray(indices)
    return Predictions(where, np.asarray(labels, np.int64), logits)


def noisy_predictions(
    n: int = N, flips: int = FLIPS, seed: int = 0, sharpness: float = 4.0
) -> tuple[Predictions, NDArray[np.int64]]:
    """Predictions of a network that is mostly right, the first ``flips`` labels wrong; and the true labels."""
    generator = np.random.default_rng(seed)
    truth = np.arange(n) % 7
    given = np.where(np.arange(n) < flips, (truth + generator.integers(1, 7, n)) % 7, truth)
    logits = generator.normal(0, 1, (n, 7)).astype(np.float32)
    logits[np.arange(n), truth] += sharpness
    return Predictions(np.arange(n), given, logits), truth


def voted_faces(labels: NDArray[np.int64]) -> ImageDataset:
    """Images with votes: all ten for the true class, but the last 100 have a tie between two classes."""
    images = np.random.default_rng(1).integers(0, 256, (N, 48, 48), dtype=np.uint8)
    votes = np.zeros((N, 10), np.uint8)
    column = [VOTE_NAMES.index(VOTE_OF_CLASS[name]) for name in CLASS_NAMES]
    for i in range(N):
        votes[i, column[i % 7]] = 10
        if i >= N - UNDECIDED:
            votes[i, column[i % 7]] = votes[i, column[(i + 1) % 7]] = 5
    return ImageDataset(images, labels.copy(), np.zeros(N, np.uint8), CLASS_NAMES, votes=votes)


def crowd_of(dataset: ImageDataset) -> Reference:
    """What most people see on images with votes."""
    crowd = find_reference(dataset, Path("no folder"))
    assert crowd is not None
    return crowd
