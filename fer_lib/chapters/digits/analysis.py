"""What chapter 15 computes: its trainings, their confusion matrices, and how much the error jitters."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fer_lib.chapters.digits.experiments import Experiments, last_matrix, run_experiments
from fer_lib.chapters.digits.jitter import Jitter, late_jitter
from fer_lib.chapters.digits.seeds import Part, SeedAccuracies, accuracies_of
from fer_lib.data.digits import DigitDataset
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.scratch.activations import Array


@dataclass(frozen=True, eq=False)
class DigitAnalysis:
    """The digits and what was trained on them.

    Attributes:
        dataset: the digits.
        experiments: the trainings.
    """

    dataset: DigitDataset
    experiments: Experiments

    @property
    def same_digits(self) -> bool:
        """Whether the images are of the kind that the report used, so that its figures should come out."""
        return is_course_form(self.dataset)

    @property
    def n_train(self) -> int:
        """Number of training images."""
        return len(self.dataset.train_images)

    @property
    def n_test(self) -> int:
        """Number of test images."""
        return len(self.dataset.test_images)

    @property
    def seeds(self) -> int:
        """Networks of each kind."""
        return len(self.experiments.plan.main.seeds)

    @cached_property
    def jitter(self) -> Jitter:
        """Of the network from random weights."""
        return late_jitter(self.experiments.main.histories)

    def accuracies(self, part: Part) -> SeedAccuracies:
        """Of the network from random weights, after the last epoch."""
        return accuracies_of(self.experiments.main, part)

    @property
    def mean_test_losses(self) -> Array:
        """(E,) test loss of the network from random weights after each epoch, mean over the seeds."""
        losses: Array = np.mean([history.test.losses for history in self.experiments.main.histories], axis=0)
        return losses

    @cached_property
    def matrix_sixty_units(self) -> ConfusionMatrix:
        """Test images, 60 units from zero weights, seed 0: the report's experiment."""
        return last_matrix(self.experiments.starts["zero weights"].histories[0].test)

    @cached_property
    def matrix_two_units(self) -> ConfusionMatrix:
        """Test images, two units, seed 0."""
        return last_matrix(self.experiments.two_units.histories[0].test)


def is_course_form(dataset: DigitDataset) -> bool:
    """Whether the digits are given in the course's form, as the report's were."""
    return dataset.form == "npz"


def analyse_digits(dataset: DigitDataset) -> DigitAnalysis:
    """Train every network of the chapter."""
    return DigitAnalysis(dataset, run_experiments(dataset))
