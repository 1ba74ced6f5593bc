"""Does a network that starts with zero weights end as well as one that starts at random?

Where no data are given they are the 1,797 real digits that scikit-learn brings along
(``fer_lib.data.digits``).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np

from fer_lib.data.digits import built_in_digits
from fer_lib.data.matrices import to_matrices
from fer_lib.proofs.backpropagation.slips import MASK
from fer_lib.scratch.activations import Activation, Array
from fer_lib.scratch.network import Gradients, Network
from fer_lib.scratch.training import TrainingHistory, TrainTestData, train

Start = Literal["random", "zero weights", "zero"]
STARTS: tuple[Start, ...] = ("random", "zero weights", "zero")
EVERY_EPOCH_UNTIL = 20


@cache
def digits() -> TrainTestData:
    """The built-in digits in float64: 1,347 to train on, 450 to test on, pixels from 0 to 1."""
    return to_matrices(built_in_digits(), np.float64)


@dataclass(frozen=True)
class Settings:
    """How every network is trained.

    Args:
        hidden: units of the one hidden layer.
        epochs: at least 1.
        batch_size: images a step.
        learning_rate: size of the steps.
        seeds: one network for each; a seed gives the same biases and the same order of images at every start.
        every: after epoch 20 the network is measured once in so many epochs.
    """

    hidden: int = 60
    epochs: int = 120
    batch_size: int = 120
    learning_rate: float = 1.0
    seeds: tuple[int, ...] = (0, 1, 2, 3, 4)
    every: int = 10

    @property
    def measured(self) -> list[int]:
        """Epochs after which the network is measured: 0, each of the first 20, then each ``every``-th and the last."""
        first = range(min(EVERY_EPOCH_UNTIL, self.epochs) + 1)
        return sorted({*first, *range(EVERY_EPOCH_UNTIL, self.epochs, self.every), self.epochs})


@dataclass(frozen=True)
class StartRuns:
    """Networks that differ in the seed only.

    Args:
        epochs: (E,) the epochs after which the loss was measured.
        losses: (S, E) mean cross entropy on the training images, a row for each seed.
        accuracies: (S,) share of the held-out digits recognised after the last epoch.
        distinct_units: (S,) hidden units that differ from every other by more than 1e-9 in some weight or the bias.
        unmoved_units: (S,) hidden units whose weights in and out and bias are what they were at the start.
        histories: the trainings themselves, one for each seed.
    """

    epochs: tuple[int, ...]
    losses: Array
    accuracies: Array
    distinct_units: Array
    unmoved_units: Array
    histories: tuple[TrainingHistory, ...] = ()

    @property
    def rises_by_seed(self) -> Array:
        """(S,) by how much the training loss rises in all within the first 20 epochs, in nats."""
        early = self.losses[:, [epoch <= EVERY_EPOCH_UNTIL for epoch in self.epochs]]
        rises: Array = np.maximum(np.diff(early, axis=1), 0).sum(axis=1)
        return rises

    @property
    def early_rises(self) -> float:
        """By how much the training loss rises in all within the first 20 epochs, mean over the seeds, in nats."""
        return float(self.rises_by_seed.mean())

    def epochs_until(self, loss: float) -> int | None:
        """The first measured epoch with a mean training loss below this; None if there is none."""
        below = np.flatnonzero(self.losses.mean(axis=0) < loss)
        return self.epochs[below[0]] if len(below) else None


def start_network(
    start: Start,
    activation: str,
    seed: int,
    widths: Sequence[int],
    dtype: type[np.floating[Any]] = np.float64,
) -> Network:
    """A network before its training: random; the same with weights zero; or with biases zero too."""
    network = Network.random(widths, activation, np.random.Generator(np.random.PCG64(seed)), dtype)
    if start != "random":
        for weights in network.weights:
            weights[...] = 0.0
    if start == "zero":
        for bias in network.biases:
            bias[...] = 0.0
    return network


class EqualUnits(Network):
    """A network with one hidden layer whose hidden units begin equal and stay so to the bit, as is proved of them.

    Of exact numbers all hidden units have the same derivatives. Those of floats differ in the last digit, as sums are
    formed in another order; here each unit gets the mean of all.
    """

    def gradients(self, x: Array, t: Array) -> Gradients:
        """Derivatives of the mean cross entropy, those of the hidden units equal; arguments as of ``Network``."""
        found = super().gradients(x, t)
        (into, out), (hidden, last) = found.weights, found.biases
        return Gradients([_mean_of(into, axis=1), _mean_of(out, axis=0)], [_mean_of(hidden, axis=0), last])


def _mean_of(values: Array, axis: int) -> Array:
    mean: Array = np.broadcast_to(values.mean(axis=axis, keepdims=True), values.shape)
    return mean


def train_from(
    start: Start,
    activation: str,
    settings: Settings,
    derivative_of: Activation | None = None,
    *,
    data: TrainTestData | None = None,
    kept: Collection[int] = (),
    equal: bool = False,
) -> StartRuns:
    """Train a network with one hidden layer for each seed.

    Args:
        start: how the network begins.
        activation: a name in ``ACTIVATIONS``.
        settings: how it is trained.
        derivative_of: another activation whose derivative the training uses, to see what a slip does.
        data: the images; the built-in digits if None. The network takes their type of float.
        kept: epochs after which a copy of each network is kept.
        equal: whether hidden units, all zero at the start, are kept equal to the bit.
    """
    data = digits() if data is None else data
    widths = (data.x_train.shape[1], settings.hidden, data.t_train.shape[1])
    histories, distinct, unmoved = [], [], []
    for seed in settings.seeds:
        network = start_network(start, activation, seed, widths, data.x_train.dtype.type)
        if derivative_of is not None:
            network.activation = derivative_of
        if equal:
            network = EqualUnits(network.weights, network.biases, network.activation)
        before = _hidden_units(network)
        history = train(
            network,
            data,
            epochs=settings.epochs,
            batch_size=settings.batch_size,
            learning_rate=settings.learning_rate,
            random=np.random.Generator(np.random.PCG64([seed, 1])),
            measured=settings.measured,
            kept=kept,
        )
        after = _hidden_units(network)
        histories.append(history)
        distinct.append(_count_distinct(after))
        unmoved.append(int((after == before).all(axis=1).sum()))
    return StartRuns(
        epochs=tuple(settings.measured),
        losses=np.array([history.train.losses for history in histories]),
        accuracies=np.array([1 - history.test.errors[-1] for history in histories]),
        distinct_units=np.array(distinct),
        unmoved_units=np.array(unmoved),
        histories=tuple(histories),
    )


def _hidden_units(network: Network) -> Array:
    """Weights in, bias and weights out of the hidden units, a row for each: (hidden, d_0 + 1 + K)."""
    return np.hstack([network.weights[0].T, network.biases[0][:, None], network.weights[1]])


def _count_distinct(units: Array) -> int:
    gaps = np.abs(units[:, None] - units[None]).max(axis=2)
    return len({tuple(np.flatnonzero(row < 1e-9)) for row in gaps})


@dataclass(frozen=True, eq=False)
class StartExperiment:
    """Networks from every start, with sigmoid and with ReLU.

    Args:
        settings: how they were trained.
        sigmoid: start → networks; with everything zero, their hidden units are kept equal, as is proved of them.
        relu: start → networks.
        rounded: sigmoid networks with everything zero in float32, where nothing keeps the hidden units equal.
    """

    settings: Settings
    sigmoid: Mapping[Start, StartRuns]
    relu: Mapping[Start, StartRuns]
    rounded: StartRuns

    @property
    def by_activation(self) -> dict[str, Mapping[Start, StartRuns]]:
        """Name of the activation → start → networks."""
        return {"sigmoid": self.sigmoid, "ReLU": self.relu}


def compare_starts(settings: Settings) -> StartExperiment:
    """Train networks from every start with both activations, on the built-in digits."""
    sigmoid, relu = (
        {
            start: train_from(start, name, settings, equal=name == "sigmoid" and start == "zero")
            for start in STARTS
        }
        for name in ("sigmoid", "relu")
    )
    single = to_matrices(built_in_digits(), np.float32)
    return StartExperiment(settings, sigmoid, relu, train_from("zero", "sigmoid", settings, data=single))


def train_with_mask(settings: Settings) -> StartRuns:
    """Train sigmoid networks from random weights with the derivative of a ReLU, report E's slip."""
    return train_from("random", "sigmoid", settings, MASK)
