"""How much an error jumps from epoch to epoch, late in a training, and whether it is only for want of images."""

from dataclasses import dataclass

import numpy as np

from fer_lib.metrics.paired_difference import PairedDifference, paired_difference
from fer_lib.scratch.activations import Array
from fer_lib.scratch.training import TrainingHistory

LATE_EPOCHS = 100


@dataclass(frozen=True)
class Jitter:
    """Standard deviations of the change of the error from one epoch to the next, over the last epochs.

    Attributes:
        epochs: how many of the last epochs.
        n_train: training images.
        n_test: test images.
        train: (S,) of the training error, as a share; one for each seed.
        train_part: (S,) of the error on as many training images as there are test images, drawn at random.
        test: (S,) of the test error.
    """

    epochs: int
    n_train: int
    n_test: int
    train: Array
    train_part: Array
    test: Array

    @property
    def beyond_training(self) -> PairedDifference:
        """Test less training, seed by seed."""
        return paired_difference(self.test, self.train)

    @property
    def beyond_as_many(self) -> PairedDifference:
        """Test less as many training images, seed by seed."""
        return paired_difference(self.test, self.train_part)


def late_jitter(histories: tuple[TrainingHistory, ...], epochs: int = LATE_EPOCHS) -> Jitter:
    """Measure it.

    Args:
        histories: of networks that differ in the seed, measured after every epoch.
        epochs: how many of the last epochs; fewer if the training was shorter.
    """
    n_train, n_test = (len(part.labels) for part in (histories[0].train, histories[0].test))
    epochs = min(epochs, len(histories[0].epochs) - 1)
    random = np.random.Generator(np.random.PCG64(0))
    chosen = random.permutation(n_train)[:n_test]

    def measure(wrong: Array) -> float:
        return float(np.diff(wrong[-epochs - 1 :].mean(axis=1)).std())

    return Jitter(
        epochs,
        n_train,
        n_test,
        np.array([measure(history.train.wrong) for history in histories]),
        np.array([measure(history.train.wrong[:, chosen]) for history in histories]),
        np.array([measure(history.test.wrong) for history in histories]),
    )
