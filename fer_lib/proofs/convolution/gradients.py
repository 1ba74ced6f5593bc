r"""Gradients of a convolution layer for symbolic sizes.

.. math:: y_{ncij} = \beta_c + \sum_{d,a,b} w_{cdab}\, \tilde x_{n,\,d,\,s_1 i + a - p_1,\,s_2 j + b - p_2}

with :math:`\tilde x_{nduv} = x_{nduv}` inside the image and 0 in the padding. All indices count from 0. For any
differentiable loss with :math:`g = \partial L / \partial y`, the chain rule gives the gradient with respect to
any entry of w, β or x as :math:`\sum g_{ncij}\, \partial y_{ncij}`, the sum over all outputs: ``LOSS_CHANGE``
is :math:`\sum g\,y`, whose derivative that is.
"""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import sympy as sp
import torch

from fer_lib.language import Text
from fer_lib.proofs.claim import Claim, Finding, Source
from fer_lib.proofs.expansion import prove_equal
from fer_lib.proofs.finite_sums import Inside, Range, differentiate, equal

B, C, F, H, V, K1, K2, N1, N2, S1, S2 = sp.symbols("B C F H V k1 k2 N1 N2 s1 s2", integer=True, positive=True)
P1, P2 = sp.symbols("p1 p2", integer=True, nonnegative=True)
n, c, d, a, b, i, j = sp.symbols("n c d a b i j", integer=True)
# The entry with respect to which one differentiates.
n0, c0, d0, a0, b0, u0, v0 = sp.symbols("n_* c_* d_* a_* b_* u_* v_*", integer=True)
w, x, g, beta = (sp.IndexedBase(name, real=True) for name in ("w", "x", "g", "beta"))

RANGES: dict[sp.Symbol, Range] = {
    n0: (sp.S.Zero, B - 1),
    c0: (sp.S.Zero, F - 1),
    d0: (sp.S.Zero, C - 1),
    a0: (sp.S.Zero, K1 - 1),
    b0: (sp.S.Zero, K2 - 1),
    u0: (sp.S.Zero, H - 1),
    v0: (sp.S.Zero, V - 1),
}
# The small case in which a counterexample to a wrong formula is looked for.
SMALL = {B: 1, C: 2, F: 2, H: 4, V: 3, K1: 2, K2: 3, N1: 3, N2: 3, S1: 2, S2: 1, P1: 1, P2: 1}


def padded(u: sp.Expr, v: sp.Expr, image: sp.Expr = n, channel: sp.Expr = d) -> sp.Expr:
    """The image with zeros outside, at row u and column v of the image."""
    return x[image, channel, u, v] * Inside(u, 0, H - 1) * Inside(v, 0, V - 1)


OUTPUT = beta[c] + sp.Sum(
    w[c, d, a, b] * padded(S1 * i + a - P1, S2 * j + b - P2), (b, 0, K2 - 1), (a, 0, K1 - 1), (d, 0, C - 1)
)
LOSS_CHANGE = sp.Sum(g[n, c, i, j] * OUTPUT, (j, 0, N2 - 1), (i, 0, N1 - 1), (c, 0, F - 1), (n, 0, B - 1))

GRADIENT_WEIGHTS = sp.Sum(
    g[n, c0, i, j] * padded(S1 * i + a0 - P1, S2 * j + b0 - P2, channel=d0),
    (j, 0, N2 - 1),
    (i, 0, N1 - 1),
    (n, 0, B - 1),
)
GRADIENT_BIAS = sp.Sum(g[n, c0, i, j], (j, 0, N2 - 1), (i, 0, N1 - 1), (n, 0, B - 1))
# Row and column of the kernel through which output (i, j) read pixel (u0, v0), if there are such.
KERNEL_ROW = u0 + P1 - S1 * i
KERNEL_COLUMN = v0 + P2 - S2 * j
GRADIENT_INPUT = sp.Sum(
    g[n0, c, i, j]
    * w[c, d0, KERNEL_ROW, KERNEL_COLUMN]
    * Inside(KERNEL_ROW, 0, K1 - 1)
    * Inside(KERNEL_COLUMN, 0, K2 - 1),
    (j, 0, N2 - 1),
    (i, 0, N1 - 1),
    (c, 0, F - 1),
)
# Stride 1, summed over the kernel instead: the kernel runs backwards over the output gradient.
GRADIENT_INPUT_FLIPPED = sp.Sum(
    w[c, d0, a, b]
    * g[n0, c, u0 + P1 - a, v0 + P2 - b]
    * Inside(u0 + P1 - a, 0, N1 - 1)
    * Inside(v0 + P2 - b, 0, N2 - 1),
    (b, 0, K2 - 1),
    (a, 0, K1 - 1),
    (c, 0, F - 1),
)


