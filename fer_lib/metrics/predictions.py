"""Predictions: a network's logits for the labelled images of a split, with what follows from them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_lib.metrics.macro_f1 import macro_f1


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
        with np.errstate(invalid="ignore"):  # infinite logits give NaN, which a training looks for
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
    def macro_f1(self) -> float:
        """``fer_lib.metrics.confusion.macro_f1`` of labels and predicted classes."""
        k = self.logits.shape[1]
        counts = np.bincount(self.labels * k + self.predicted, minlength=k * k).reshape(k, k)
        return float(macro_f1(counts))

    @property
    def cross_entropy(self) -> float:
        """Mean of −log p(label), in nats."""
        chosen = self.probabilities[np.arange(len(self.labels)), self.labels]
        return float(-np.log(np.maximum(chosen, np.finfo(np.float64).tiny)).mean())
