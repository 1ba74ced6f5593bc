"""The training loop: what it writes down, that it repeats itself, and that it learns."""

import numpy as np
import pytest
import torch

from fer_lib.proofs.backpropagation.slips import TORCH_ACTIVATIONS
from fer_lib.scratch import ACTIVATIONS, Network, TrainTestData, train


def generator(seed):
    return np.random.Generator(np.random.PCG64(seed))


def rings(n, seed):
    """Points in three rings around the origin: no straight line divides them."""
    random = generator(seed)
    labels = np.arange(n) % 3
    angle, radius = random.uniform(0, 2 * np.pi, n), labels + 0.5 + random.uniform(-0.25, 0.25, n)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return points, np.eye(3)[labels]


def data(dtype=np.float64):
    (x_train, t_train), (x_test, t_test) = rings(150, 1), rings(60, 2)
    return TrainTestData(*(array.astype(dtype) for array in (x_train, t_train, x_test, t_test)))


def trained(activation="tanh", widths=(2, 12, 3), epochs=4, seed=0, dtype=np.float64, **options):
    network = Network.random(widths, activation, generator(seed), dtype)
    options = {"batch_size": 16, "learning_rate": 0.3, "random": generator(seed + 1), **options}
    return network, train(network, data(dtype), epochs=epochs, **options)


@pytest.mark.parametrize(
    ("activation", "widths", "rate"),
    [("tanh", (2, 24, 12, 3), 0.5), ("relu", (2, 24, 12, 3), 0.5), ("sigmoid", (2, 24, 3), 2.0)],
)
def test_rings_are_learned(activation, widths, rate):
    _, history = trained(activation, widths, 200, learning_rate=rate, measured=(0, 200))
    assert history.train.errors[0] > 0.4
    assert history.train.errors[-1] < 0.05
    assert history.test.errors[-1] < 0.1
    assert history.train.losses[-1] < 0.2 < history.train.losses[0]


def test_a_network_without_a_hidden_layer_does_not_learn_the_rings():
    _, history = trained(widths=(2, 3), epochs=60)
    assert history.test.errors[-1] > 0.3


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_same_seed_same_training_to_the_bit(dtype):
    (one, first), (two, second) = trained(dtype=dtype), trained(dtype=dtype)
    for a, b in zip([*one.weights, *one.biases], [*two.weights, *two.biases], strict=True):
        assert np.array_equal(a, b)
    for part in ("train", "test"):
        assert np.array_equal(getattr(first, part).losses, getattr(second, part).losses)
        assert np.array_equal(getattr(first, part).predictions, getattr(second, part).predictions)
    assert not np.array_equal(one.weights[0], trained(dtype=dtype, seed=5)[0].weights[0])


def test_measuring_does_not_change_the_training():
    assert np.array_equal(trained()[0].weights[0], trained(measured=(), kept=(1, 2))[0].weights[0])


def test_history_is_what_the_network_gives():
    network, history = trained()
    parts = data()
    assert history.epochs == (0, 1, 2, 3, 4)
    for part, x, t in (
        (history.train, parts.x_train, parts.t_train),
        (history.test, parts.x_test, parts.t_test),
    ):
        assert part.losses[-1] == network.loss(x, t)
        assert part.predictions[-1].tolist() == network.predict(x).tolist()
        assert part.labels.tolist() == t.argmax(axis=1).tolist()
        assert part.errors[-1] == np.mean(network.predict(x) != t.argmax(axis=1))
        assert part.wrong.shape == (5, len(x))


def test_only_the_wanted_epochs_are_measured_and_kept():
    network, history = trained(measured=(0, 3, 9), kept=(1, 4))
    assert history.epochs == (0, 3)
    assert sorted(history.networks) == [1, 4]
    assert np.array_equal(history.networks[4].weights[0], network.weights[0])
    assert not np.array_equal(history.networks[1].weights[0], network.weights[0])
    before = history.networks[4].weights[0].copy()
    network.weights[0] += 1
    assert np.array_equal(history.networks[4].weights[0], before)


def test_an_epoch_is_what_torch_makes_of_it():
    network = Network.random((2, 5, 3), "sigmoid", generator(3))
    linears = []
    for weight, bias in zip(network.weights, network.biases, strict=True):
        linear = torch.nn.Linear(*weight.shape, dtype=torch.float64)
        linear.weight.data, linear.bias.data = torch.tensor(weight.T.copy()), torch.tensor(bias)
        linears.append(linear)
    parameters = [p for linear in linears for p in linear.parameters()]
    parts, order = data(), generator(4)
    for batch in np.split(order.permutation(150), [64, 128]):
        hidden = TORCH_ACTIVATIONS["sigmoid"](linears[0](torch.tensor(parts.x_train[batch])))
        loss = torch.nn.functional.cross_entropy(linears[1](hidden), torch.tensor(parts.t_train[batch]))
        slopes = torch.autograd.grad(loss, parameters)
        with torch.no_grad():  # what torch.optim.SGD does, whose import takes seconds
            for value, slope in zip(parameters, slopes, strict=True):
                value -= 0.3 * slope
    train(network, parts, epochs=1, batch_size=64, learning_rate=0.3, random=generator(4))
    for ours, theirs in zip(network.weights, linears, strict=True):
        np.testing.assert_allclose(ours, theirs.weight.detach().numpy().T, atol=1e-13)
    for ours, theirs in zip(network.biases, linears, strict=True):
        np.testing.assert_allclose(ours, theirs.bias.detach().numpy(), atol=1e-13)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("widths", [(3, 4), (3, 6, 4), (3, 6, 5, 4), (3, 5, 4, 6, 4)])
def test_gradients_are_the_slope_of_the_loss(name, widths):
    random = generator(11)
    network = Network.random(widths, name, random)
    x, t = random.standard_normal((7, 3)), random.dirichlet(np.ones(4), 7)
    gradients = network.gradients(x, t)
    for values, slopes in (
        *zip(network.weights, gradients.weights, strict=True),
        *zip(network.biases, gradients.biases, strict=True),
    ):
        place = tuple(int(random.integers(size)) for size in values.shape)
        kept, losses = values[place], []
        for step in (1e-5, -1e-5):
            values[place] = kept + step
            losses.append(network.loss(x, t))
        values[place] = kept
        assert (losses[0] - losses[1]) / 2e-5 == pytest.approx(slopes[place], abs=1e-8)
