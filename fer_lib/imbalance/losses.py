"""Cross entropy for unbalanced classes: weighted, focal, and with adjusted logits."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


@dataclass(frozen=True, eq=False)
class ClassLoss:
    """The loss Σ w_t (1 − p_t)^γ (−ln p_t) / Σ w_t with p = softmax(z + a), t the label of an image.

    With w = 1, γ = 0 and a = 0 this is the mean cross entropy; with w alone it is torch's ``CrossEntropyLoss(w)``,
    which divides by the sum of the weights, too. γ > 0 is the focal loss of Lin et al. (2017), equation 4: images that
    are recognised already count less. a = τ ln π with the classes' shares π is the logit-adjusted loss of Menon et al.
    (2021), equation 10; a network trained with it is asked without a.

    Attributes:
        weights: w, one a class [K], or None for 1.
        gamma: γ, at least 0.
        offsets: a, one a class [K], or None for 0.
    """

    weights: Tensor | None = None
    gamma: float = 0.0
    offsets: Tensor | None = None

    def __call__(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Loss of each batch.

        Args:
            logits: float32 [..., B, K].
            labels: int64 [..., B].

        Returns:
            float32 [...].
        """
        shifted = logits if self.offsets is None else logits + self.offsets
        log_p = shifted.log_softmax(-1).gather(-1, labels[..., None])[..., 0]
        losses = -log_p
        if self.gamma:
            losses = losses * (1 - log_p.exp()) ** self.gamma
        if self.weights is None:
            return losses.mean(-1)
        chosen = self.weights[labels]
        return (chosen * losses).sum(-1) / chosen.sum(-1)


def effective_number_weights(counts: NDArray[np.int64], beta: float = 0.999) -> Tensor:
    """Weights (1 − β)/(1 − βⁿ) for classes of n images, scaled to the sum K: float32 [K].

    (1 − βⁿ)/(1 − β) is the effective number of n images of which each new one repeats part of those before: Cui et al.
    (2019), equations 2 and 12. β = 0 weights all classes alike, β → 1 gives 1/n.
    """
    raw = (1 - beta) / (1 - beta**counts)
    return torch.tensor(raw * len(counts) / raw.sum(), dtype=torch.float32)


def logit_offsets(counts: NDArray[np.int64], tau: float = 1.0) -> Tensor:
    """τ ln π for classes with the shares π = n/N of the training images: float32 [K]. Menon et al. (2021)."""
    return torch.tensor(tau * np.log(counts / counts.sum()), dtype=torch.float32)
