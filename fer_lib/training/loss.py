"""The loss that a training minimizes: cross entropy, for unbalanced classes as well, and an L1 term."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from fer_lib.config import RunConfig, check_class_weights
from fer_lib.errors import UserError


def weighted_parameters(model: nn.Module) -> list[nn.Parameter]:
    """Kernels and matrices: what weight decay and L1 act on.

    Biases and BatchNorm's γ and β are left out, since pulling them to zero does not make a network simpler.
    """
    return [p for p in model.parameters() if p.ndim > 1]


def class_weights(config: RunConfig, labels: Tensor, class_names: Sequence[str]) -> Tensor | None:
    """One weight a class [K] for the loss, or None where all count the same.

    ``balanced`` is N / (K·N_k), so that each class has the same sum over the training images; ``effective`` is
    (1 − β)/(1 − β^N_k), divided by its mean (Cui et al. 2019). A class without training images has weight 0, and K is
    the number of the others.

    Raises:
        UserError: if the configuration gives another number of weights than there are classes.
    """
    if isinstance(config.class_weights, list):
        check_class_weights(config.class_weights, class_names)
        return torch.tensor(config.class_weights, device=labels.device)
    if config.class_weights == "none":
        return None
    counts = torch.bincount(labels.cpu(), minlength=len(class_names))
    present = counts > 0
    if config.class_weights == "balanced":
        counts = counts.float()
        weights = torch.where(present, len(labels) / (present.sum() * counts.clamp(min=1)), 0.0)
    else:
        effective = 1 - config.effective_number_beta ** counts.double()
        weights = torch.where(present, 1 / effective, 0.0)
        weights = (weights * present.sum() / weights.sum()).float()
    return weights.to(labels.device)


def logit_offsets(tau: float, labels: Tensor, classes: int) -> Tensor | None:
    """τ·ln π_k with π_k the share of class k among the labels: float32 [K], or None for τ = 0 (Menon et al. 2021).

    A class without images counts as if it had one.
    """
    if not tau:
        return None
    counts = torch.bincount(labels.cpu(), minlength=classes).clamp(min=1)
    return (tau * (counts.double() / len(labels)).log()).float().to(labels.device)


@dataclass(frozen=True)
class TrainingLoss:
    """Cross entropy Σ_n Σ_k w_k t̃_nk (−log ŷ_nk) / Σ_n Σ_k w_k t_nk, plus λ Σ|θ|.

    t are the targets, t̃ = (1−s)·t + s/K the smoothed ones, ŷ is the softmax of z + a. With γ > 0 it is the focal loss
    Σ w_y (1 − ŷ_y)^γ (−log ŷ_y) / Σ w_y of Lin et al. (2017), y the label of an image. The divisor is one rule for
    labels, for probabilities (those of mixup or of the data) and for several processes, whose n runs over the whole
    batch: the sum of the weights that the targets have, which is N where all weights are 1.

    Attributes:
        weights: w, of the classes [K], or None for 1.
        label_smoothing: s, the share of the target spread evenly over the classes (Szegedy et al. 2016).
        l1: λ.
        penalized: the parameters that the L1 term sums over.
        gamma: γ, for targets that are labels.
        offsets: a, of the classes [K], or None for 0.
        mean_over_processes: mean of a scalar over the processes that share a batch, or None where there is one. What
            a process returns is P times its part of the sums above, P processes, whose gradients are averaged.
    """

    weights: Tensor | None = None
    label_smoothing: float = 0.0
    l1: float = 0.0
    penalized: Sequence[nn.Parameter] = ()
    gamma: float = 0.0
    offsets: Tensor | None = None
    mean_over_processes: Callable[[Tensor], Tensor] | None = None

    def __call__(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Mean loss of a batch, a scalar.

        Args:
            logits: float32 [N, K].
            targets: labels, int64 [N], or probabilities, float32 [N, K].
        """
        if self.offsets is not None:
            logits = logits + self.offsets
        loss = self._focal(logits, targets) if self.gamma else self._cross_entropy(logits, targets)
        if self.l1:
            loss = loss + self.l1 * torch.stack([p.abs().sum() for p in self.penalized]).sum()
        return loss

    def _cross_entropy(self, logits: Tensor, targets: Tensor) -> Tensor:
        smoothing = self.label_smoothing
        if self.weights is None or (targets.ndim == 1 and self.mean_over_processes is None):
            return F.cross_entropy(logits, targets, weight=self.weights, label_smoothing=smoothing)
        # Here PyTorch would divide by N, or by the sum of this process.
        total = F.cross_entropy(
            logits, targets, weight=self.weights, label_smoothing=smoothing, reduction="sum"
        )
        return total / self._divisor(targets @ self.weights if targets.ndim > 1 else self.weights[targets])

    def _divisor(self, weights: Tensor) -> Tensor:
        """Sum of the images' weights [N], the mean over the processes of theirs."""
        total = weights.sum()
        return total if self.mean_over_processes is None else self.mean_over_processes(total)

    def _focal(self, logits: Tensor, labels: Tensor) -> Tensor:
        cross_entropies = F.cross_entropy(logits, labels, reduction="none")  # [N], −log ŷ_y
        missing = -torch.expm1(-cross_entropies)  # 1 − ŷ_y, also where it is tiny
        # A power below 1 is infinitely steep at 0, where an image is recognised for certain.
        losses = missing.clamp(min=1e-12) ** self.gamma * cross_entropies
        if self.weights is None:
            return losses.mean()
        weights = self.weights[labels]
        return (weights * losses).sum() / self._divisor(weights)


def training_loss(
    config: RunConfig, network: nn.Module, labels: Tensor, class_names: Sequence[str], *, soft: bool = False,
    mean_over_processes: Callable[[Tensor], Tensor] | None = None,
) -> TrainingLoss:  # fmt: skip
    """The loss of a configuration.

    Args:
        config: the configuration.
        network: whose kernels and matrices the L1 term sums over.
        labels: of the training images, int64 [n].
        class_names: of the classes.
        soft: whether the targets are probabilities, from the data.
        mean_over_processes: as ``TrainingLoss`` has it.

    Raises:
        UserError: if the weights are not as many as the classes, or the focal loss meets soft targets.
    """
    if config.focal_gamma and soft:
        raise UserError(
            "the focal loss takes one label an image, and these data have soft labels; prepare them with "
            "labels: plurality, or leave it out",
            key="focal_gamma",
        )
    return TrainingLoss(
        class_weights(config, labels, class_names),
        config.label_smoothing,
        config.l1,
        weighted_parameters(network),
        config.focal_gamma,
        logit_offsets(config.logit_adjustment, labels, len(class_names)),
        mean_over_processes,
    )
