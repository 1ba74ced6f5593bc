r"""Three layers composed into one expression and differentiated as a whole, against the recursion.

Here no chain rule over layers is assumed: the loss is one nested expression in the nine quantities
:math:`x, t, W_1, b_1, W_2, b_2, W_3, b_3` and the unknown functions :math:`\sigma_1, \sigma_2`, a different one
for each hidden layer. Batch and widths are symbols.
"""

from collections.abc import Mapping

import sympy as sp

from fer_lib.language import Text
from fer_lib.proofs.backpropagation.unknown import X, make_activation, prove_for_any_activation
from fer_lib.proofs.claim import Claim, Finding, Source
from fer_lib.proofs.finite_sums import Range, differentiate

N = sp.Symbol("N", integer=True, positive=True)
WIDTHS = sp.symbols("d:4", integer=True, positive=True)
n, i, j, h = sp.symbols("n i j h", integer=True)
i0, j0 = sp.symbols("i_* j_*", integer=True)
x, t = (sp.IndexedBase(name, real=True) for name in "xt")
W, b = ({layer: sp.IndexedBase(f"{name}{layer}", real=True) for layer in (1, 2, 3)} for name in "Wb")
SIGMA = {1: make_activation("sigma_1"), 2: make_activation("sigma_2", X**2 - X)}
SMALL = {N: 1, **dict.fromkeys(WIDTHS, 2)}


def over(layer: int, index: sp.Symbol) -> tuple[sp.Symbol, sp.Expr, sp.Expr]:
    """The units of a layer as limits of a sum."""
    return index, sp.S.Zero, WIDTHS[layer] - 1


def weighted(layer: int, image: sp.Expr, unit: sp.Expr) -> sp.Expr:
    """The weighted sum z of one unit, with everything below put in."""
    index = sp.Dummy("i", integer=True)
    inputs = active(layer - 1, image, index) * W[layer][index, unit]
    return sp.Sum(inputs, over(layer - 1, index)) + b[layer][unit]


def active(layer: int, image: sp.Expr, unit: sp.Expr) -> sp.Expr:
    """The activation of one unit of layer 0 (the input), 1 or 2, with everything below put in."""
    return x[image, unit] if layer == 0 else SIGMA[layer][0](weighted(layer, image, unit))


def scores(image: sp.Expr) -> sp.Expr:
    """The denominator of the softmax."""
    index = sp.Dummy("h", integer=True)
    return sp.Sum(sp.exp(weighted(3, image, index)), over(3, index))


def loss() -> sp.Expr:
    """Cross entropy of the batch, one expression."""
    return -sp.Sum(t[n, j] * (weighted(3, n, j) - sp.log(scores(n))), over(3, j), (n, 0, N - 1))


def recursion(layer: int, image: sp.Expr, unit: sp.Expr) -> sp.Expr:
    """δ of one unit by the recursion; at the output ŷ Σt − t, which is ŷ − t for labels that add up to 1."""
    index = sp.Dummy("j", integer=True)
    if layer == 3:
        total = sp.Sum(t[image, index], over(3, index))
        return sp.exp(weighted(3, image, unit)) / scores(image) * total - t[image, unit]
    above = sp.Sum(recursion(layer + 1, image, index) * W[layer + 1][unit, index], over(layer + 1, index))
    return above * SIGMA[layer][1](weighted(layer, image, unit))


def formulas() -> dict[sp.Indexed, sp.Expr]:
    """Entry → derivative of the loss by the recursion, for a weight and a bias of each layer."""
    images = (n, 0, N - 1)
    result = {}
    for layer in (3, 2, 1):
        result[W[layer][i0, j0]] = sp.Sum(active(layer - 1, n, i0) * recursion(layer, n, j0), images)
        result[b[layer][j0]] = sp.Sum(recursion(layer, n, j0), images)
    return result


def check_three_layers(candidates: Mapping[sp.Indexed, sp.Expr] | None = None) -> Finding:
    """The derivative of the composed loss is what the recursion gives, for every weight and bias."""
    for entry, formula in (candidates or formulas()).items():
        layer = next(number for number in W if entry.base in (W[number], b[number]))
        ranges: dict[sp.Symbol, Range] = {i0: over(layer - 1, i0)[1:], j0: over(layer, j0)[1:]}
        finding = prove_for_any_activation(differentiate(loss(), entry), formula, SMALL, ranges)
        if finding.verdict != "proved":
            return finding
    return Finding("proved")


CLAIMS = (
    Claim(
        "backpropagation.three_layers",
        r"m=3:\ \nabla E(x,t,W_1,b_1,\dots,W_3,b_3)\text{ by the recursion}",
        Text("three layers, differentiated as one", "三層合成後整體微分"),
        Source(),
        "SymPy",
        "proved",
        check_three_layers,
    ),
)
