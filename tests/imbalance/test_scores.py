"""Scores of unbalanced classes against scikit-learn's."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, balanced_accuracy_score, f1_score

from fer_lib.data.masks.dataset import RARE
from fer_lib.imbalance.ablation import MethodRuns
from fer_lib.imbalance.scores import average_precision, method_scores


def test_scores_are_scikit_learn_s():
    rng = np.random.default_rng(0)
    labels = np.arange(90) % 3
    probabilities = rng.dirichlet(np.ones(3), (1, 90)).astype(np.float32)
    probabilities[0, range(90), labels] += 0.2
    runs = MethodRuns(probabilities, np.zeros((1, 1), np.float32), np.zeros((1, 0), np.float32))
    scores, answers = method_scores(runs, labels), probabilities[0].argmax(1)
    assert scores.mean("macro_f1") == pytest.approx(f1_score(labels, answers, average="macro"))
    assert scores.mean("balanced_accuracy") == pytest.approx(balanced_accuracy_score(labels, answers))
    expected = average_precision_score(labels == RARE, probabilities[0, :, RARE])
    assert scores.mean("average_precision") == pytest.approx(expected)
    twice = average_precision(np.repeat(probabilities[0, :, RARE], 2), np.repeat(labels == RARE, 2))
    weighted = average_precision(probabilities[0, :, RARE], labels == RARE, np.full((1, 90), 2, np.float32))
    assert weighted == pytest.approx(expected)
    assert twice == pytest.approx(expected, abs=0.02)
    drawn = rng.integers(0, 3, (4, 90)).astype(np.float32)
    by_sklearn = [
        average_precision_score(labels == RARE, probabilities[0, :, RARE], sample_weight=w) for w in drawn
    ]
    assert average_precision(probabilities[0, :, RARE], labels == RARE, drawn) == pytest.approx(
        by_sklearn, rel=1e-5
    )
