"""The network from scratch against torch, and what it learns from which start."""

import numpy as np
import pytest
import torch

from fer_lib.chapters.backpropagation.zero_start import (
    STARTS,
    Settings,
    StartRuns,
    describe_beginning,
    describe_end,
    digits,
    paired_difference,
    start_network,
    train_from,
)
from fer_lib.chapters.backpropagation.zero_start_figure import START_NAMES, StartCurves, plot_starts
from fer_lib.language import LANGUAGES
from fer_lib.plots.style import figure_style
from fer_lib.proofs.backpropagation.slips import TORCH_ACTIVATIONS, autograd, difference
from fer_lib.scratch import ACTIVATIONS, Network, softmax, train_epoch
from fer_lib.scratch.activations import sigmoid, softplus
from fer_lib.scratch.network import log_softmax


@pytest.fixture
def random():
    return np.random.Generator(np.random.PCG64(7))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_and_derivative_are_torchs(name, random):
    z = torch.tensor(3 * random.standard_normal(50), requires_grad=True)
    a = TORCH_ACTIVATIONS[name](z)
    (slope,) = torch.autograd.grad(a.sum(), z)
    values = z.detach().numpy()
    found = ACTIVATIONS[name].function(values)
    np.testing.assert_allclose(found, a.detach().numpy(), atol=1e-14)
    np.testing.assert_allclose(ACTIVATIONS[name].derivative(values, found), slope.numpy(), atol=1e-14)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("widths", [(3, 4), (5, 7, 3), (4, 6, 2, 5, 3)])
def test_gradients_are_torchs(name, widths, random):
    network = Network.random(widths, name, random)
    x, t = random.standard_normal((8, widths[0])), random.dirichlet(np.ones(widths[-1]), 8)
    assert difference(network.gradients(x, t), autograd(network, name, x, t)) < 1e-12


def test_loss_and_prediction_are_torchs(random):
    network = Network.random((4, 5, 3), "tanh", random)
    x, t = random.standard_normal((9, 4)), random.dirichlet(np.ones(3), 9)
    z = network.forward(x)[0][-1]
    expected = torch.nn.functional.cross_entropy(torch.tensor(z), torch.tensor(t)).item()
    assert network.loss(x, t) == pytest.approx(expected, abs=1e-12)
    assert network.predict(x).tolist() == torch.tensor(z).argmax(dim=1).tolist()


def test_softmax_and_activations_stand_large_numbers():
    z = np.array([[1e4, 0.0, -1e4]])
    assert softmax(z).tolist() == [[1.0, 0.0, 0.0]]
    assert log_softmax(z).tolist() == [[0.0, -1e4, -2e4]]
    assert sigmoid(z).tolist() == [[1.0, 0.5, 0.0]]
    assert softplus(z)[0, 0] == 1e4


def test_step_goes_against_the_gradient(random):
    network = Network.random((4, 5, 3), "sigmoid", random)
    x, t = random.standard_normal((9, 4)), np.eye(3)[random.integers(0, 3, 9)]
    before = network.loss(x, t)
    network.step(network.gradients(x, t), 0.1)
    assert network.loss(x, t) < before


def test_epoch_shows_every_image_once(random):
    class Recorder(Network):
        def gradients(self, x, t):
            seen.extend(x[:, 0].tolist())
            sizes.append(len(x))
            return super().gradients(x, t)

    seen, sizes = [], []
    network = Network.random((1, 2), "relu", random)
    recorder = Recorder(network.weights, network.biases, network.activation)
    train_epoch(recorder, np.arange(10.0)[:, None], np.eye(2)[np.arange(10) % 2], 4, 0.1, random)
    assert sorted(seen) == list(range(10))
    assert seen != sorted(seen)
    assert sizes == [4, 4, 2]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_dtype_is_kept(dtype, name, random):
    network = Network.random((3, 4, 2), name, random, dtype)
    gradients = network.gradients(np.ones((2, 3), dtype), np.eye(2, dtype=dtype))
    assert {value.dtype for value in (*gradients.weights, *gradients.biases)} == {np.dtype(dtype)}


def test_xor_is_learned(random):
    x, t = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.eye(2)[[0, 1, 1, 0]]
    network = Network.random((2, 8, 2), "tanh", random)
    for _ in range(500):
        network.step(network.gradients(x, t), 0.5)
    assert network.predict(x).tolist() == [0, 1, 1, 0]


SHORT = Settings(hidden=12, epochs=25, seeds=(0, 1))


@pytest.fixture(scope="module")
def runs():
    return {(a, s): train_from(s, a, SHORT) for a in ("sigmoid", "relu") for s in STARTS}


def test_same_seed_gives_the_same_run(runs):
    again = train_from("random", "relu", SHORT)
    assert np.array_equal(again.losses, runs["relu", "random"].losses)


