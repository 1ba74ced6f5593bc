"""The chapter's experiments on few units and epochs repeat themselves."""

from dataclasses import replace

import numpy as np
import pytest

from fer_lib.chapters.digits.experiments import Plan, last_matrix, moved_values, run_experiments, total_values
from tests.chapters.digits.conftest import short_plan


def test_plan_is_the_reports_and_follows_the_data(dataset):
    plan = Plan.for_data(dataset)
    assert (plan.main.hidden, plan.main.epochs, plan.main.batch_size) == (60, 500, 120)
    assert (plan.two_units.hidden, plan.two_units.epochs) == (2, 200)
    assert plan.main.measured == list(range(501))
    assert (len(plan.main.seeds), plan.main.learning_rate) == (5, 0.1)

    def of_so_many(n: int) -> Plan:
        zeros = np.zeros(n, np.int64)
        images = np.zeros((n, 28, 28), np.uint8)
        return Plan.for_data(replace(dataset, images=images, labels=zeros, split=zeros.astype(np.uint8)))

    assert (len(of_so_many(12_000).main.seeds), of_so_many(12_000).main.learning_rate) == (3, 0.03)
    assert len(of_so_many(60_000).main.seeds) == 2


def test_same_seeds_same_networks_to_the_bit(experiments, dataset):
    again = run_experiments(dataset, short_plan())
    for one, two in (
        *zip(experiments.main.histories, again.main.histories, strict=True),
        *zip(experiments.two_units.histories, again.two_units.histories, strict=True),
    ):
        assert np.array_equal(one.train.losses, two.train.losses)
        assert np.array_equal(one.test.predictions, two.test.predictions)
        last = max(one.networks)
        assert np.array_equal(one.networks[last].weights[0], two.networks[last].weights[0])
    first, second = experiments.main.histories
    assert not np.array_equal(first.train.losses, second.train.losses)


def test_what_the_report_writes_is_trained_only_where_it_is_asked_for(dataset):
    few = replace(short_plan().main, epochs=1, seeds=(0, 1))
    plan = Plan(few, few, few, replace(few, hidden=2))
    assert run_experiments(dataset, plan, as_written=False).as_written == {}


def test_random_weights_learn_and_all_zero_does_not(experiments):
    assert experiments.main.accuracies.min() > 0.9
    assert experiments.starts["zero"].accuracies.max() < 0.15
    assert experiments.main.histories[0].networks[0].weights[0].dtype == np.float32


def test_with_everything_zero_only_the_output_bias_moves_under_relu(experiments):
    (weights, biases), (out_weights, out_biases) = moved_values(experiments.starts["zero"])
    assert (weights.tolist(), biases.tolist(), out_weights.tolist()) == ([0, 0], [0, 0], [0, 0])
    assert out_biases.tolist() == [10, 10]
    (weights, biases), (out_weights, _) = moved_values(experiments.sigmoid_all_zero)
    assert weights.min() > 0
    assert (biases.tolist(), out_weights.tolist()) == ([12, 12], [120, 120])
    assert total_values(experiments.main) == 64 * 12 + 12 + 12 * 10 + 10


def test_with_everything_zero_the_answer_is_the_same_for_every_image(experiments):
    for history in experiments.starts["zero"].histories:
        assert all(len(np.unique(row)) == 1 for row in history.test.predictions)
        assert history.train.losses[-1] == pytest.approx(np.log(10), abs=0.02)


def test_relu_units_that_start_dead_stay_so(experiments):
    runs = experiments.starts["zero weights"]
    below = [int((h.networks[0].biases[0] < 0).sum()) for h in runs.histories]
    assert min(below) > 0
    assert runs.unmoved_units.tolist() == below


def test_best_rate_counts_for_what_is_written(experiments):
    for written, by_rate in experiments.as_written.items():
        assert list(by_rate) == [0.3, 0.9, 3.0]
        _, best = experiments.best_as_written(written)
        assert best.accuracies.mean() == max(runs.accuracies.mean() for runs in by_rate.values())


def test_matrix_is_that_of_the_last_epoch(experiments):
    history = experiments.main.histories[1]
    matrix = last_matrix(history.test)
    assert matrix.n == 450
    assert matrix.accuracy.share == pytest.approx(1 - history.test.errors[-1])
