"""What chapter 15 computes: its trainings, their confusion matrices, and how much the error jitters."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fer_lib.chapters.backpropagation.zero_start import Start
from fer_lib.chapters.digits.experiments import Experiments, last_matrix, run_experiments
from fer_lib.chapters.digits.jitter import Jitter, late_jitter
from fer_lib.chapters.digits.seeds import Part, SeedAccuracies, accuracies_of
from fer_lib.data import ImageDataset
from fer_lib.data.digits import CLASS_NAMES
from fer_lib.editions import Edition
from fer_lib.editions.file import MAIN_DATA
from fer_lib.errors import UserError
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.scratch.activations import Array

DATA = "digits"
"""What an edition calls these data."""


@dataclass(frozen=True, eq=False)
class DigitAnalysis:
    """The digits and what was trained on them.

    Attributes:
        dataset: the digits.
        experiments: the trainings.
        reports: whether they are held against what report E prints.
    """

    dataset: ImageDataset
    experiments: Experiments
    reports: bool = True

    @property
    def same_digits(self) -> bool:
        """Whether the images are of the kind that the report used, so that its figures should come out."""
        return is_course_form(self.dataset)

    @property
    def n_train(self) -> int:
        """Number of training images."""
        return len(self.dataset.labelled_indices("train"))

    @property
    def n_test(self) -> int:
        """Number of test images."""
        return len(self.dataset.labelled_indices("test"))

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

    @property
    def start_of_sixty_units(self) -> Start:
        """From which start the network with 60 units is whose matrix is shown: the report shows that from zero weights."""
        return "zero weights" if self.reports else "random"

    @cached_property
    def matrix_sixty_units(self) -> ConfusionMatrix:
        """Test images, 60 units, seed 0."""
        return last_matrix(self.experiments.starts[self.start_of_sixty_units].histories[0].test)

    @cached_property
    def matrix_two_units(self) -> ConfusionMatrix:
        """Test images, two units, seed 0."""
        return last_matrix(self.experiments.two_units.histories[0].test)


def is_course_form(dataset: ImageDataset) -> bool:
    """Whether the digits are given in the course's form, as the report's were: ``train.npz``, 28×28 grey pixels."""
    form, source = (dataset.provenance.get(key, "") for key in ("form", "source"))
    return form == "npz" and source.startswith("train.npz") and dataset.shape.image == (1, 28, 28)


def read_digits(edition: Edition) -> ImageDataset | None:
    """The digits as the edition's runs on them saw them, or as their source divides them; None if it names none.

    Raises:
        UserError: if the edition's digits are not of ten classes, or no test images have labels.
    """
    if runs := edition.roles.digits:
        name = next(iter(runs.values()))[0]
        data, dataset = edition.data_of[name], edition.data(name)
    elif DATA in edition.sources:
        data, dataset = DATA, edition.undivided_data(DATA)
    else:
        return None
    if len(dataset.class_names) != len(CLASS_NAMES) or not len(dataset.labelled_indices("test")):
        place = "data" if data == MAIN_DATA else f"other_data: {data}"
        raise UserError(
            f"{edition.file}: {place}: these have {len(dataset.class_names)} classes and "
            f"{len(dataset.labelled_indices('test')):,} labelled test images; the chapter on digits needs images of "
            "the ten digits, some of them for the test"
        )
    return dataset


def analyse_digits(dataset: ImageDataset | None, reports: bool = True) -> DigitAnalysis | None:
    """Train every network of the chapter.

    Args:
        dataset: what ``read_digits`` gives.
        reports: also what report E's formulas say, taken at their word.

    Returns:
        What came of it; None without digits.
    """
    if dataset is None:
        return None
    return DigitAnalysis(dataset, run_experiments(dataset, as_written=reports), reports)
