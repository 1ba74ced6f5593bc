"""Gradients of batch normalization in numbers: report C's slip for several γ, two sums, biases without effect."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from fer_lib.data.fer2013 import SHAPE
from fer_lib.models import create_model
from fer_lib.proofs.batchnorm import layer as B
from fer_lib.proofs.batchnorm.consequences import ALONG_XHAT, REPORT_C_D_X
from fer_lib.proofs.batchnorm.torch_checks import EPSILON, evaluate

BATCH_SIZE = 8


def _batch() -> tuple[Tensor, Tensor]:
    """Eight numbers with standard deviation about 2, and the gradients that arrive: float64, seed 0."""
    random = torch.Generator().manual_seed(0)
    x, upstream = torch.randn(2, BATCH_SIZE, generator=random, dtype=torch.float64)
    return 3 + 2 * x, upstream


def _autograd(x: Tensor, gamma: float, upstream: Tensor, epsilon: float) -> Tensor:
    """∂ℓ/∂x, float64 [m], from torch's own batch normalization of one channel."""
    x = x[:, None].clone().requires_grad_()
    weight = torch.tensor([gamma], dtype=torch.float64)
    y = F.batch_norm(x, None, None, weight, training=True, eps=epsilon)
    return torch.autograd.grad(y, x, upstream[:, None])[0][:, 0]


@dataclass(frozen=True)
class GammaErrors:
    """How far two formulas are from autograd for one γ.

    Attributes:
        gamma: γ.
        largest_gradient: largest absolute ∂ℓ/∂x.
        formula: largest error of the gradient derived here.
        report_c: largest error of report C's line.
    """

    gamma: float
    largest_gradient: float
    formula: float
    report_c: float


def errors_by_gamma(gammas: Sequence[float]) -> list[GammaErrors]:
    """The derived gradient and report C's line against autograd, for each γ."""
    x, upstream = _batch()
    errors = []
    for gamma in gammas:
        wanted = _autograd(x, gamma, upstream, EPSILON)
        formulas = evaluate({"formula": B.D_X, "report_c": REPORT_C_D_X}, x, gamma, upstream)
        deviation = {name: float((value - wanted).abs().max()) for name, value in formulas.items()}
        errors.append(GammaErrors(gamma, float(wanted.abs().max()), **deviation))
    return errors


@dataclass(frozen=True)
class EpsilonSums:
    """The two sums over the batch for one ε, by autograd with γ = 1.

    Attributes:
        epsilon: ε.
        total: the sum of ∂ℓ/∂x.
        along_xhat: the sum of ∂ℓ/∂x times the normalized numbers.
        formula: what the second is by formula.
    """

    epsilon: float
    total: float
    along_xhat: float
    formula: float


def sums_by_epsilon(epsilons: Sequence[float]) -> list[EpsilonSums]:
    """Both sums for each ε."""
    x, upstream = _batch()
    sums = []
    for epsilon in epsilons:
        gradient = _autograd(x, 1.0, upstream, epsilon)
        xhat = (x - x.mean()) / (x.var(correction=0) + epsilon).sqrt()
        formula = evaluate({"formula": ALONG_XHAT}, x, 1.0, upstream, epsilon)["formula"]
        sums.append(
            EpsilonSums(epsilon, float(gradient.sum()), float((gradient * xhat).sum()), float(formula))
        )
    return sums


@dataclass(frozen=True)
class CancelledBiases:
    """Biases of layers that batch normalization follows, and their gradients.

    Attributes:
        number: how many there are.
        largest_gradient: their largest absolute gradient in float64.
        largest_weight_gradient: the same for the weights of these layers, to compare.
    """

    number: int
    largest_gradient: float
    largest_weight_gradient: float


def small_network() -> nn.Sequential:
    """Two convolutions, each with batch normalization behind it, and a linear layer for seven classes."""
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        nn.Linear(16, SHAPE.num_classes),
    )  # fmt: skip


def cancelled_biases(reports: bool = True) -> CancelledBiases:
    """The biases before batch normalization in a network, for a batch of 4 random images, seed 0.

    Args:
        reports: whether the book shows the five reports: report A's network, else ``small_network``.
    """
    random = torch.Generator().manual_seed(0)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        network = (create_model("report-a") if reports else small_network()).double().train()
    images = torch.randn(4, *SHAPE.image, generator=random, dtype=torch.float64)
    labels = torch.randint(SHAPE.num_classes, (4,), generator=random)
    F.cross_entropy(network(images), labels).backward()  # type: ignore[no-untyped-call]
    layers = [module for module in network.modules() if isinstance(module, nn.Conv2d | nn.Linear)][:-1]
    gradients = {
        name: [getattr(layer, name).grad.abs().max().item() for layer in layers]
        for name in ("bias", "weight")
    }
    number = sum(
        layer.out_channels if isinstance(layer, nn.Conv2d) else layer.out_features for layer in layers
    )
    return CancelledBiases(number, max(gradients["bias"]), max(gradients["weight"]))
