"""Which training images an epoch sees, and in which order, where some classes are rare."""

import numpy as np
import torch
from torch import Tensor


def epoch_seed(seed: int, epoch: int, rank: int = 0) -> int:
    """Seed of everything random in one epoch on one process.

    An epoch is a function of the weights, this seed and nothing else, so that a resumed run equals an
    uninterrupted one.
    """
    return seed * 1_000_003 + epoch + rank * 99_991_000_003


def resampled(labels: Tensor, current: int, seed: int) -> Tensor:
    """As many images of every class as the rarest has, drawn anew in each round: positions, int64 [n].

    Args:
        labels: of the training images, int64 [N].
        current: the round, from 0.
        seed: of the run.
    """
    generator = torch.Generator().manual_seed(epoch_seed(seed, -1 - current) % 2**63)
    by_class = _members(labels)
    rarest = min(len(members) for members in by_class)
    return torch.cat([m[torch.randperm(len(m), generator=generator)[:rarest]] for m in by_class])


def balanced_order(labels: Tensor, epoch: int, seed: int) -> Tensor:
    """An epoch of balanced batches: positions in the order in which they are seen, int64 [N].

    One image of each class in turn, the classes in a new order each time, so that any run of images has as many of one
    class as of another to within two. A class goes through its own images again and again, over the epochs as well,
    in a new order each time.

    Args:
        labels: of the training images, int64 [N].
        epoch: from 1.
        seed: of the run.
    """
    by_class = _members(labels)
    turns = -(-len(labels) // len(by_class))
    lots = torch.stack([
        _lot(members, (epoch - 1) * turns, turns, seed * 1_009 + number)
        for number, members in enumerate(by_class)
    ], dim=1)  # fmt: skip
    generator = torch.Generator().manual_seed(epoch_seed(seed, epoch))
    order = torch.rand(lots.shape, generator=generator).argsort(dim=1)
    return lots.gather(1, order).flatten()[: len(labels)]


def _lot(members: Tensor, first: int, count: int, seed: int) -> Tensor:
    """``count`` members, the ``first``-th and following of all of them in random order, again and again."""
    passes = range(first // len(members), -(-(first + count) // len(members)))
    orders = [
        torch.randperm(len(members), generator=torch.Generator().manual_seed(epoch_seed(seed, number)))
        for number in passes
    ]
    start = first - passes.start * len(members)
    return members[torch.cat(orders)[start : start + count]]


def _members(labels: Tensor) -> list[Tensor]:
    """Positions of the images of each class that occurs, ascending."""
    return [torch.nonzero(labels == c).flatten() for c in np.unique(labels.numpy())]
