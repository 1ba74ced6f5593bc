import numpy as np
import pytest
from sklearn.metrics import f1_score

from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.metrics.per_class import class_scores
from fer_lib.metrics.predictions import Predictions
from fer_lib.proportion import Proportion

NAMES = ("happy", "sad", "fear")


def matrix(counts, names=NAMES):
    return ConfusionMatrix(np.array(counts), names)


def test_scores_by_hand():
    scores = class_scores(matrix([[6, 2, 0], [1, 3, 0], [1, 1, 0]])).scores
    assert [s.recall for s in scores] == [Proportion(6, 8), Proportion(3, 4), Proportion(0, 2)]
    assert [s.precision for s in scores] == [Proportion(6, 8), Proportion(3, 6), None]
    assert [s.f1 for s in scores] == pytest.approx([12 / 16, 6 / 10, 0])
    assert scores[2].f1_interval[0] == pytest.approx(0, abs=1e-12)


def test_a_class_without_images_and_answers_has_no_scores():
    scores = class_scores(matrix([[1, 0, 0], [1, 2, 0], [0, 0, 0]]))
    empty = scores.scores[2]
    assert (empty.recall, empty.precision, empty.f1, empty.f1_interval) == (None, None, None, None)
    assert scores.macro_f1 == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert scores.by_recall() == [0, 1]


@pytest.mark.parametrize("seed", range(5))
def test_macro_f1_is_that_of_scikit_learn_and_of_predictions(seed):
    generator = np.random.default_rng(seed)
    labels, logits = generator.integers(0, 3, 40), generator.normal(size=(40, 3)).astype(np.float32)
    predictions = Predictions(np.arange(40), labels, logits)
    counts = np.zeros((3, 3), int)
    np.add.at(counts, (labels, predictions.predicted), 1)
    scores = class_scores(matrix(counts))
    assert scores.macro_f1 == pytest.approx(f1_score(labels, predictions.predicted, average="macro"))
    assert scores.macro_f1 == pytest.approx(predictions.macro_f1)
    low, high = scores.macro_f1_interval
    assert low < scores.macro_f1 < high
    assert class_scores(matrix(counts)).macro_f1_interval == (low, high)


@pytest.mark.parametrize("truth", [[0.50, 0.10, 0.05, 0.35], [0.03, 0.03, 0.01, 0.93]])
def test_the_interval_of_f1_covers_it_at_the_stated_rate(truth):
    """Draws of n images from known shares of TP, FN, FP, TN."""
    tp, fn, fp, _ = truth
    f1 = 2 * tp / (2 * tp + fn + fp)
    draws = np.random.default_rng(0).multinomial(400, truth, 2000)
    covered = 0
    for hit, missed, false_alarm, rest in draws:
        low, high = (
            class_scores(matrix([[hit, missed], [false_alarm, rest]], ("a", "b"))).scores[0].f1_interval
        )
        covered += low <= f1 <= high
    # 95% of 2,000 within four standard errors, 0.5% each.
    assert 0.93 <= covered / 2000 <= 0.97


def test_the_bootstrap_interval_of_macro_f1_covers_it_at_about_the_stated_rate():
    truth = np.array([[0.30, 0.05, 0.05], [0.05, 0.25, 0.05], [0.05, 0.05, 0.15]])
    f1 = (2 * np.diag(truth) / (truth.sum(0) + truth.sum(1))).mean()
    covered = 0
    for draw in np.random.default_rng(1).multinomial(300, truth.ravel(), 300):
        low, high = class_scores(matrix(draw.reshape(3, 3))).macro_f1_interval
        covered += low <= f1 <= high
    assert 0.90 <= covered / 300 <= 0.99
