r"""A fully connected network of any depth: forward, backward, stochastic gradient descent.

Layer k of m turns the activations of the layer below, one row for each image, into

.. math:: z_k = a_{k-1} W_k + b_k, \qquad a_k = \sigma(z_k), \qquad a_0 = x,

and the last layer's :math:`z_m` into class probabilities :math:`\hat y = \mathrm{softmax}(z_m)`. The loss is the
mean over the images of the cross entropy :math:`-\sum_j t_j \ln \hat y_j`. The gradients are those which
``fer_lib.proofs.backpropagation`` derives for a sum over the images, divided by their number.

In the comments N is the number of images, :math:`d_k` the width of layer k, and K = :math:`d_m` the classes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from fer_lib.scratch.activations import ACTIVATIONS, Activation, Array


def softmax(z: Array) -> Array:
    """Class probabilities of each row. The largest entry is subtracted first, so that nothing overflows.

    Args:
        z: (N, K).

    Returns:
        (N, K), rows adding up to 1.
    """
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    probabilities: Array = powers / powers.sum(axis=1, keepdims=True)
    return probabilities


def log_softmax(z: Array) -> Array:
    """Logarithms of the class probabilities, finite also where a probability is too small for a float.

    Args:
        z: (N, K).

    Returns:
        (N, K).
    """
    shifted = z - z.max(axis=1, keepdims=True)
    logarithms: Array = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return logarithms


@dataclass(frozen=True)
class Gradients:
    """Derivatives of the loss, in the order of the layers.

    Args:
        weights: ∂E/∂W_k, each of the shape of W_k.
        biases: ∂E/∂b_k, each of the shape of b_k.
    """

    weights: list[Array]
    biases: list[Array]


@dataclass
class Network:
    """Weights and biases of the layers, and the activation of the hidden ones.

    Args:
        weights: W_1 … W_m; W_k has shape (d_{k−1}, d_k).
        biases: b_1 … b_m; b_k has shape (d_k,).
        activation: σ of every hidden layer.
    """

    weights: list[Array]
    biases: list[Array]
    activation: Activation

    @classmethod
    def random(
        cls,
        widths: Sequence[int],
        activation: str,
        random: np.random.Generator,
        dtype: type[np.floating[Any]] = np.float64,
    ) -> "Network":
        """A network with weights and biases drawn uniformly from ±1/√d_{k−1}, as torch's linear layers do.

        Args:
            widths: d_0, the size of the input, to d_m, the number of classes.
            activation: a name in ``ACTIVATIONS``.
            random: draws layer by layer, the weights before the biases.
            dtype: of all values.
        """
        weights, biases = [], []
        for below, width in pairwise(widths):
            bound = below**-0.5
            weights.append(random.uniform(-bound, bound, (below, width)).astype(dtype))
            biases.append(random.uniform(-bound, bound, width).astype(dtype))
        return cls(weights, biases, ACTIVATIONS[activation])

    def forward(self, x: Array) -> tuple[list[Array], list[Array]]:
        """Run the images through all layers.

        Args:
            x: (N, d_0).

        Returns:
            z_1 … z_m and a_0 … a_{m−1}; z_k and a_k have shape (N, d_k).
        """
        z, a = [x @ self.weights[0] + self.biases[0]], [x]
        for weights, bias in zip(self.weights[1:], self.biases[1:], strict=True):
            a.append(self.activation.function(z[-1]))  # (N, d_{k−1})
            z.append(a[-1] @ weights + bias)  # (N, d_k)
        return z, a  # the last layer has the softmax in place of σ

    def gradients(self, x: Array, t: Array) -> Gradients:
        """Derivatives of the mean cross entropy, by backpropagation.

        Args:
            x: (N, d_0).
            t: (N, K), rows adding up to 1: the classes, one-hot or soft.
        """
        z, a = self.forward(x)
        weights, biases = [], []
        delta = (softmax(z[-1]) - t) / len(x)  # (N, K)
        for k in reversed(range(len(self.weights))):
            weights.append(a[k].T @ delta)  # (d_{k−1}, d_k)
            biases.append(delta.sum(axis=0))  # (d_k,)
            if k > 0:
                slope = self.activation.derivative(z[k - 1], a[k])
                delta = (delta @ self.weights[k].T) * slope  # (N, d_{k−1})
        return Gradients(weights[::-1], biases[::-1])

    def step(self, gradients: Gradients, learning_rate: float) -> None:
        """Gradient descent: move every weight and bias against its derivative."""
        for value, slope in zip(
            [*self.weights, *self.biases], [*gradients.weights, *gradients.biases], strict=True
        ):
            value -= learning_rate * slope

    def judge(self, x: Array, t: Array) -> tuple[float, Array]:
        """Mean cross entropy in nats of images (N, d_0) with classes (N, K); most probable class of each, (N,)."""
        z = self.forward(x)[0][-1]  # (N, K)
        return float(-(t * log_softmax(z)).sum() / len(x)), z.argmax(axis=1)

    def loss(self, x: Array, t: Array) -> float:
        """Mean cross entropy in nats of images (N, d_0) with classes (N, K)."""
        return self.judge(x, t)[0]

    def predict(self, x: Array) -> Array:
        """The most probable class of each image, (N,)."""
        classes: Array = self.forward(x)[0][-1].argmax(axis=1)
        return classes

    def copy(self) -> "Network":
        """A network with the same values, which further training of this one leaves as they are."""
        return Network([w.copy() for w in self.weights], [b.copy() for b in self.biases], self.activation)


def train_epoch(
    network: Network,
    x: Array,
    t: Array,
    batch_size: int,
    learning_rate: float,
    random: np.random.Generator,
) -> None:
    """Show every image once, in random order, with a gradient step after each batch.

    Args:
        network: is changed in place.
        x: (N, d_0).
        t: (N, K).
        batch_size: images in a batch, at least 1; the last batch may be smaller.
        learning_rate: size of the steps.
        random: draws the order.
    """
    order = random.permutation(len(x))
    for start in range(0, len(x), batch_size):
        batch = order[start : start + batch_size]
        network.step(network.gradients(x[batch], t[batch]), learning_rate)
