"""The loss that a training minimizes: cross entropy with class weights, label smoothing and an L1 term."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from fer_lib.config import RunConfig, check_class_weights


def weighted_parameters(model: nn.Module) -> list[nn.Parameter]:
    """Kernels and matrices: what weight decay and L1 act on.

    Biases and BatchNorm's γ and β are left out, since pulling them to zero does not make a network simpler.
    """
    return [p for p in model.parameters() if p.ndim > 1]


def class_weights(config: RunConfig, labels: Tensor, class_names: Sequence[str]) -> Tensor | None:
    """One weight a class [K] for the loss, or None where all count the same.

    ``balanced`` is N / (K·N_k), so that each class has the same sum over the training images; a class
    without training images has weight 0.

    Raises:
        UserError: if the configuration gives another number of weights than there are classes.
    """
    if config.class_weights == "none":
        return None
    if config.class_weights == "balanced":
        counts = torch.bincount(labels.cpu(), minlength=len(class_names)).float()
        present = counts > 0
        weights = torch.where(present, len(labels) / (present.sum() * counts.clamp(min=1)), 0.0)
        return weights.to(labels.device)
    check_class_weights(config.class_weights, class_names)
    return torch.tensor(config.class_weights, device=labels.device)


@dataclass(frozen=True)
class TrainingLoss:
    """Cross entropy −Σ w_k t_k log ŷ_k, its targets smoothed to (1−s)·t + s/K, plus λ Σ|w|.

    Attributes:
        weights: of the classes [K], or None.
        label_smoothing: s, the share of the target spread evenly over the classes (Szegedy et al. 2016).
        l1: λ.
        penalized: the parameters that the L1 term sums over.
    """

    weights: Tensor | None = None
    label_smoothing: float = 0.0
    l1: float = 0.0
    penalized: Sequence[nn.Parameter] = ()

    def __call__(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Mean loss of a batch, a scalar.

        Args:
            logits: float32 [N, K].
            targets: labels, int64 [N], or probabilities, float32 [N, K].
        """
        loss = F.cross_entropy(logits, targets, weight=self.weights, label_smoothing=self.label_smoothing)
        if self.l1:
            loss = loss + self.l1 * torch.stack([p.abs().sum() for p in self.penalized]).sum()
        return loss
