r"""The gradient formulas against torch in float64: autograd of its own layers, and finite differences.

The SymPy formulas of ``layer`` are evaluated as they stand. For BatchNorm2d the m numbers of a channel are all
pixels of all images, m = N·H·W.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sympy as sp
import torch
from torch import Tensor, nn

from fer_lib.language import Text
from fer_lib.proofs.batchnorm import layer as B
from fer_lib.proofs.claim import Claim, Finding, Source

TOLERANCE = 1e-12
EPSILON = 1e-5  # torch's default

Formulas = Mapping[str, sp.Expr]
FORMULAS: Formulas = {"x": B.D_X, "gamma": B.D_GAMMA, "beta": B.D_BETA}
NODE_FORMULAS: Formulas = {"xhat": B.D_XHAT, "var": B.D_VAR, "mu": B.D_MU}


def evaluate(
    formulas: Formulas, x: Tensor, gamma: float, upstream: Tensor, epsilon: float = EPSILON
) -> dict[str, Tensor]:
    """Numbers of gradient formulas for one channel.

    Args:
        formulas: in x, g, γ, ε, m, the nodes and the gradients at them; with k: one number for each entry.
        x: float64 [m].
        gamma: γ.
        upstream: g, float64 [m].
        epsilon: ε > 0.

    Returns:
        For each formula float64 [m] if it contains k, else [].
    """
    mean = x.mean()
    variance = ((x - mean) ** 2).mean()
    arrays = {B.x: x, B.g: upstream, B.xhat: (x - mean) / (variance + epsilon).sqrt()}
    numbers = {B.gamma: gamma, B.mu: float(mean), B.var: float(variance), B.epsilon: epsilon, B.m: len(x)}
    # Formulas count from 1, lists from 0; the entry that no formula may read is not a number.
    values = [[float("nan"), *array.tolist()] for array in arrays.values()] + list(numbers.values())
    results = {}
    for name, formula in formulas.items():
        inside = B.put_gradients_in(formula)
        entry = sp.Symbol("entry", integer=True)
        function = sp.lambdify([entry, *arrays, *numbers], inside.xreplace({B.k: entry}), modules="math")
        entries = range(1, len(x) + 1) if inside.has(B.k) else range(1)
        found = torch.tensor([function(at, *values) for at in entries], dtype=torch.float64)
        results[name] = found if inside.has(B.k) else found[0]
    return results


def _random(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def largest_layer_error(shape: Sequence[int], formulas: Formulas = FORMULAS) -> float:
    """Largest difference between the formulas and autograd through torch's own layer, float64.

    Args:
        shape: of the input: [N, C] or [N, C, L] for ``BatchNorm1d``, [N, C, H, W] for ``BatchNorm2d``.
        formulas: gradients by ``x``, ``gamma``, ``beta``.
    """
    channels = shape[1]
    made = nn.BatchNorm2d(channels) if len(shape) == 4 else nn.BatchNorm1d(channels)
    made = made.double().train()
    with torch.no_grad():
        made.weight.copy_(1.5 + _random(channels, seed=1))
        made.bias.copy_(_random(channels, seed=2))
    x = (3 + 2 * _random(*shape)).requires_grad_()
    upstream = _random(*shape, seed=3)
    gradients = torch.autograd.grad(made(x), (x, made.weight, made.bias), upstream)
    wanted = dict(zip(("x", "gamma", "beta"), gradients, strict=True))
    errors = []
    for channel in range(channels):
        found = evaluate(
            formulas,
            x[:, channel].detach().flatten(),
            made.weight[channel].item(),
            upstream[:, channel].flatten(),
        )
        errors += [
            (value - (wanted["x"][:, channel].flatten() if name == "x" else wanted[name][channel]))
            .abs()
            .max()
            for name, value in found.items()
        ]
    return float(torch.stack(errors).max())


def largest_node_error(formulas: Formulas = NODE_FORMULAS) -> float:
    r"""Largest difference between the formulas at :math:`\hat x`, σ², μ and autograd, float64, m = 7."""
    x, upstream, gamma = 3 + 2 * _random(7), _random(7, seed=3), 1.7
    mean = x.mean().requires_grad_()
    variance = ((x - mean) ** 2).mean()
    xhat = (x - mean) / (variance + EPSILON).sqrt()
    gradients = torch.autograd.grad(gamma * xhat, (xhat, variance, mean), upstream)
    wanted = dict(zip(("xhat", "var", "mu"), gradients, strict=True))
    found = evaluate(formulas, x, gamma, upstream)
    return max(float((value - wanted[name]).abs().max()) for name, value in found.items())


def passes_gradcheck(formulas: Formulas = FORMULAS) -> bool:
    """Whether ``torch.autograd.gradcheck`` finds the formulas equal to finite differences, m = 6."""

    class BatchNorm(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Tensor, gamma: Tensor, beta: Tensor) -> Tensor:
            ctx.save_for_backward(x, gamma)
            return gamma * (x - x.mean()) / (x.var(correction=0) + EPSILON).sqrt() + beta

        @staticmethod
        def backward(ctx: Any, *upstream: Tensor) -> tuple[Tensor, ...]:
            x, gamma = ctx.saved_tensors
            found = evaluate(formulas, x, float(gamma), upstream[0])
            return tuple(found[name] for name in ("x", "gamma", "beta"))

    inputs = [_random(6), torch.tensor(1.7, dtype=torch.float64), torch.tensor(0.4, dtype=torch.float64)]
    inputs = [tensor.requires_grad_() for tensor in inputs]
    return bool(torch.autograd.gradcheck(BatchNorm.apply, inputs, raise_exception=False))


def within(error: Callable[[], float], tolerance: float = TOLERANCE) -> Finding:
    """Whether an error is as small as rounding in float64 allows."""
    largest = error()
    return Finding("checked numerically" if largest <= tolerance else "refuted", largest_error=largest)


def check_gradcheck(formulas: Formulas = FORMULAS) -> Finding:
    """The formulas against finite differences."""
    return Finding("checked numerically" if passes_gradcheck(formulas) else "refuted")


_DEVIATION = r"\max\lvert\text{formula}-\text{autograd}\rvert\le 10^{-12}"
CLAIMS = tuple(
    Claim(f"batchnorm.{name}", statement, meaning, Source(), "numeric", "checked numerically", check)
    for name, statement, meaning, check in (
        (
            "torch_1d",
            _DEVIATION,
            Text("`BatchNorm1d`, 9 rows of 4", "`BatchNorm1d`，9 列 4 個通道"),
            lambda: within(lambda: largest_layer_error((9, 4))),
        ),
        (
            "torch_1d_length",
            _DEVIATION,
            Text("`BatchNorm1d` with length, $m=NL$", "含長度的 `BatchNorm1d`，$m=NL$"),
            lambda: within(lambda: largest_layer_error((4, 3, 6))),
        ),
        (
            "torch_2d",
            _DEVIATION,
            Text("`BatchNorm2d`, $m=NHW$", "`BatchNorm2d`，$m=NHW$"),
            lambda: within(lambda: largest_layer_error((3, 2, 4, 5))),
        ),
        (
            "torch_nodes",
            _DEVIATION,
            Text("$\\hat x$, $\\sigma^2$ and $\\mu$, autograd", "$\\hat x$、$\\sigma^2$、$\\mu$，自動微分"),
            lambda: within(largest_node_error),
        ),
        (
            "gradcheck",
            r"\text{formula}=\text{finite differences}",
            Text("finite differences (`gradcheck`)", "有限差分（`gradcheck`）"),
            check_gradcheck,
        ),
    )
)
