"""The formulas against torch in float64: autograd, the losses of torch, and the Hessian's eigenvalues."""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor
from torch.nn import functional as F

from fer_lib.language import Text
from fer_lib.proofs.claim import Claim, Finding, Source

TOLERANCE = 1e-12
# Report E's class weights.
REPORT_E_WEIGHTS = (2.0, 3.0, 0.5)
Formula = Callable[[Tensor, Tensor], Tensor]


def usual_gradient(scores: Tensor, labels: Tensor) -> Tensor:
    """Gradient of −Σ y log ŷ for any labels.

    Args:
        scores: z, shape (samples, classes).
        labels: y, the same shape; any real numbers.

    Returns:
        ŷ Σ y − y, the same shape.
    """
    return torch.softmax(scores, 1) * labels.sum(1, keepdim=True) - labels


def binary_sum_gradient(scores: Tensor, labels: Tensor) -> Tensor:
    """Gradient of the sum of report A's binary terms.

    Args:
        scores: z, shape (samples, classes), two classes or more.
        labels: y, the same shape.

    Returns:
        ŷ − y − ŷ Σ_{i≠k} (ŷ_i − y_i)/(1 − ŷ_i), the same shape.
    """
    outputs = torch.softmax(scores, 1)
    shares = (outputs - labels) / (1 - outputs)
    return outputs - labels - outputs * (shares.sum(1, keepdim=True) - shares)


def binary_sum_loss(scores: Tensor, labels: Tensor) -> Tensor:
    """Sum of report A's binary terms over samples and classes.

    Args:
        scores: z, shape (samples, classes).
        labels: y, the same shape.

    Returns:
        A scalar.
    """
    outputs = torch.softmax(scores, 1)
    return -(labels * outputs.log() + (1 - labels) * (1 - outputs).log()).sum()


def smoothed(labels: Tensor, epsilon: float) -> Tensor:
    """Labels (1 − ε) y + ε/K; shape (samples, classes), ε from 0 to 1."""
    return (1 - epsilon) * labels + epsilon / labels.shape[1]


def _case(classes: int = 7, samples: int = 6) -> tuple[Tensor, Tensor, Tensor]:
    """Scores, soft labels that add up to 1, and class numbers; seed 0, float64."""
    random = torch.Generator().manual_seed(0)
    scores = 3 * torch.randn(samples, classes, generator=random, dtype=torch.float64)
    labels = torch.rand(samples, classes, generator=random, dtype=torch.float64)
    numbers = torch.randint(classes, (samples,), generator=random)
    return scores, labels / labels.sum(1, keepdim=True), numbers


def _autograd(loss: Callable[[Tensor], Tensor], scores: Tensor) -> Tensor:
    scores = scores.clone().requires_grad_()
    return torch.autograd.grad(loss(scores), scores)[0]


def _largest(first: Tensor, second: Tensor) -> float:
    return float((first - second).abs().max())


def usual_error(formula: Formula = usual_gradient) -> float:
    """Largest difference to autograd of torch's cross entropy: soft labels, labels of any sum, class numbers."""
    scores, labels, numbers = _case()
    one_hot = F.one_hot(numbers, scores.shape[1]).to(scores)
    errors = [
        _largest(
            _autograd(partial(F.cross_entropy, target=target, reduction="sum"), scores), formula(scores, y)
        )
        for target, y in ((labels, labels), (-2.5 * labels, -2.5 * labels), (numbers, one_hot))
    ]
    return max(errors)


def binary_sum_error(formula: Formula = binary_sum_gradient) -> float:
    """Largest difference to autograd of the sum of the binary terms; ``inf`` if ``gradcheck`` disagrees."""
    scores, labels, _ = _case()
    wanted = _autograd(lambda s: binary_sum_loss(s, labels), scores)
    checked = torch.autograd.gradcheck(lambda s: binary_sum_loss(s, labels), scores.requires_grad_())
    return _largest(wanted, formula(scores.detach(), labels)) if checked else float("inf")


