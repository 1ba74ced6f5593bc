"""The network from scratch against torch."""

import numpy as np
import pytest
import torch

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
