"""Activation functions with their derivatives."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Activation:
    """An activation function σ and its derivative.

    Args:
        function: a = σ(z), entry by entry.
        derivative: σ'(z), entry by entry, from z and a. Both are at hand when it is needed, and for some
            functions a gives it with less work.
    """

    function: Callable[[Array], Array]
    derivative: Callable[[Array, Array], Array]


def sigmoid(z: Array) -> Array:
    """1 / (1 + e^(−z)), written with tanh, which does not overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * z))


def relu(z: Array) -> Array:
    """max(z, 0)."""
    return np.maximum(z, 0.0)


def softplus(z: Array) -> Array:
    """ln(1 + e^z), stable for large z of either sign."""
    return np.logaddexp(z, 0.0)


ACTIVATIONS = {
    "sigmoid": Activation(sigmoid, lambda z, a: a * (1.0 - a)),
    "tanh": Activation(np.tanh, lambda z, a: 1.0 - a * a),
    # ReLU has no derivative at 0; 0 is taken there, as in torch.
    "relu": Activation(relu, lambda z, a: (z > 0).astype(z.dtype)),
    "softplus": Activation(softplus, lambda z, a: sigmoid(z)),
}
