"""The ablation on a toy problem: every method learns, and repeats itself."""

import numpy as np
import pytest

from fer_lib.data.masks.dataset import RARE
from fer_lib.imbalance.ablation import run_ablation, run_folds
from fer_lib.imbalance.methods import METHODS
from fer_lib.imbalance.scores import method_scores
from tests.imbalance.toy_runs import BUDGET, toy_data, toy_runs


def test_every_method_learns_the_toy_problem():
    assert list(toy_runs().by_method) == [method.name for method in METHODS]
    for name, of_method in toy_runs().by_method.items():
        assert of_method.losses[:, -1].mean() < 0.7 * of_method.losses[:, 0].mean(), name
        assert method_scores(of_method, toy_runs().labels).mean("accuracy") >= 0.9, name
    assert method_scores(toy_runs().by_method["balanced"], toy_runs().labels).recall(RARE)[0] == 1


def test_trainings_repeat_to_the_bit():
    again = run_ablation(toy_data(), BUDGET, [m for m in METHODS if m.name == "focal"])
    assert np.array_equal(again.by_method["focal"].probabilities, toy_runs().by_method["focal"].probabilities)
    assert not np.array_equal(*toy_runs().by_method["focal"].probabilities)  # the seeds differ


def test_cross_validation_asks_about_every_image_once():
    folds = run_folds(toy_data(), BUDGET, [m for m in METHODS if m.name == "balanced"])
    probabilities = folds.by_method["balanced"].probabilities
    assert probabilities.shape == (1, len(toy_data()), 3)
    assert probabilities.sum(-1) == pytest.approx(1, abs=1e-5)
    assert method_scores(folds.by_method["balanced"], folds.labels).mean("accuracy") >= 0.9
