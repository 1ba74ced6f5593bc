"""AUROC and precision of a ranking against labels that are known to be wrong."""

import numpy as np
import pytest

from fer_lib.label_noise.detection import Detection, detect
from fer_lib.label_noise.ranking import rank_labels
from fer_lib.proportion import Proportion
from tests.label_noise.made_up_labels import noisy_predictions, predictions_of


def test_auroc_is_the_share_of_pairs_in_the_right_order():
    quality = np.array([0.1, 0.4, 0.2, 0.9, 0.4])
    wrong = np.array([True, True, False, False, False])
    detection = Detection(quality, wrong, np.argsort(quality, kind="stable"))
    # pairs (wrong, right): 0.1 is below all three; 0.4 is below 0.9, equal to 0.4, above 0.2
    assert detection.auroc == pytest.approx((3 + 1 + 0.5) / 6)
    assert detection.precision(1) == Proportion(1, 1)
    assert detection.precision(3) == Proportion(2, 3)
    assert detection.precision(99) == Proportion(2, 5)
    assert detection.base_rate == Proportion(2, 5)
    assert detection.found.tolist() == [1, 1, 2, 2, 2]


def test_auroc_agrees_with_scikit_learn():
    from sklearn.metrics import roc_auc_score

    predictions, truth = noisy_predictions(sharpness=1.5)
    wrong = predictions.labels != truth
    detection = detect(rank_labels(predictions), wrong, np.ones(len(wrong), np.bool_))
    assert detection is not None
    assert detection.auroc == pytest.approx(roc_auc_score(wrong, -rank_labels(predictions).quality))
    low, high = detection.auroc_interval
    assert low < detection.auroc < high


def test_the_interval_of_auroc_covers_at_its_rate():
    """Normal scores one standard deviation apart have AUROC Φ(1/√2); 95 % intervals hold it about that often."""
    from scipy.stats import norm

    generator = np.random.default_rng(0)
    wrong = np.arange(300) < 40
    true, trials, covered = norm.cdf(1 / np.sqrt(2)), 200, 0
    for _ in range(trials):
        quality = generator.normal(np.where(wrong, -1.0, 0.0))
        low, high = Detection(quality, wrong, np.argsort(quality)).auroc_interval
        covered += low <= true <= high
    assert 0.9 <= covered / trials <= 0.99


@pytest.mark.parametrize("sign", [1, -1])
def test_a_ranking_without_a_mistake_has_an_interval_all_the_same(sign):
    quality = sign * np.arange(30.0)
    detection = Detection(quality, np.arange(30) < 10, np.argsort(quality))
    assert detection.auroc == (1.0 if sign == 1 else 0.0)
    low, high = detection.auroc_interval
    ten_of_ten = Proportion(10, 10).wilson_interval
    assert (low, high) == (ten_of_ten if sign == 1 else pytest.approx((0.0, 1 - ten_of_ten[0])))


def test_nothing_to_tell_apart_is_no_detection():
    ranking = rank_labels(predictions_of(np.full((4, 7), 1 / 7), [0, 1, 2, 3]))
    known, none = np.ones(4, np.bool_), np.zeros(4, np.bool_)
    assert detect(ranking, none, known) is None
    assert detect(ranking, known, known) is None
    assert detect(ranking, known, none) is None
    some = np.array([True, False, False, True])
    assert detect(ranking, some, np.array([True, True, True, False])).base_rate == Proportion(1, 3)
