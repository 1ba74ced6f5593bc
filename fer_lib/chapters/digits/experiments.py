"""Report E's experiments on its digits, all with the network from scratch in float32."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from fer_lib.chapters.backpropagation.zero_start import Settings, Start, StartRuns, train_from
from fer_lib.chapters.digits.report_e import BATCH_SIZE, EPOCHS, HIDDEN, TWO_UNITS_EPOCHS
from fer_lib.data import ImageDataset
from fer_lib.data.digits import CLASS_NAMES
from fer_lib.data.matrices import to_matrices
from fer_lib.metrics.confusion import ConfusionMatrix, confusion_matrix
from fer_lib.scratch.activations import ACTIVATIONS, Activation, Array
from fer_lib.scratch.training import PartHistory

ACTIVATION = "relu"
# The report names no rate. With the first its accuracies come out on digits of its kind, and with 0.02 and 0.05 as
# well; there an epoch has 100 steps. An epoch of the built-in digits has 12, and at that rate the network would not
# have finished learning.
LEARNING_RATE, LEARNING_RATE_FEW_STEPS, FEW_STEPS = 0.03, 0.1, 50
RATE_FACTORS = (1, 3, 10)
"""The rates that other activations may choose from, as multiples of the first: the best counts."""
# Training images × pixels, which an epoch's time is proportional to: the built-in digits have 8.6e4, the course's
# 9.4e6, MNIST 4.7e7.
SMALL_WORK, LARGE_WORK = 1e6, 2e7
SEEDS_SMALL, SEEDS_MIDDLE, SEEDS_LARGE = 5, 3, 2
ALL_ZERO_EPOCHS = 50

Written = Literal["sigmoid", "sigmoid, mask"]
MASK = Activation(ACTIVATIONS["sigmoid"].function, lambda z, a: (a > 0).astype(z.dtype))
"""What the report writes: forward a sigmoid, backward the 0/1 mask of a ReLU."""


@dataclass(frozen=True)
class Plan:
    """How much is trained.

    Attributes:
        main: the network with 60 hidden units from random weights, measured after each epoch.
        zero_weights: the same from zero weights with random biases, measured less often.
        all_zero: the same with zero biases as well. What it does is proved in the chapter on backpropagation, so a
            few epochs will do.
        two_units: the network with two hidden units.
    """

    main: Settings
    zero_weights: Settings
    all_zero: Settings
    two_units: Settings

    @classmethod
    def for_data(cls, dataset: ImageDataset) -> "Plan":
        """The report's epochs and batch size always; five seeds up to 10⁶ pixels, three up to 2·10⁷, else two."""
        images = len(dataset.labelled_indices("train"))
        work = images * dataset.images[0].size
        seeds = SEEDS_SMALL if work <= SMALL_WORK else SEEDS_MIDDLE if work <= LARGE_WORK else SEEDS_LARGE
        few = images < FEW_STEPS * BATCH_SIZE
        rate = LEARNING_RATE_FEW_STEPS if few else LEARNING_RATE
        main = Settings(HIDDEN, EPOCHS, BATCH_SIZE, rate, tuple(range(seeds)), every=1)
        return cls(
            main=main,
            zero_weights=replace(main, every=10),
            all_zero=replace(main, every=10, epochs=ALL_ZERO_EPOCHS),
            two_units=replace(main, every=10, hidden=2, epochs=TWO_UNITS_EPOCHS),
        )


@dataclass(frozen=True, eq=False)
class Experiments:
    """All trainings of the chapter.

    Attributes:
        plan: how they were trained.
        starts: 60 ReLU units from each start, one network a seed.
        sigmoid_all_zero: 60 sigmoid units with everything zero.
        two_units: two ReLU units from random weights; the networks of the first and the last epoch are kept.
        as_written: two units with what the report's formulas say, two seeds: each at every rate of ``RATE_FACTORS``;
            empty where no report is spoken of.
    """

    plan: Plan
    starts: Mapping[Start, StartRuns]
    sigmoid_all_zero: StartRuns
    two_units: StartRuns
    as_written: Mapping[Written, Mapping[float, StartRuns]]

    @property
    def main(self) -> StartRuns:
        """60 ReLU units from random weights."""
        return self.starts["random"]

    def best_as_written(self, written: Written) -> tuple[float, StartRuns]:
        """The rate with the best mean test accuracy, and its runs."""
        return max(self.as_written[written].items(), key=lambda item: float(item[1].accuracies.mean()))


def run_experiments(
    dataset: ImageDataset, plan: Plan | None = None, *, as_written: bool = True
) -> Experiments:
    """Train every network.

    Args:
        dataset: the digits.
        plan: how much; ``Plan.for_data`` if None.
        as_written: also what the report's formulas say.
    """
    plan = plan or Plan.for_data(dataset)
    data = to_matrices(dataset)
    by_start: dict[Start, Settings] = {
        "random": plan.main,
        "zero weights": plan.zero_weights,
        "zero": plan.all_zero,
    }
    short = replace(plan.two_units, seeds=plan.two_units.seeds[:2], every=plan.two_units.epochs)
    rates = [round(factor * short.learning_rate, 9) for factor in RATE_FACTORS]
    derivatives: dict[Written, Activation | None] = (
        {"sigmoid": None, "sigmoid, mask": MASK} if as_written else {}
    )
    return Experiments(
        plan,
        {
            start: train_from(start, ACTIVATION, settings, data=data, kept=(0, settings.epochs))
            for start, settings in by_start.items()
        },
        train_from("zero", "sigmoid", plan.all_zero, data=data, kept=(0, plan.all_zero.epochs)),
        train_from("random", ACTIVATION, plan.two_units, data=data, kept=(1, plan.two_units.epochs)),
        {
            written: {
                rate: train_from(
                    "random", "sigmoid", replace(short, learning_rate=rate), derivative, data=data
                )
                for rate in rates
            }
            for written, derivative in derivatives.items()
        },
    )


def last_matrix(part: PartHistory) -> ConfusionMatrix:
    """The confusion matrix after the last measured epoch."""
    return confusion_matrix(part.labels, part.predictions[-1], CLASS_NAMES)


def moved_values(runs: StartRuns) -> list[tuple[Array, Array]]:
    """For each layer, for each seed: how many of its weights, and of its biases, are not what they were at the start.

    Args:
        runs: trainings of which the first and the last network were kept.

    Returns:
        One pair a layer: integers (S,) for the weights and (S,) for the biases.
    """
    networks = [(h.networks[min(h.networks)], h.networks[max(h.networks)]) for h in runs.histories]
    return [
        (
            np.array([np.count_nonzero(a.weights[k] != b.weights[k]) for a, b in networks]),
            np.array([np.count_nonzero(a.biases[k] != b.biases[k]) for a, b in networks]),
        )
        for k in range(len(networks[0][0].weights))
    ]


def total_values(runs: StartRuns) -> int:
    """How many weights and biases one of the networks has."""
    network = next(iter(runs.histories[0].networks.values()))
    return sum(value.size for value in (*network.weights, *network.biases))
