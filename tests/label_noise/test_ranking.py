"""Label quality scores and the marks of confident learning."""

import numpy as np
import pytest

from fer_lib.label_noise.ranking import SCORES, marked_by_confident_learning, rank_labels
from tests.label_noise.made_up_labels import noisy_predictions, predictions_of


def test_scores_are_those_of_their_definitions():
    p = np.array([[0.7, 0.2, 0.02, 0.02, 0.02, 0.02, 0.02], [0.05, 0.9, 0.01, 0.01, 0.01, 0.01, 0.01]])
    predictions = predictions_of(p, [0, 0])
    assert rank_labels(predictions).quality == pytest.approx([0.7, 0.05], abs=1e-6)
    assert rank_labels(predictions, "normalized_margin").quality == pytest.approx(
        [(0.7 - 0.2 + 1) / 2, (0.05 - 0.9 + 1) / 2], abs=1e-6
    )
    entropy = rank_labels(predictions, "confidence_weighted_entropy").quality
    assert entropy[1] < entropy[0]
    for score in SCORES:
        assert rank_labels(predictions, score).order.tolist() == [1, 0]


def test_equal_scores_keep_the_order_of_the_data():
    predictions = predictions_of(np.full((5, 7), 1 / 7), [3, 1, 0, 2, 6])
    ranking = rank_labels(predictions)
    assert ranking.order.tolist() == [0, 1, 2, 3, 4]
    assert ranking.first(2).tolist() == [0, 1]
    assert len(ranking.first(99)) == 5


def test_confident_learning_marks_flips_and_leaves_what_fits():
    predictions, truth = noisy_predictions(sharpness=9.0)
    marked = marked_by_confident_learning(predictions)
    wrong = predictions.labels != truth
    assert marked[wrong].mean() > 0.8
    assert marked[~wrong].mean() < 0.02


def test_confident_learning_with_missing_classes():
    probabilities = np.full((8, 7), 0.02)
    probabilities[np.arange(8), [2, 2, 2, 2, 5, 5, 5, 2]] = 0.88
    predictions = predictions_of(probabilities, [2, 2, 2, 2, 5, 5, 5, 5])
    assert np.flatnonzero(marked_by_confident_learning(predictions)).tolist() == [7]
    assert not marked_by_confident_learning(predictions_of(probabilities, [2] * 8)).any()