def weighted_error(formula: Formula = usual_gradient) -> float:
    """Largest difference to ``cross_entropy(weight=…, label_smoothing=…)`` with each of its reductions.

    Report E's three weights; smoothing 0 and 0.1; class numbers and soft labels. The mean over class numbers
    divides by the weights of the batch, Σ_n w_{t_n}; the mean over soft labels by the number of samples.
    """
    scores, labels, numbers = _case(classes=len(REPORT_E_WEIGHTS))
    weights = torch.tensor(REPORT_E_WEIGHTS, dtype=torch.float64)
    one_hot = F.one_hot(numbers, scores.shape[1]).to(scores)
    errors = []
    for epsilon in (0.0, 0.1):
        for target, y, size in (
            (numbers, one_hot, weights[numbers].sum()),
            (labels, labels, torch.tensor(float(len(labels)))),
        ):
            found = formula(scores, weights * smoothed(y, epsilon))
            for reduction, divisor in (("sum", torch.tensor(1.0)), ("mean", size)):
                loss = partial(
                    F.cross_entropy,
                    target=target,
                    weight=weights,
                    label_smoothing=epsilon,
                    reduction=reduction,
                )
                errors.append(_largest(_autograd(loss, scores), found / divisor))
    return max(errors)


def hessian_formula(outputs: Tensor) -> Tensor:
    """diag(ŷ) − ŷ ŷᵀ for outputs of shape (classes,); shape (classes, classes)."""
    return torch.diag(outputs) - torch.outer(outputs, outputs)


def hessian_error(formula: Callable[[Tensor], Tensor] = hessian_formula) -> float:
    """Largest difference to the Hessian that autograd gives for log-sum-exp."""
    scores, _, _ = _case()
    return max(
        _largest(
            torch.autograd.functional.hessian(  # type: ignore[no-untyped-call]
                partial(torch.logsumexp, dim=0), row
            ),
            formula(torch.softmax(row, 0)),
        )
        for row in scores
    )


def most_negative_eigenvalue(formula: Callable[[Tensor], Tensor] = hessian_formula) -> float:
    """How far below 0 an eigenvalue of the Hessian lies over 200 random scores of 7 classes; 0 if none does."""
    scores, _, _ = _case(samples=200)
    lowest = min(
        float(torch.linalg.eigvalsh(formula(output)).min()) for output in torch.softmax(5 * scores, 1)
    )
    return max(0.0, -lowest)


def check_error(error: Callable[[], float]) -> Finding:
    """Agreement to 1e-12."""
    largest = error()
    return Finding("checked numerically" if largest <= TOLERANCE else "refuted", largest_error=largest)


def _claim(name: str, statement: str, meaning: Text, error: Callable[[], float]) -> Claim:
    return Claim(
        f"softmax.{name}",
        statement,
        meaning,
        Source(),
        "numeric",
        "checked numerically",
        lambda: check_error(error),
    )


_DIFFERENCE = r"\max\lvert\text{formula}-\text{torch}\rvert\le 10^{-12}"
CLAIMS = (
    _claim(
        "torch_gradient",
        _DIFFERENCE,
        Text("usual gradient against torch’s autograd", "通常的梯度與 torch 自動微分相比"),
        usual_error,
    ),
    _claim(
        "torch_binary_sum",
        _DIFFERENCE,
        Text("sum of binary terms against autograd and gradcheck", "二元項總和與自動微分及 gradcheck 相比"),
        binary_sum_error,
    ),
    _claim(
        "torch_weighted_smoothed",
        _DIFFERENCE,
        Text(
            "weights and smoothing against torch’s cross_entropy", "權重與平滑和 torch 的 cross_entropy 相比"
        ),
        weighted_error,
    ),
    _claim(
        "torch_hessian",
        _DIFFERENCE,
        Text("Hessian against torch’s autograd", "Hessian 矩陣與 torch 自動微分相比"),
        hessian_error,
    ),
    _claim(
        "eigenvalues",
        r"\lambda_{\min}(H)\ge -10^{-12}",
        Text("no eigenvalue of 200 Hessians is negative", "200 個 Hessian 矩陣都沒有負的特徵值"),
        most_negative_eigenvalue,
    ),
)
