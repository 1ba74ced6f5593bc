"""Predictions, votes and faces that the tests of chapter 6 share."""

import numpy as np
import pytest

from fer_lib.data import ImageDataset
from fer_lib.label_noise.reference import Reference
from fer_lib.metrics.predictions import Predictions
from tests.label_noise.made_up_labels import N, crowd_of, noisy_predictions, voted_faces


@pytest.fixture(scope="package")
def predictions() -> Predictions:
    """Out-of-fold predictions of 700 images, the labels of the first 40 flipped; the network is mostly right."""
    return noisy_predictions(sharpness=3)[0]


@pytest.fixture(scope="package")
def dataset(predictions: Predictions) -> ImageDataset:
    """The images with votes."""
    return voted_faces(predictions.labels)


@pytest.fixture(scope="package")
def crowd(dataset: ImageDataset) -> Reference:
    """What most people see."""
    return crowd_of(dataset)


@pytest.fixture(scope="package")
def truth() -> Reference:
    """What a program drew."""
    return Reference("truth", np.arange(N) % 7)
