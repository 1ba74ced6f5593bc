r"""The six gradients: node by node along the chain of report A, and from the composed expression at once.

Each ``…_LINES`` is a derivation. Its first line is the chain rule with the local derivatives taken by SymPy, its
last the result, and the chapter prints the lines in between; every line is proved equal to the next. The
composed check needs no chain rule by hand: it differentiates all that lies between the node and the loss.
"""

from collections.abc import Sequence
from functools import partial

import sympy as sp

from fer_lib.language import Text, term
from fer_lib.proofs.batchnorm.comparison import compare, compare_lines
from fer_lib.proofs.batchnorm.layer import (
    D_BETA,
    D_GAMMA,
    D_MU,
    D_VAR,
    D_X,
    D_X_CHAIN,
    D_XHAT,
    LOSS_OF_MU,
    LOSS_OF_VAR,
    LOSS_OF_X,
    LOSS_OF_XHAT,
    MEAN,
    ROOT,
    VARIANCE,
    beta,
    epsilon,
    g,
    gamma,
    grad_mu,
    grad_var,
    grad_xhat,
    i,
    j,
    k,
    m,
    mu,
    normalized,
    total,
    var,
    x,
    xhat,
)
from fer_lib.proofs.claim import Claim, Finding, Source
from fer_lib.proofs.finite_sums import differentiate

Lines = Sequence[sp.Expr]
HALF = sp.Rational(1, 2)
ROOT_CUBED = (var + epsilon) ** sp.Rational(3, 2)
DEVIATIONS = total(x[j] - mu)

XHAT_LINES: Lines = (
    differentiate(LOSS_OF_XHAT, xhat[k]),
    total(g[i] * gamma * sp.KroneckerDelta(i, k), i),
    D_XHAT,
)
VAR_LINES: Lines = (
    total(grad_xhat[i] * sp.diff(normalized(i), var), i),
    total(grad_xhat[i] * (x[i] - mu) * -HALF / ROOT_CUBED, i),
    D_VAR,
)
MU_LINES: Lines = (
    grad_var * sp.diff(VARIANCE, mu) + total(grad_xhat[i] * sp.diff(normalized(i), mu), i),
    -2 * grad_var / m * DEVIATIONS - total(grad_xhat[i], i) / ROOT,
    D_MU,
)
X_LINES: Lines = (
    differentiate(total(grad_xhat[i] * normalized(i), i), x[k])
    + grad_var * differentiate(VARIANCE, x[k])
    + grad_mu * differentiate(MEAN, x[k]),
    D_X_CHAIN,
    (m * grad_xhat[k] - xhat[k] * total(grad_xhat[j] * xhat[j]) - total(grad_xhat[j])) / (m * ROOT),
    D_X,
)
GAMMA_LINES: Lines = (sp.diff(LOSS_OF_XHAT, gamma), D_GAMMA)
BETA_LINES: Lines = (sp.diff(LOSS_OF_XHAT, beta), D_BETA)


def check_deviations(deviations: sp.Expr = DEVIATIONS) -> Finding:
    """The deviations from the mean add up to 0."""
    return compare(deviations, sp.S.Zero)


def check_composed(loss: sp.Expr, variable: sp.Expr, formula: sp.Expr) -> Finding:
    """Differentiate the whole expression between a node and ℓ, and compare.

    Args:
        loss: ``LOSS_OF_…``.
        variable: the node, in entry k where it has entries.
        formula: its gradient.
    """
    indexed = isinstance(variable, sp.Indexed)
    return compare(differentiate(loss, variable) if indexed else sp.diff(loss, variable), formula)


REPORT_A = Source("A", term("batch normalization"))
OWN = Source()

_SQUARE_ROOT = r"\sqrt{\sigma^2+\varepsilon}"
_CHAIN = {
    "dxhat": (
        r"\frac{\partial\ell}{\partial\hat x_k}=\gamma\,g_k",
        Text("gradient with respect to $\\hat x$", "對 $\\hat x$ 的梯度"),
        XHAT_LINES,
    ),
    "dvar": (
        r"\frac{\partial\ell}{\partial\sigma^2}=-\tfrac12(\sigma^2+\varepsilon)^{-3/2}"
        r"\sum_i\frac{\partial\ell}{\partial\hat x_i}(x_i-\mu)",
        Text("gradient with respect to $\\sigma^2$", "對 $\\sigma^2$ 的梯度"),
        VAR_LINES,
    ),
    "dmu": (
        rf"\frac{{\partial\ell}}{{\partial\mu}}=-\frac1{{{_SQUARE_ROOT}}}"
        r"\sum_i\frac{\partial\ell}{\partial\hat x_i}",
        Text("gradient with respect to $\\mu$", "對 $\\mu$ 的梯度"),
        MU_LINES,
    ),
    "dx": (
        rf"\frac{{\partial\ell}}{{\partial x_k}}=\frac{{\gamma}}{{m{_SQUARE_ROOT}}}"
        r"\Bigl(mg_k-\sum_j g_j-\hat x_k\sum_j g_j\hat x_j\Bigr)",
        Text("gradient with respect to $x$", "對 $x$ 的梯度"),
        X_LINES,
    ),
    "dgamma": (
        r"\frac{\partial\ell}{\partial\gamma}=\sum_i g_i\hat x_i",
        Text("gradient with respect to $\\gamma$", "對 $\\gamma$ 的梯度"),
        GAMMA_LINES,
    ),
    "dbeta": (
        r"\frac{\partial\ell}{\partial\beta}=\sum_i g_i",
        Text("gradient with respect to $\\beta$", "對 $\\beta$ 的梯度"),
        BETA_LINES,
    ),
}
COMPOSED = {
    "dxhat": (LOSS_OF_XHAT, xhat[k], D_XHAT),
    "dvar": (LOSS_OF_VAR, var, D_VAR),
    "dmu": (LOSS_OF_MU, mu, D_MU),
    "dx": (LOSS_OF_X, x[k], D_X),
    "dgamma": (LOSS_OF_X, gamma, D_GAMMA),
    "dbeta": (LOSS_OF_X, beta, D_BETA),
}

CHAIN_CLAIMS = tuple(
    Claim(f"batchnorm.{name}", statement, meaning, REPORT_A, "SymPy", "proved", partial(compare_lines, lines))
    for name, (statement, meaning, lines) in _CHAIN.items()
)
COMPOSED_CLAIMS = tuple(
    Claim(
        f"batchnorm.{name}_composed",
        statement,
        Text(f"{meaning.en}, all at once", f"{meaning.zh}，整個式子直接微分"),
        OWN,
        "SymPy",
        "proved",
        partial(check_composed, *COMPOSED[name]),
    )
    for name, (statement, meaning, _) in _CHAIN.items()
)
CLAIMS = (
    Claim(
        "batchnorm.deviations",
        r"\sum_i(x_i-\mu)=0",
        Text("the deviations add up to 0", "離差的總和為 0"),
        OWN,
        "SymPy",
        "proved",
        check_deviations,
    ),
    *CHAIN_CLAIMS,
    *COMPOSED_CLAIMS,
)
