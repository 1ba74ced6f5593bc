"""Networks that start at zero: how they move, what they learn, and how two starts are compared."""

from dataclasses import replace

import numpy as np

from fer_lib.chapters.backpropagation.zero_start import (
    STARTS,
    Settings,
    StartRuns,
    digits,
    start_network,
    train_from,
    train_with_mask,
)
from fer_lib.scratch import ACTIVATIONS
from tests.chapters.backpropagation.conftest import SHORT


def test_same_seed_gives_the_same_run(experiment):
    again = train_from("random", "relu", SHORT)
    assert np.array_equal(again.losses, experiment.relu["random"].losses)


def test_starts_share_their_biases():
    random, zero_weights, zero = (start_network(s, "relu", 3, (4, 5, 2)) for s in STARTS)
    assert all(np.array_equal(*pair) for pair in zip(random.biases, zero_weights.biases, strict=True))
    assert all(not w.any() for n in (zero_weights, zero) for w in n.weights)
    assert not any(b.any() for b in zero.biases)
    assert all(value.any() for value in (*random.weights, *random.biases))


def test_all_zero_learns_as_proved(experiment):
    assert experiment.relu["zero"].unmoved_units.tolist() == [12, 12]
    assert (np.abs(experiment.relu["zero"].losses - np.log(10)) < 0.02).all()
    sigmoid_runs = experiment.sigmoid["zero"]
    assert sigmoid_runs.distinct_units.tolist() == [1, 1]
    assert sigmoid_runs.unmoved_units.tolist() == [0, 0]
    assert sigmoid_runs.losses[:, -1].max() < np.log(10) - 0.05


def test_units_are_kept_equal_to_the_bit_as_exact_numbers_would_keep_them(experiment):
    """And the mean of derivatives that are equal but for rounding changes nothing else."""
    (history,) = train_from("zero", "sigmoid", replace(SHORT, seeds=(0,)), kept=(25,), equal=True).histories
    network = history.networks[25]
    assert all(np.array_equal(column, network.weights[0][:, 0]) for column in network.weights[0].T)
    assert all(np.array_equal(row, network.weights[1][0]) for row in network.weights[1])
    short = replace(SHORT, seeds=(0,), epochs=5)
    kept, free = (train_from("zero", "sigmoid", short, equal=equal) for equal in (True, False))
    assert np.allclose(kept.losses, free.losses, rtol=1e-9)


def test_relu_units_with_negative_bias_do_not_move_from_zero_weights(experiment):
    below = [(start_network("zero weights", "relu", s, (64, 12, 10)).biases[0] < 0).sum() for s in (0, 1)]
    assert min(below) > 0
    assert experiment.relu["zero weights"].unmoved_units.tolist() == below


def test_random_start_learns(experiment):
    for runs in experiment.by_activation.values():
        assert runs["random"].accuracies.min() > 0.8
        assert runs["random"].distinct_units.tolist() == [12, 12]


def test_rises_and_first_epoch_below():
    losses = np.array([[2.0, 3.0, 1.0, 1.5], [2.0, 1.0, 2.0, 0.1]])
    result = StartRuns((0, 1, 20, 30), losses, np.ones(2), np.ones(2), np.ones(2))
    assert result.early_rises == 1.0  # the rise after epoch 20 does not count
    assert result.epochs_until(1.6) == 20
    assert result.epochs_until(0.5) is None


def test_measured_epochs():
    assert Settings(epochs=3).measured == [0, 1, 2, 3]
    assert Settings(epochs=45).measured == [*range(21), 30, 40, 45]


def test_digits_are_divided_without_overlap():
    data = digits()
    assert data.x_train.shape == (1347, 64)
    assert data.x_test.shape == (450, 64)
    assert data.x_train.min() == 0
    assert data.x_train.max() == 1
    assert not {row.tobytes() for row in data.x_train} & {row.tobytes() for row in data.x_test}


def test_the_mask_changes_the_training_and_not_the_start():
    brief = Settings(hidden=4, epochs=1, seeds=(0,))
    masked, right = train_with_mask(brief), train_from("random", "sigmoid", brief)
    assert masked.losses[0, 0] == right.losses[0, 0]
    assert masked.losses[0, -1] != right.losses[0, -1]
    explicit = train_from("random", "sigmoid", brief, ACTIVATIONS["sigmoid"])
    assert np.array_equal(explicit.losses, right.losses)
