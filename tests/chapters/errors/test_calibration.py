import numpy as np
import pytest
from scipy.special import softmax

from fer_lib.chapters.errors.calibration import scaling_in_words
from fer_lib.metrics.calibration import temperature_scaling
from fer_lib.metrics.predictions import Predictions


def drawn(n, temperature, classes=5, seed=0):
    """Labels drawn from softmax(z), and the logits z · T, which are then too large by T."""
    generator = np.random.default_rng(seed)
    true = generator.normal(scale=1.5, size=(n, classes))
    labels = (softmax(true, axis=1).cumsum(1) < generator.random((n, 1))).sum(1)
    return (true * temperature).astype(np.float32), labels


def predictions(n, temperature, seed=0):
    logits, labels = drawn(n, temperature, seed=seed)
    return Predictions(np.arange(n), labels, logits)


@pytest.mark.parametrize(("temperature", "words"), [(0.3, "it is not sure enough"), (1.0, "which agrees")])
def test_the_sentence_says_how_the_network_errs(temperature, words):
    validation = predictions(3000, temperature)
    assert (
        words in scaling_in_words(temperature_scaling(validation, predictions(2000, temperature, seed=5))).en
    )
