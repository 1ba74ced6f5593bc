r"""Batch normalization of one channel, with m numbers in the batch (Ioffe and Szegedy 2015, algorithm 1).

.. math::
    \mu = \tfrac1m \sum_j x_j,\quad \sigma^2 = \tfrac1m \sum_j (x_j - \mu)^2,\quad
    \hat x_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \varepsilon}},\quad y_i = \gamma \hat x_i + \beta

for i = 1, …, m with symbolic m and ε > 0. The loss :math:`\ell` is any differentiable function of the y, and
:math:`g_i = \partial\ell/\partial y_i`. By the chain rule its gradient is that of :math:`\sum_i g_i y_i` with
the g held fixed.

Formulas may use the nodes of this computation, ``mu``, ``var`` (σ²) and the indexed ``xhat``, and the gradients
that arrive at them: ``grad_xhat``, ``grad_var``, ``grad_mu``. ``compose`` replaces nodes by what they stand for.
"""

from collections.abc import Callable

import sympy as sp

m = sp.Symbol("m", integer=True, positive=True)
h, i, j, k = sp.symbols("h i j k", integer=True)
gamma, beta, mu = sp.symbols("gamma beta mu", real=True)
epsilon = sp.Symbol("epsilon", positive=True)
var = sp.Symbol("sigma^2", nonnegative=True)
x, xhat, g, grad_xhat = (sp.IndexedBase(name, real=True) for name in ("x", "xhat", "g", "grad_xhat"))
grad_var, grad_mu = sp.symbols("grad_var grad_mu", real=True)

# The entry with respect to which one differentiates.
RANGES = {k: (sp.S.One, m)}
ROOT = sp.sqrt(var + epsilon)


def total(body: sp.Expr, index: sp.Symbol = j) -> sp.Sum:
    """The sum over the batch, from 1 to m."""
    return sp.Sum(body, (index, 1, m))


MEAN = total(x[h], h) / m
VARIANCE = total((x[j] - mu) ** 2) / m


def normalized(index: sp.Expr) -> sp.Expr:
    """The normalized number of that index, from x, μ and σ²."""
    return (x[index] - mu) / ROOT


# What lies between a node and ℓ, with everything put in; the nodes before it stay symbols.
LOSS_OF_XHAT = total(g[i] * (gamma * xhat[i] + beta), i)
LOSS_OF_VAR = total(g[i] * (gamma * normalized(i) + beta), i)
LOSS_OF_MU = LOSS_OF_VAR.xreplace({var: VARIANCE})
LOSS_OF_X = LOSS_OF_MU.xreplace({mu: MEAN})

# The six gradients. The third has a longer form with a term that is 0, the fourth one without the others.
D_XHAT = gamma * g[k]
D_VAR = -total(grad_xhat[i] * (x[i] - mu), i) / (2 * (var + epsilon) ** sp.Rational(3, 2))
D_MU = -total(grad_xhat[i], i) / ROOT
D_X_CHAIN = grad_xhat[k] / ROOT + grad_var * 2 * (x[k] - mu) / m + grad_mu / m
D_X = gamma / (m * ROOT) * (m * g[k] - total(g[j]) - xhat[k] * total(g[j] * xhat[j]))
D_GAMMA = total(g[i] * xhat[i], i)
D_BETA = total(g[i], i)


def replace_indexed(
    expression: sp.Expr, base: sp.IndexedBase, value: Callable[[sp.Expr], sp.Expr]
) -> sp.Expr:
    """Replace every entry of an indexed quantity by a function of its index."""
    entries = {entry: value(entry.indices[0]) for entry in expression.atoms(sp.Indexed) if entry.base == base}
    return expression.xreplace(entries)


def put_gradients_in(expression: sp.Expr) -> sp.Expr:
    """Replace the gradients at the nodes by their formulas, last node first."""
    expression = sp.sympify(expression).xreplace({grad_mu: D_MU}).xreplace({grad_var: D_VAR})
    return replace_indexed(expression, grad_xhat, lambda index: gamma * g[index])


def compose(expression: sp.Expr) -> sp.Expr:
    """Write an expression in x, g, γ, β, ε and m alone."""
    expression = replace_indexed(put_gradients_in(expression), xhat, normalized)
    return expression.xreplace({var: VARIANCE}).xreplace({mu: MEAN})
