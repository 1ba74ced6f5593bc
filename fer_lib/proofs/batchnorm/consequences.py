"""What the gradient is orthogonal to, and report C's last line, which lacks γ."""

from collections.abc import Sequence
from functools import partial

import sympy as sp

from fer_lib.language import Text, term
from fer_lib.proofs.batchnorm.comparison import compare, compare_lines
from fer_lib.proofs.batchnorm.layer import (
    D_GAMMA,
    D_X,
    ROOT,
    epsilon,
    g,
    gamma,
    grad_mu,
    grad_var,
    h,
    j,
    k,
    m,
    mu,
    total,
    var,
    x,
    xhat,
)
from fer_lib.proofs.claim import Claim, Finding, Source

Lines = Sequence[sp.Expr]

# Report C puts ∂ℓ/∂y where the chain has ∂ℓ/∂x̂ = γ ∂ℓ/∂y.
REPORT_C_D_X = g[k] / ROOT + grad_mu / m + grad_var * 2 * (x[k] - mu) / m


def _over_batch(factor: sp.Expr) -> sp.Sum:
    """The sum over k of a factor in the index h times ∂ℓ/∂x."""
    return total(factor * D_X.xreplace({k: h}), h)


# The derivations of the chapter, line by line.
SQUARES_LINES: Lines = (
    total(xhat[j] ** 2),
    total((x[j] - mu) ** 2) / (var + epsilon),
    m * var / (var + epsilon),
)
SUM_LINES: Lines = (
    _over_batch(sp.S.One),
    gamma / (m * ROOT) * (m * total(g[j]) - m * total(g[j]) - total(xhat[h], h) * total(g[j] * xhat[j])),
    sp.S.Zero,
)
ALONG_LINES: Lines = (
    _over_batch(xhat[h]),
    gamma / ROOT * D_GAMMA * (1 - total(xhat[h] ** 2, h) / m),
    gamma / ROOT * D_GAMMA * epsilon / (var + epsilon),
    gamma * epsilon / (var + epsilon) ** sp.Rational(3, 2) * D_GAMMA,
)
ALONG_XHAT = ALONG_LINES[-1]


def check_along_zero() -> Finding:
    """The claim that the gradient has no part along the normalized numbers, whatever ε is."""
    return compare(ALONG_LINES[0], sp.S.Zero)


def check_report_c(formula: sp.Expr = REPORT_C_D_X) -> Finding:
    """Report C's last line against the gradient; left is the gradient, right the line."""
    return compare(D_X, formula)


OWN = Source()
CLAIMS = (
    Claim(
        "batchnorm.squares",
        r"\sum_i\hat x_i^2=\frac{m\,\sigma^2}{\sigma^2+\varepsilon}",
        Text("sum of squares of $\\hat x$", "$\\hat x$ 的平方和"),
        OWN,
        "SymPy",
        "proved",
        partial(compare_lines, SQUARES_LINES),
    ),
    Claim(
        "batchnorm.sum_dx",
        r"\sum_k\frac{\partial\ell}{\partial x_k}=0",
        Text("the gradient adds up to 0", "梯度的總和為 0"),
        OWN,
        "SymPy",
        "proved",
        partial(compare_lines, SUM_LINES),
    ),
    Claim(
        "batchnorm.dx_along_xhat",
        r"\sum_k\frac{\partial\ell}{\partial x_k}\hat x_k"
        r"=\frac{\gamma\,\varepsilon}{(\sigma^2+\varepsilon)^{3/2}}\frac{\partial\ell}{\partial\gamma}",
        Text("the gradient along $\\hat x$", "梯度在 $\\hat x$ 方向的分量"),
        OWN,
        "SymPy",
        "proved",
        partial(compare_lines, ALONG_LINES),
    ),
    Claim(
        "batchnorm.dx_along_xhat_zero",
        r"\sum_k\frac{\partial\ell}{\partial x_k}\hat x_k=0",
        Text("the same exactly 0, with $\\varepsilon>0$", "$\\varepsilon>0$ 時該分量恰為 0"),
        OWN,
        "SymPy",
        "refuted",
        check_along_zero,
    ),
    Claim(
        "batchnorm.dx_without_gamma",
        r"\frac{\partial\ell}{\partial x_k}=\frac{g_k}{\sqrt{\sigma^2+\varepsilon}}"
        r"+\frac1m\frac{\partial\ell}{\partial\mu}"
        r"+\frac{2(x_k-\mu)}m\frac{\partial\ell}{\partial\sigma^2}",
        Text(
            "gradient with respect to $x$ without $\\gamma$ in the first term",
            "對 $x$ 的梯度，首項缺 $\\gamma$",
        ),
        Source("C", term("batch normalization")),
        "SymPy",
        "refuted",
        check_report_c,
    ),
)
