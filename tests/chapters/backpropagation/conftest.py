"""Small networks that start at zero, for every test of chapter 13."""

import pytest

from fer_lib.chapters.backpropagation.zero_start import Settings, StartExperiment, compare_starts

SHORT = Settings(hidden=12, epochs=25, seeds=(0, 1))


@pytest.fixture(scope="package")
def experiment() -> StartExperiment:
    """Small networks from every start."""
    return compare_starts(SHORT)
