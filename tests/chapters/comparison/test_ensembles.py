import numpy as np
import pytest

from fer_lib.chapters.compared_runs import SeedRuns
from fer_lib.chapters.comparison import ensemble_sentences
from fer_lib.chapters.comparison.ensembles import Ensemble, make_ensembles
from tests.chapters.compared_runs import N, compared_run, comparison_of


def test_ensemble_is_the_mean_of_probabilities():
    thirds = [[i for i in range(N) if i % 3 != k] for k in range(3)]
    group = SeedRuns(tuple(compared_run(f"run-{k}", right, seed=k) for k, right in enumerate(thirds)))
    ensemble = Ensemble(group)
    by_hand = sum(run.predictions.probabilities for run in group.runs) / 3
    assert ensemble.probabilities == pytest.approx(by_hand)
    assert ensemble.accuracy.share == 1.0  # of any three, two outvote the one that is wrong
    assert ensemble.gain == pytest.approx(1 - group.mean)
    low, high = ensemble.gain_interval
    assert (low, high) == pytest.approx((ensemble.gain, ensemble.gain))  # it is the same in every image
    assert ensemble.helps
    same = Ensemble(SeedRuns((compared_run("x", thirds[0]), compared_run("x", thirds[0], seed=0))))
    assert same.gain == 0
    assert same.gain_interval == (0, 0)
    assert not same.helps


def test_the_interval_of_the_gain_is_that_of_a_plain_bootstrap():
    ensemble = Ensemble(SeedRuns((compared_run("x", 0.7), compared_run("x", 0.6, seed=1))))
    generator = np.random.default_rng(0)
    means = [ensemble.gains[generator.integers(0, N, N)].mean() for _ in range(4000)]
    assert ensemble.gain_interval == pytest.approx(np.quantile(means, [0.025, 0.975]), abs=0.006)


def test_no_ensemble_across_different_images():
    comparison = comparison_of(
        compared_run("x-s0", 0.5, split="stratified"),
        compared_run("x-s1", 0.6, seed=1, split="stratified", first_index=9),
    )
    assert make_ensembles(comparison) == ()
    told = ensemble_sentences.no_ensemble(comparison, "reports/mine/edition.yaml")
    assert "No ensemble can be judged of `x`" in told.en
    assert "`x`" in told.zh
