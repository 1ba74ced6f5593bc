"""A network's logits for a set of images, computed once and kept."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from fer_lib.models.inputs import to_input


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a network says of a split's labelled images.

    Attributes:
        indices: positions of the images in the data set: int64 [n].
        labels: given labels: int64 [n].
        logits: float32 [n, K].
    """

    indices: NDArray[np.int64]
    labels: NDArray[np.int64]
    logits: NDArray[np.float32]

    @property
    def probabilities(self) -> NDArray[np.float64]:
        """Softmax of the logits, shifted by their maximum so that nothing overflows: float64 [n, K]."""
        shifted = self.logits.astype(np.float64) - self.logits.max(axis=1, keepdims=True)
        exponentials = np.exp(shifted)
        result: NDArray[np.float64] = exponentials / exponentials.sum(axis=1, keepdims=True)
        return result

    @property
    def predicted(self) -> NDArray[np.intp]:
        """The class with the largest logit: intp [n]."""
        classes: NDArray[np.intp] = self.logits.argmax(axis=1)
        return classes

    @property
    def correct(self) -> int:
        """How many predictions equal the given label."""
        return int((self.predicted == self.labels).sum())

    @property
    def cross_entropy(self) -> float:
        """Mean of −log p(label), in nats."""
        chosen = self.probabilities[np.arange(len(self.labels)), self.labels]
        return float(-np.log(np.maximum(chosen, np.finfo(np.float64).tiny)).mean())


@torch.no_grad()
def predict_logits(
    forward: nn.Module | Callable[[Tensor], Tensor], images: Tensor, batch_size: int = 512
) -> Tensor:
    """Logits of many images, batch by batch.

    Args:
        forward: a network in evaluation mode, [N, 1, 48, 48] → [N, K].
        images: uint8 [n, 48, 48] on the network's device.
        batch_size: images at a time.

    Returns:
        float32 [n, K] on the same device.
    """
    return torch.cat([forward(to_input(part)).float() for part in torch.split(images, batch_size)])