def test_starts_share_their_biases():
    random, zero_weights, zero = (start_network(s, "relu", 3, (4, 5, 2)) for s in STARTS)
    assert all(np.array_equal(*pair) for pair in zip(random.biases, zero_weights.biases, strict=True))
    assert all(not w.any() for n in (zero_weights, zero) for w in n.weights)
    assert not any(b.any() for b in zero.biases)
    assert all(value.any() for value in (*random.weights, *random.biases))


def test_all_zero_learns_as_proved(runs):
    assert runs["relu", "zero"].unmoved_units.tolist() == [12, 12]
    assert (np.abs(runs["relu", "zero"].losses - np.log(10)) < 0.02).all()
    sigmoid_runs = runs["sigmoid", "zero"]
    assert sigmoid_runs.distinct_units.tolist() == [1, 1]
    assert sigmoid_runs.unmoved_units.tolist() == [0, 0]
    assert sigmoid_runs.losses[:, -1].max() < np.log(10) - 0.05


def test_relu_units_with_negative_bias_do_not_move_from_zero_weights(runs):
    below = [(start_network("zero weights", "relu", s, (64, 12, 10)).biases[0] < 0).sum() for s in (0, 1)]
    assert min(below) > 0
    assert runs["relu", "zero weights"].unmoved_units.tolist() == below


def test_random_start_learns(runs):
    for activation in ("sigmoid", "relu"):
        assert runs[activation, "random"].accuracies.min() > 0.8
        assert runs[activation, "random"].distinct_units.tolist() == [12, 12]


def test_rises_and_first_epoch_below():
    losses = np.array([[2.0, 3.0, 1.0, 1.5], [2.0, 1.0, 2.0, 0.1]])
    result = StartRuns((0, 1, 20, 30), losses, np.ones(2), np.ones(2), np.ones(2))
    assert result.early_rises == 1.0  # the rise after epoch 20 does not count
    assert result.epochs_until(1.6) == 20
    assert result.epochs_until(0.5) is None


def test_measured_epochs():
    assert Settings(epochs=3).measured == [0, 1, 2, 3]
    assert Settings(epochs=45).measured == [*range(21), 30, 40, 45]


def test_paired_difference_is_the_t_interval():
    first, second = np.array([0.9, 0.92, 0.95]), np.array([0.8, 0.85, 0.83])
    found = paired_difference(first, second)
    # t(0.975, 2) = 4.302653; standard error of (0.10, 0.07, 0.12) is 0.0145297.
    assert found.mean == pytest.approx(0.0966667, abs=1e-6)
    assert found.high - found.mean == pytest.approx(4.302653 * 0.0145297, abs=1e-5)
    assert not found.includes_zero
    assert paired_difference(second, first).high < 0
    assert paired_difference(first, first).includes_zero


def test_digits_are_divided_without_overlap():
    data = digits()
    assert data.x_train.shape == (1347, 64)
    assert data.x_test.shape == (450, 64)
    assert data.x_train.min() == 0
    assert data.x_train.max() == 1
    assert not {row.tobytes() for row in data.x_train} & {row.tobytes() for row in data.x_test}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_curves_show_every_start(runs, lang):
    panels = tuple(StartCurves(a, {s: runs[a, s] for s in STARTS}) for a in ("sigmoid", "relu"))
    with figure_style(lang):
        figure = plot_starts(panels, lang)
    for ax, panel in zip(figure.axes, panels, strict=True):
        assert ax.get_title(loc="left") == panel.title
        for line, start in zip(ax.lines, STARTS, strict=True):
            np.testing.assert_array_equal(line.get_ydata(), panel.runs[start].losses.mean(axis=0))
    assert [t.get_text() for t in figure.legends[0].get_texts()] == [START_NAMES[s][lang] for s in STARTS]


def _ended(accuracies, losses):
    return StartRuns((0, 1, 2), np.array([losses] * 3), np.array(accuracies), np.ones(3), np.ones(3))


@pytest.mark.parametrize(
    ("accuracies", "en", "zh"),
    [
        ((0.70, 0.71, 0.70), "−20.0 points", "較差"),
        ((0.99, 0.991, 0.992), "it ends better", "較好"),
        ((0.95, 0.85, 0.91), "no difference", "看不出差別"),
    ],
)
def test_sentence_about_the_end_follows_the_numbers(accuracies, en, zh):
    text = describe_end("ReLU", _ended(accuracies, [2, 1, 0.5]), _ended((0.90, 0.91, 0.90), [2, 1, 0.5]))
    assert en in text.en
    assert zh in text.zh
    assert "{" not in text.en + text.zh


def test_sentence_about_the_beginning_follows_the_numbers():
    rough, smooth = _ended((1, 1, 1), [2, 2.5, 1.5]), _ended((1, 1, 1), [2, 1.5, 0.9])
    text = describe_beginning(rough, smooth)
    assert "never falls below 1, from random ones it falls by epoch 2 below" in text.en
    assert "0.50" in text.en
    assert "the start is rougher" in text.en
    assert "起步較顛簸" in text.zh
    assert "not rougher" in describe_beginning(smooth, rough).en
