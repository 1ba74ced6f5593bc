"""Agreement with the votes of FER+, and how well they predict labels."""

import dataclasses

import numpy as np
import pytest

from fer_lib.data import UNLABELLED, ImageDataset
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.label_noise.crowd import ceiling_from_votes, crowd_agreement, judged_by_both
from fer_lib.label_noise.reference import Reference
from fer_lib.metrics.predictions import Predictions
from fer_lib.proportion import Proportion
from tests.label_noise.made_up_labels import FLIPS, N, crowd_of, noisy_predictions, voted_faces


@pytest.fixture(scope="module")
def predictions() -> Predictions:
    """Out-of-fold predictions of 700 images, the labels of the first 40 flipped; the network is mostly right."""
    return noisy_predictions(sharpness=3)[0]


@pytest.fixture(scope="module")
def dataset(predictions: Predictions) -> ImageDataset:
    """The images with votes."""
    return voted_faces(predictions.labels)


@pytest.fixture(scope="module")
def crowd(dataset: ImageDataset) -> Reference:
    """What most people see."""
    return crowd_of(dataset)


def test_agreement_is_counted_by_class_over_images_with_a_majority(dataset, crowd):
    agreement = crowd_agreement(dataset, crowd)
    assert agreement.total == Proportion(600 - FLIPS, 600)
    assert agreement.undecided == 100
    for k, share in enumerate(agreement.by_class):
        labelled = dataset.labels[:600] == k
        assert share == Proportion(int((np.arange(600)[labelled] % 7 == k).sum()), int(labelled.sum()))
    unlabelled = dataclasses.replace(dataset, labels=np.full(N, UNLABELLED))
    assert crowd_agreement(unlabelled, crowd) is None


def test_the_same_answers_judged_twice(predictions, crowd):
    judged = judged_by_both(predictions, crowd)
    said, given = predictions.predicted[:600], predictions.labels[:600]
    assert judged.n == 600
    assert judged.first.successes == int((said == given).sum())
    assert judged.second.successes == int((said == np.arange(600) % 7).sum())


def test_votes_that_name_the_label_predict_it_and_votes_at_random_do_not():
    generator = np.random.default_rng(0)
    n = 210
    labels = np.arange(n) % 7
    images = np.zeros((n, 48, 48), np.uint8)
    # "The crowd" sees another class than the label, always the same one: votes still predict the label.
    telling = np.zeros((n, 10), np.uint8)
    telling[np.arange(n), (labels + 1) % 7] = 10
    known = ImageDataset(images, labels, np.zeros(n, np.uint8), CLASS_NAMES, votes=telling)
    assert ceiling_from_votes(known).share > 0.95
    silent = generator.multinomial(10, np.full(10, 0.1), n).astype(np.uint8)
    assert ceiling_from_votes(dataclasses.replace(known, votes=silent)).share < 0.35
    some = labels.copy()
    some[:50] = UNLABELLED
    assert ceiling_from_votes(dataclasses.replace(known, labels=some)).n == n - 50