def check_weights(formula: sp.Expr = GRADIENT_WEIGHTS) -> Finding:
    """∂L/∂w is the correlation of the padded input with the output gradient."""
    return prove_equal(differentiate(LOSS_CHANGE, w[c0, d0, a0, b0]), formula, SMALL, _ranges(c0, d0, a0, b0))


def check_bias(formula: sp.Expr = GRADIENT_BIAS) -> Finding:
    """∂L/∂β is the sum of the output gradient."""
    return prove_equal(differentiate(LOSS_CHANGE, beta[c0]), formula, SMALL, _ranges(c0))


def check_input(formula: sp.Expr = GRADIENT_INPUT) -> Finding:
    """∂L/∂x sends each output gradient back through the weight that read the pixel."""
    return prove_equal(differentiate(LOSS_CHANGE, x[n0, d0, u0, v0]), formula, SMALL, _ranges(n0, d0, u0, v0))


def check_input_flipped(formula: sp.Expr = GRADIENT_INPUT_FLIPPED) -> Finding:
    r"""For stride 1, the same gradient as a convolution with the flipped kernel.

    Both forms come from one double sum over i and a with :math:`\delta_{i+a,\,u+p_1}` (and j, b likewise):
    resolving the delta for a gives the first, for i the second.
    """
    links = sp.KroneckerDelta(i + a, u0 + P1) * sp.KroneckerDelta(j + b, v0 + P2)
    summand = g[n0, c, i, j] * w[c, d0, a, b] * links
    kernel = ((b, 0, K2 - 1), (a, 0, K1 - 1))
    outputs = ((j, 0, N2 - 1), (i, 0, N1 - 1))
    by_output = sp.Sum(summand, *kernel, *outputs, (c, 0, F - 1))
    by_kernel = sp.Sum(summand, *outputs, *kernel, (c, 0, F - 1))
    stride_one = {S1: sp.S.One, S2: sp.S.One}
    ranges = _ranges(n0, d0, u0, v0)
    derived = differentiate(LOSS_CHANGE, x[n0, d0, u0, v0]).xreplace(stride_one)
    if not equal(derived, by_output, ranges):
        return Finding("undecided")
    return prove_equal(by_kernel, formula, SMALL | {S1: 1, S2: 1}, ranges)


def _ranges(*indices: sp.Symbol) -> dict[sp.Symbol, Range]:
    return {index: RANGES[index] for index in indices}


class _Guarded:
    """An array that answers an index outside it with a huge value, which a forgotten bracket lets through."""

    def __init__(self, values: np.ndarray[Any, np.dtype[np.float64]]) -> None:
        self.values = values

    def __getitem__(self, index: tuple[int, ...] | int) -> float:
        index = index if isinstance(index, tuple) else (index,)
        if all(0 <= at < size for at, size in zip(index, self.values.shape, strict=True)):
            return float(self.values[index])
        return 1e6


