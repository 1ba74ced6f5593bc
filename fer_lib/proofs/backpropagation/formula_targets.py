r"""Chapter 13: one layer of the recursion, for any differentiable activation.

Unit i of the layer before has :math:`a_i = \sigma(z_i)`; unit j of the layer takes :math:`\sum_i a_i W_{ij} + b_j`
and :math:`\delta_j` is the gradient of the loss with respect to that.
"""

import numpy as np
import sympy as sp

from fer_lib.language import Text
from fer_lib.proofs.equality import Given
from fer_lib.proofs.equality.cuts import on_pieces
from fer_lib.proofs.equality.sums import Point, SumDecider
from fer_lib.proofs.finite_sums import Range
from fer_lib.proofs.formula_target import Target
from fer_lib.proofs.formulas import Notation, Quantity
from fer_lib.proofs.formulas.notation import indexed, scalar

n, n_before = sp.symbols("n n_before", integer=True, positive=True)
z, delta, b, W = (sp.IndexedBase(name, real=True) for name in ("z", "delta", "b", "W"))
i, j = sp.symbols("i j", integer=True)
sigma, sigma_prime = sp.Function("sigma", real=True), sp.Function("sigma'", real=True)
RANGE: Range = (sp.S.One, n)
_BEFORE: Range = (sp.S.One, n_before)
_SIZES = ({n: 1}, {n: 2}, {n: 1_000})
_on_pieces = on_pieces((sp.S.Zero, n), (1,))

_NAMES = (
    scalar("n", "n", Text("units of the layer", "該層的單元數"), n, others="m N"),
    indexed(
        "z",
        "z_i",
        Text("what unit i of the layer before activates", "前一層單元 i 活化前的值"),
        z.__getitem__,
    ),
    indexed(
        "a",
        r"a_i=\sigma(z_i)",
        Text("output of unit i of the layer before", "前一層單元 i 的輸出"),
        lambda index: sigma(z[index]),
    ),
    indexed(
        "delta",
        r"\delta_j",
        Text("gradient of the loss before unit j is activated", "損失對單元 j 活化前的值的梯度"),
        delta.__getitem__,
    ),
    indexed(
        "W w",
        "W_{ij}",
        Text("weight from unit i of the layer before to unit j", "前一層單元 i 到單元 j 的權重"),
        lambda *place: W[place],
        indices=2,
    ),
    indexed("b", "b_j", Text("bias of unit j", "單元 j 的偏差項"), b.__getitem__),
    Quantity(
        ("sigma'", "dsigma"),
        r"\sigma'",
        Text("derivative of the activation", "活化函數的導數"),
        sigma_prime,
        function=True,
        others=("f'", "g'", "phi'"),
    ),
    Quantity(
        ("sigma",),
        r"\sigma",
        Text("activation, any differentiable function", "活化函數，任意可微函數"),
        sigma,
        function=True,
        others=("f", "g", "phi"),
    ),
)


def _sample(size: int, random: np.random.Generator) -> Point:
    """Small whole numbers, and a polynomial for the activation."""
    before = 2
    slope, height = (sp.Integer(value) for value in random.integers(2, 5, 2).tolist())
    values: dict[sp.Basic, sp.Expr] = {n: sp.Integer(size), n_before: sp.Integer(before)}
    scores = random.integers(-3, 4, before).tolist()
    gradients = random.integers(-3, 4, size).tolist()
    gradients[0] = 2
    weights = random.integers(-3, 4, (before, size)).tolist()
    biases = random.integers(-3, 4, size).tolist()
    values |= {z[place]: sp.Integer(value) for place, value in enumerate(scores, start=1)}
    values |= {delta[place]: sp.Integer(value) for place, value in enumerate(gradients, start=1)}
    values |= {b[place]: sp.Integer(value) for place, value in enumerate(biases, start=1)}
    for row, entries in enumerate(weights, start=1):
        values |= {W[row, place]: sp.Integer(value) for place, value in enumerate(entries, start=1)}
    given = (
        Given("sigma(t)", r"\sigma(t)", f"t^2 + {slope}t + {height}", (sigma, sigma_prime)),
        Given("z", "z", tuple(scores), (z,)),
        Given("delta", r"\delta", tuple(gradients), (delta,)),
        Given("W", "W", tuple(tuple(row) for row in weights), (W,)),
        Given("b", "b", tuple(biases), (b,)),
    )
    functions = {
        sigma: lambda x: x**2 + slope * x + height,
        sigma_prime: lambda x: 2 * x + slope,
    }
    return Point(given, values, functions)


_EVERY_LAYER = Text(
    "layers of every width and every differentiable $\\sigma$", "任意寬度的層與任意可微的 $\\sigma$"
)

TARGETS = (
    Target(
        "backpropagation.delta",
        r"\partial L/\partial z_i",
        Text(
            "the gradient of the loss before unit i of the layer before is activated",
            "損失對前一層單元 i 活化前的值的梯度",
        ),
        _EVERY_LAYER,
        Notation(_NAMES, (i,), RANGE, _SIZES, ("dL_dz",)),
        sigma_prime(z[i]) * sp.Sum(W[i, j] * delta[j], (j, *RANGE)),
        SumDecider((), {i: _BEFORE}, _sample, prepare=_on_pieces),
    ),
    Target(
        "backpropagation.weights",
        r"\partial L/\partial W_{ij}",
        Text("the gradient of the loss with respect to one weight", "損失對一個權重的梯度"),
        _EVERY_LAYER,
        Notation(_NAMES, (i, j), RANGE, _SIZES, ("dL_dW", "dL_dw")),
        sigma(z[i]) * delta[j],
        SumDecider((), {i: _BEFORE, j: RANGE}, _sample, prepare=_on_pieces),
    ),
    Target(
        "backpropagation.bias",
        r"\partial L/\partial b_j",
        Text("the gradient of the loss with respect to the bias of unit j", "損失對單元 j 的偏差項的梯度"),
        _EVERY_LAYER,
        Notation(_NAMES, (j,), RANGE, _SIZES, ("dL_db",)),
        delta[j],
        SumDecider((), {j: RANGE}, _sample, prepare=_on_pieces),
    ),
)
