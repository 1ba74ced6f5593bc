"""Scores of unbalanced classes against scikit-learn's."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, balanced_accuracy_score, f1_score

from fer_lib.chapters.masks.scores import method_scores
from fer_lib.data.mask_classes import FREQUENT, RARE


def test_scores_are_scikit_learn_s():
    rng = np.random.default_rng(0)
    labels = np.arange(90) % 3
    probabilities = rng.dirichlet(np.ones(3), (2, 90))
    probabilities[:, range(90), labels] += 0.2
    scores, answers = method_scores(probabilities, labels), probabilities.argmax(2)
    for name, of_seed in (
        ("macro_f1", lambda a: f1_score(labels, a, average="macro")),
        ("balanced_accuracy", lambda a: balanced_accuracy_score(labels, a)),
        ("accuracy", lambda a: np.mean(labels == a)),
        ("recall_worn", lambda a: np.mean(a[labels == FREQUENT] == FREQUENT)),
    ):
        assert scores.by_metric[name] == pytest.approx([of_seed(a) for a in answers])
    expected = np.mean([average_precision_score(labels == RARE, p[:, RARE]) for p in probabilities])
    assert scores.mean("average_precision") == pytest.approx(expected)
    share, (low, high) = scores.recall(RARE)
    assert share == pytest.approx(scores.mean("recall"))
    assert low < share < high
