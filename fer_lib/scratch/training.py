r"""Training by mini-batch stochastic gradient descent, and what becomes of the network meanwhile.

An epoch shows every training image once, in random order. After each batch B all weights and biases θ take a step

.. math:: \theta \leftarrow \theta - \eta\,\frac{1}{|B|}\sum_{n\in B}\frac{\partial E_n}{\partial\theta}

against the mean gradient of the batch (Robbins & Monro, 1951); η is the learning rate.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from fer_lib.scratch.activations import Array
from fer_lib.scratch.network import Network, train_epoch


@dataclass(frozen=True)
class TrainTestData:
    """Images to learn from and images to be judged by, as a network reads them.

    Args:
        x_train: (N, d_0) floats.
        t_train: (N, K), rows adding up to 1: the classes, one-hot or soft.
        x_test: (M, d_0).
        t_test: (M, K).
    """

    x_train: Array
    t_train: Array
    x_test: Array
    t_test: Array


@dataclass(frozen=True)
class PartHistory:
    """The network on one part of the data, each time that it was measured.

    Args:
        labels: (N,) true classes.
        losses: (E,) mean cross entropy in nats.
        predictions: (E, N) most probable class of each image, in bytes: at most 256 classes.
    """

    labels: Array
    losses: Array
    predictions: Array

    @property
    def wrong(self) -> Array:
        """(E, N) whether each image was classified wrongly."""
        wrong: Array = self.predictions != self.labels
        return wrong

    @property
    def errors(self) -> Array:
        """(E,) share of the images that were classified wrongly: 1 − accuracy."""
        errors: Array = self.wrong.mean(axis=1)
        return errors


@dataclass(frozen=True)
class TrainingHistory:
    """One training.

    Args:
        epochs: (E,) the epochs after which the network was measured; 0 is before the first.
        train: on the training images.
        test: on the test images.
        networks: copies of the network after the epochs that were to be kept.
    """

    epochs: tuple[int, ...]
    train: PartHistory
    test: PartHistory
    networks: Mapping[int, Network]


def train(
    network: Network,
    data: TrainTestData,
    *,
    epochs: int,
    batch_size: int,
    learning_rate: float,
    random: np.random.Generator,
    measured: Collection[int] | None = None,
    kept: Collection[int] = (),
) -> TrainingHistory:
    """Train a network and write down how it does. Nothing is chosen by the test images.

    Args:
        network: is changed in place.
        data: of the network's type of float.
        epochs: how often every training image is shown, at least 1.
        batch_size: images a step, at least 1; the last batch of an epoch may be smaller.
        learning_rate: size of the steps.
        random: draws the order of the images.
        measured: epochs after which the network is measured; by default 0 and every one.
        kept: epochs after which a copy of the network is kept.
    """
    wanted = sorted(set(range(epochs + 1)) & set(range(epochs + 1) if measured is None else measured))
    found: list[tuple[tuple[float, Array], tuple[float, Array]]] = []
    networks = {}
    for epoch in range(epochs + 1):
        if epoch > 0:
            train_epoch(network, data.x_train, data.t_train, batch_size, learning_rate, random)
        if epoch in wanted:
            found.append((network.judge(data.x_train, data.t_train), network.judge(data.x_test, data.t_test)))
        if epoch in kept:
            networks[epoch] = network.copy()
    train_part, test_part = (
        PartHistory(
            labels=t.argmax(axis=1),
            losses=np.array([at_epoch[part][0] for at_epoch in found]),
            predictions=np.array([at_epoch[part][1] for at_epoch in found], np.uint8),
        )
        for part, t in enumerate((data.t_train, data.t_test))
    )
    return TrainingHistory(tuple(wanted), train_part, test_part, networks)
