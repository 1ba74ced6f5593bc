"""The chapter's experiments on few units and epochs."""

from dataclasses import replace

import numpy as np
import pytest

from fer_lib.chapters.backpropagation.zero_start import Settings
from fer_lib.chapters.digits.analysis import DigitAnalysis
from fer_lib.chapters.digits.experiments import Plan, run_experiments
from fer_lib.data.digits import built_in_digits


def short_plan():
    main = Settings(hidden=12, epochs=40, batch_size=120, learning_rate=0.3, seeds=(0, 1), every=1)
    return Plan(
        main,
        replace(main, every=10),
        replace(main, epochs=6, every=10),
        replace(main, hidden=2, epochs=20, every=10),
    )


@pytest.fixture(scope="session")
def dataset():
    return built_in_digits()


@pytest.fixture(scope="session")
def experiments(dataset):
    return run_experiments(dataset, short_plan())


@pytest.fixture(scope="session")
def other_digits(dataset, experiments):
    """Trained on other digits than the report's."""
    return DigitAnalysis(dataset, experiments)


@pytest.fixture(scope="session")
def without_reports(dataset, experiments):
    """Trained where no report is spoken of."""
    return DigitAnalysis(dataset, replace(experiments, as_written={}), reports=False)


@pytest.fixture(scope="session")
def same_digits(dataset, experiments):
    """The same, as if the digits were of the report's kind."""
    images = np.kron(dataset.images, np.ones((1, 4, 4), np.uint8))[:, 2:30, 2:30]
    provenance = {**dataset.provenance, "form": "npz", "source": "train.npz, test.npz"}
    return DigitAnalysis(replace(dataset, images=images, provenance=provenance), experiments)