def evaluate(
    formula: sp.Expr, entry: tuple[sp.Symbol, ...], shape: tuple[int, ...], values: dict[sp.Basic, object]
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Numbers of a gradient formula for every entry of an array of that shape, in float64."""
    names = [sp.Dummy() for _ in values]
    replaced = formula.xreplace(
        {k: v for k, v in zip(values, names, strict=True) if isinstance(k, sp.Symbol)}
    )
    arguments = [v if isinstance(k, sp.Symbol) else k for k, v in zip(values, names, strict=True)]
    plain = [sp.Symbol(f"entry_{number}", integer=True) for number, _ in enumerate(entry)]
    replaced = replaced.xreplace(dict(zip(entry, plain, strict=True)))
    inside = {"Inside": lambda at, low, high: float(low <= at <= high)}
    function = sp.lambdify([*plain, *arguments], replaced, modules=[inside, "math"])
    result = np.empty(shape)
    for index in product(*map(range, shape)):
        result[index] = function(*index, *values.values())
    return result


def largest_autograd_error(formulas: dict[str, sp.Expr] | None = None) -> float:
    """Largest difference between the formulas and torch's autograd, float64, seed 0.

    Layer: 2 images, 2 channels of 5×4, 3 filters of 3×2, strides 2 and 1, padding 1 and 1.
    """
    formulas = formulas or {"w": GRADIENT_WEIGHTS, "beta": GRADIENT_BIAS, "x": GRADIENT_INPUT}
    random = torch.Generator().manual_seed(0)
    image, weights, bias = (
        torch.randn(shape, generator=random, dtype=torch.float64, requires_grad=True)
        for shape in ((2, 2, 5, 4), (3, 2, 3, 2), (3,))
    )
    output = torch.nn.functional.conv2d(image, weights, bias, stride=(2, 1), padding=(1, 1))
    upstream = torch.randn(output.shape, generator=random, dtype=torch.float64)
    gradients = torch.autograd.grad(output, (weights, bias, image), upstream)
    sizes = {B: 2, C: 2, F: 3, H: 5, V: 4, K1: 3, K2: 2, S1: 2, S2: 1, P1: 1, P2: 1}
    sizes |= {N1: output.shape[2], N2: output.shape[3]}
    arrays = {x: _Guarded(image.detach().numpy()), w: _Guarded(weights.detach().numpy())}
    values: dict[sp.Basic, object] = {**sizes, **arrays, g: _Guarded(upstream.numpy())}
    entries = {"w": (c0, d0, a0, b0), "beta": (c0,), "x": (n0, d0, u0, v0)}
    wanted = dict(zip(entries, gradients, strict=True))
    errors = []
    for name, formula in formulas.items():
        found = evaluate(formula, entries[name], tuple(wanted[name].shape), values)
        errors.append(float(np.abs(found - wanted[name].numpy()).max()))
    return max(errors)


def check_autograd(error: Callable[[], float] = largest_autograd_error, tolerance: float = 1e-12) -> Finding:
    """The three formulas against torch's autograd."""
    largest = error()
    return Finding("checked numerically" if largest <= tolerance else "refuted", largest_error=largest)


OWN = Source()
CLAIMS = (
    Claim(
        "conv.gradient_weights",
        r"\frac{\partial L}{\partial w_{cdab}}=\sum_{n,i,j}g_{ncij}\,\tilde x_{n,d,s_1i+a-p_1,s_2j+b-p_2}",
        Text("gradient with respect to the weights", "對權重的梯度"),
        OWN,
        "SymPy",
        "proved",
        check_weights,
    ),
    Claim(
        "conv.gradient_bias",
        r"\frac{\partial L}{\partial \beta_{c}}=\sum_{n,i,j}g_{ncij}",
        Text("gradient with respect to the bias", "對偏差項的梯度"),
        OWN,
        "SymPy",
        "proved",
        check_bias,
    ),
    Claim(
        "conv.gradient_input",
        r"\frac{\partial L}{\partial x_{nduv}}=\sum_{c,i,j}g_{ncij}\,\tilde w_{c,d,u+p_1-s_1i,v+p_2-s_2j}",
        Text("gradient with respect to the input", "對輸入的梯度"),
        OWN,
        "SymPy",
        "proved",
        check_input,
    ),
    Claim(
        "conv.gradient_input_flipped",
        r"s_1=s_2=1 \implies \frac{\partial L}{\partial x_{nduv}}"
        r"=\sum_{c,a,b}w_{cdab}\,\tilde g_{n,c,u+p_1-a,v+p_2-b}",
        Text("the same for stride 1, kernel flipped", "步幅為 1 時，等於與翻轉卷積核做卷積"),
        OWN,
        "SymPy",
        "proved",
        check_input_flipped,
    ),
    Claim(
        "conv.gradients_autograd",
        r"\max\lvert\text{formula}-\text{autograd}\rvert\le 10^{-12}",
        Text("the formulas against torch’s autograd", "公式與 torch 自動微分相比"),
        OWN,
        "numeric",
        "checked numerically",
        check_autograd,
    ),
)
