import numpy as np
import pytest
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator

from fer_lib.chapters.errors.calibration import scaling_in_words
from fer_lib.metrics.calibration import fit_temperature, reliability, temperature_scaling
from fer_lib.metrics.predictions import Predictions
from fer_lib.proportion import Proportion


def known_logits(temperature, n=500):
    """Two classes whose probabilities are exactly right at a given temperature: 80% of 0.8, and 60% of 0.6."""
    logits, labels = [], []
    for p in (0.8, 0.6):
        log_odds = temperature * np.log(p / (1 - p))
        logits += [[log_odds, 0.0]] * n
        labels += [0] * round(p * n) + [1] * round((1 - p) * n)
    return np.array(logits), np.array(labels)


def drawn(n, temperature, classes=5, seed=0):
    """Labels drawn from softmax(z), and the logits z · T, which are then too large by T."""
    generator = np.random.default_rng(seed)
    true = generator.normal(scale=1.5, size=(n, classes))
    labels = (softmax(true, axis=1).cumsum(1) < generator.random((n, 1))).sum(1)
    return (true * temperature).astype(np.float32), labels


def predictions(n, temperature, seed=0):
    logits, labels = drawn(n, temperature, seed=seed)
    return Predictions(np.arange(n), labels, logits)


class Logits(ClassifierMixin, BaseEstimator):
    """scikit-learn's form of a network whose logits are given."""

    def __init__(self):
        self.classes_ = np.arange(5)

    def fit(self, features, labels):
        return self

    def decision_function(self, features):
        return features

    def predict(self, features):
        return features.argmax(1)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_temperature_of_known_logits(temperature):
    assert fit_temperature(*known_logits(temperature)) == pytest.approx(temperature, rel=1e-6)
    before = reliability(*known_logits(temperature))
    after = reliability(*known_logits(temperature), temperature)
    assert after.ece == pytest.approx(0, abs=1e-9)
    assert (before.ece > 0.05) == (temperature != 1)


def test_the_temperature_is_that_of_scikit_learn():
    logits, labels = drawn(2000, 2.2)
    model = CalibratedClassifierCV(FrozenEstimator(Logits()), method="temperature").fit(logits, labels)
    fitted = fit_temperature(logits, labels)
    assert softmax(logits / fitted, axis=1) == pytest.approx(model.predict_proba(logits), abs=2e-3)
    assert fitted == pytest.approx(2.2, rel=0.1)


def test_all_right_and_all_wrong_end_at_the_ends():
    logits = np.array([[3.0, 1.0], [0.5, 2.0]])
    assert fit_temperature(logits, np.array([0, 1])) == 0.01
    assert fit_temperature(logits, np.array([1, 0])) == 100


def test_the_cross_entropy_is_smallest_at_the_fitted_temperature():
    logits, labels = drawn(800, 1.7, seed=4)
    fitted = fit_temperature(logits, labels)
    best = reliability(logits, labels, fitted).cross_entropy
    assert all(reliability(logits, labels, fitted * x).cross_entropy > best for x in (0.9, 0.99, 1.01, 1.1))


def test_ece_by_hand():
    """Bin (0.6, 0.667]: two images, one right. Bin (0.867, 0.933]: two, both right."""
    p = np.array([0.65, 0.65, 0.9, 0.9])
    logits = np.column_stack([np.log(p), np.log(1 - p)])
    found = reliability(logits, np.array([0, 1, 0, 0]))
    assert found.ece == pytest.approx((2 * 0.15 + 2 * 0.1) / 4)
    assert [b.accuracy for b in found.filled_bins] == [Proportion(1, 2), Proportion(2, 2)]
    assert [b.confidence for b in found.filled_bins] == pytest.approx([0.65, 0.9])
    assert found.accuracy == Proportion(3, 4)


def test_a_confidence_on_an_edge_belongs_to_the_bin_below():
    p = np.array([0.8, 1.0 - 1e-17])
    with np.errstate(divide="ignore"):
        logits = np.maximum(np.log(np.column_stack([p, 1 - p])), -800)
    bins = reliability(logits, np.array([0, 0]), bins=5).filled_bins
    assert [b.high for b in bins] == pytest.approx([0.8, 1.0])


def test_permuting_the_classes_changes_nothing():
    logits, labels = drawn(300, 2.0)
    order = np.array([3, 1, 4, 0, 2])
    permuted = np.argsort(order)[labels]
    assert fit_temperature(logits[:, order], permuted) == pytest.approx(fit_temperature(logits, labels))
    assert reliability(logits[:, order], permuted).ece == pytest.approx(reliability(logits, labels).ece)


def test_huge_logits_do_not_overflow():
    logits = np.array([[1e4, 0.0], [0.0, 1e4], [1e4, 0.0]], np.float32)
    found = reliability(logits, np.array([0, 1, 1]))
    assert found.confidence.tolist() == [1, 1, 1]
    assert found.cross_entropy == pytest.approx(1e4 / 3)
    assert found.ece == pytest.approx(1 / 3)


def test_a_perfect_network_stays_below_the_95_percent_point_as_often_as_it_says():
    below = 0
    for seed in range(200):
        found = reliability(*drawn(300, 1.0, seed=seed))
        below += found.ece <= found.ece_by_chance[1]
    assert 0.90 <= below / 200 <= 0.99
    average = np.mean([reliability(*drawn(300, 1.0, seed=seed)).ece for seed in range(50)])
    assert reliability(*drawn(300, 1.0)).ece_by_chance[0] == pytest.approx(average, rel=0.15)


def test_the_temperature_is_fitted_on_validation_and_judged_on_test():
    validation, test = predictions(1500, 2.5), predictions(1000, 2.5, seed=1)
    found = temperature_scaling(validation, test)
    assert (found.judged_on, found.folds, found.after.n) == ("test", 0, 1000)
    assert found.temperature == fit_temperature(validation.logits, validation.labels)
    assert found.after.confidence == pytest.approx(
        softmax(test.logits.astype(float) / found.temperature, axis=1).max(1)
    )
    assert found.after.ece < found.before.ece / 3
    assert found.after.accuracy == found.before.accuracy
    text = scaling_in_words(found)
    assert "On the 1,000 test images, which neither trained the network nor fitted T" in text.en
    assert "it is too sure of itself" in text.en
    assert "this many images no longer reveal any miscalibration" in text.en
    assert f"T = {found.temperature:.2f}" in text.zh
    assert "過度自信" in text.zh


def test_without_a_test_set_each_fold_is_judged_with_the_temperature_of_the_others():
    validation = predictions(40, 2.5)
    found = temperature_scaling(validation, None, folds=4, seed=3)
    assert (found.judged_on, found.folds, found.after.n) == ("folds", 4, 40)
    fold = np.random.default_rng(3).permutation(40)[:10]
    rest = np.setdiff1d(np.arange(40), fold)
    of_the_rest = fit_temperature(validation.logits[rest], validation.labels[rest])
    expected = softmax(validation.logits[fold].astype(float) / of_the_rest, axis=1).max(1)
    assert found.after.confidence[fold] == pytest.approx(expected)
    assert of_the_rest != pytest.approx(found.temperature)
    assert "cut into 4 folds, each judged with the T of the other 3 folds" in scaling_in_words(found).en
    assert "4 折交叉驗證" in scaling_in_words(found).zh
