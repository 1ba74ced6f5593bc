import numpy as np
import pytest

from fer_lib.metrics.predictions import Predictions


def test_predictions_are_stable_for_large_logits():
    predictions = Predictions(np.arange(2), np.array([0, 1]), np.array([[1e4, 0], [0, 1e4]], np.float32))
    assert predictions.probabilities.tolist() == [[1, 0], [0, 1]]
    assert predictions.correct == 2
    assert predictions.cross_entropy == 0


def test_cross_entropy_of_equal_logits_is_the_logarithm_of_the_classes():
    predictions = Predictions(np.arange(5), np.arange(5), np.zeros((5, 7), np.float32))
    assert predictions.cross_entropy == pytest.approx(np.log(7))


def test_infinite_logits_have_no_probabilities():
    """Of a network that has run away: NaN, without a warning, so that a training can look for it."""
    logits = np.array([[np.inf, 0.0], [1.0, 2.0]], np.float32)
    predictions = Predictions(np.arange(2), np.array([0, 1]), logits)
    assert np.isnan(predictions.probabilities[0]).any()
    assert np.isnan(predictions.cross_entropy)
