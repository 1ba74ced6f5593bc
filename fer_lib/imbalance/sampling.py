"""Sampling: which training images each step sees, with rare classes drawn more often or frequent ones less."""

import itertools
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Sampling = Literal["all", "resampled", "balanced"]


def plan(
    labels: NDArray[np.int64],
    sampling: Sampling,
    steps: int,
    batch_size: int,
    rng: np.random.Generator,
    rounds: int = 1,
) -> NDArray[np.int64]:
    """Positions of the images of every step.

    Args:
        labels: of the training images, int64 [n]; every class that occurs has images.
        sampling: ``all``: every image once an epoch, in a new order each time. ``resampled``: the steps are divided
            into ``rounds``; each round draws as many images of every class as the rarest has, without replacement, and
            sees these alone, once an epoch. ``balanced``: every class gives the same share of each batch (to within one
            image over any three batches); each goes through its own images in an order of its own, so that those
            of a rare class return more often.
        steps: number of batches.
        batch_size: images in each; an epoch's end may lie within a batch.
        rng: everything random.
        rounds: of ``resampled``.

    Returns:
        int64 [steps, batch_size], indices into ``labels``.
    """
    by_class = [np.flatnonzero(labels == k) for k in np.unique(labels)]
    size = steps * batch_size
    if sampling == "all":
        return _epochs(np.arange(len(labels)), size, rng).reshape(steps, batch_size)
    if sampling == "resampled":
        rarest = min(len(members) for members in by_class)
        ends = [steps * number // rounds for number in range(rounds + 1)]
        parts = []
        for start, end in itertools.pairwise(ends):
            drawn = np.concatenate([rng.choice(members, rarest, replace=False) for members in by_class])
            parts.append(_epochs(drawn, (end - start) * batch_size, rng))
        return np.concatenate(parts).reshape(steps, batch_size)
    lots = [_epochs(members, -(-size // len(by_class)), rng) for members in by_class]
    return np.stack(lots, axis=1).reshape(-1)[:size].reshape(steps, batch_size)


def _epochs(members: NDArray[np.int64], size: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """``size`` members: all of them in random order, again and again."""
    epochs = -(-size // len(members))
    return np.concatenate([rng.permutation(members) for _ in range(epochs)])[:size]
