"""Six numbers of a channel on their way through batch normalization, and the gradient on its way back."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from fer_lib.proofs.batchnorm.torch_checks import EPSILON, FORMULAS, evaluate


@dataclass(frozen=True)
class SixNumbers:
    """A batch of one channel; the gradients are those of the proved formulas.

    Attributes:
        x: the numbers.
        g: the gradient that arrives at the outputs.
        gamma: γ.
        beta: β.
        epsilon: ε > 0.
    """

    x: tuple[float, ...] = (-2.0, -0.5, 0.5, 1.0, 2.5, 4.5)
    g: tuple[float, ...] = (0.5, -1.0, 0.0, 1.5, -0.5, 1.0)
    gamma: float = 1.5
    beta: float = 0.5
    epsilon: float = EPSILON

    @property
    def normalized(self) -> NDArray[np.float64]:
        """x̂: float64 [m]."""
        found: NDArray[np.float64] = F.batch_norm(
            _channel(self.x), None, None, training=True, eps=self.epsilon
        )[:, 0].numpy()
        return found

    @property
    def outputs(self) -> NDArray[np.float64]:
        """The outputs y: float64 [m]."""
        return np.asarray(self.gamma * self.normalized + self.beta, dtype=np.float64)

    @cached_property
    def gradient(self) -> NDArray[np.float64]:
        """∂ℓ/∂x: float64 [m]."""
        x, upstream = _channel(self.x)[:, 0], _channel(self.g)[:, 0]
        found: NDArray[np.float64] = evaluate(FORMULAS, x, self.gamma, upstream, self.epsilon)["x"].numpy()
        return found


def _channel(values: tuple[float, ...]) -> Tensor:
    return torch.tensor(values, dtype=torch.float64)[:, None]
