"""The chapter's experiments on few units and epochs."""

from dataclasses import replace

import pytest

from fer_lib.chapters.backpropagation.zero_start import Settings
from fer_lib.chapters.digits.analysis import DigitAnalysis
from fer_lib.chapters.digits.experiments import Plan, run_experiments
from fer_lib.data.digits import load


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
    return load("built-in")


@pytest.fixture(scope="session")
def experiments(dataset):
    return run_experiments(dataset, short_plan())


@pytest.fixture(scope="session")
def other_digits(dataset, experiments):
    """Trained on other digits than the report's."""
    return DigitAnalysis(dataset, experiments)


@pytest.fixture(scope="session")
def same_digits(dataset, experiments):
    """The same, as if the digits were of the report's kind."""
    return DigitAnalysis(replace(dataset, form="npz", files=("train.npz", "test.npz")), experiments)
