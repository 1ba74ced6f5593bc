r"""Chapter 12: softmax with cross entropy.

.. math:: \hat y_i = e^{z_i} / \sum_j e^{z_j},\qquad L = -\sum_i y_i \log \hat y_i,\qquad \sum_i y_i = 1

In here :math:`e^{z_i} = Z \hat y_i` with :math:`\sum_i \hat y_i = 1`.
"""

import numpy as np
import sympy as sp

from fer_lib.language import Text
from fer_lib.proofs.equality import Given
from fer_lib.proofs.equality.cuts import on_pieces
from fer_lib.proofs.equality.sums import KnownSum, Point, SumDecider
from fer_lib.proofs.finite_sums import Range
from fer_lib.proofs.formula_target import Target
from fer_lib.proofs.formulas import Notation, Quantity
from fer_lib.proofs.formulas.notation import DELTA, indexed, scalar

K = sp.Symbol("K", integer=True, positive=True)
Z = sp.Symbol("Z", positive=True)
yhat = sp.IndexedBase("yhat", positive=True)
y, z = (sp.IndexedBase(name, real=True) for name in "yz")
i, j, t = sp.symbols("i j t", integer=True)
RANGE: Range = (sp.S.One, K)
_SIZES = ({K: 2}, {K: 3}, {K: 1_000})

_NAMES = (
    scalar("K", "K", Text("number of classes", "類別數"), K, others="C N"),
    indexed("z", "z_i", Text("score of class i", "類別 i 的分數"), z.__getitem__),
    indexed(
        "yhat p",
        r"\hat y_i",
        Text("softmax of z, the prediction", "z 的 softmax，即預測"),
        yhat.__getitem__,
        others="S",
    ),
    Quantity(
        ("softmax", "sigma"),
        r"\operatorname{softmax}(z)_i",
        Text("the same, written as a function", "同上，寫成函數"),
        yhat.__getitem__,
        indices=1,
        of="z",
    ),
    DELTA,
)
_LABEL = indexed("y", "y_i", Text("label, with sum 1", "標籤，總和為 1"), y.__getitem__)


# Results on which the gradient may build, as the chain rule does.
_EARLIER = (
    indexed(
        "dL_dyhat dL_dp dL_dS",
        r"\partial L/\partial\hat y_i",
        Text("gradient of the prediction", "預測的梯度"),
        lambda index: -y[index] / yhat[index],
    ),
    indexed(
        "dyhat_dz dp_dz dS_dz",
        r"\partial\hat y_i/\partial z_j",
        Text("derivative of prediction i by score j", "預測 i 對分數 j 的導數"),
        lambda own, other: yhat[own] * (sp.KroneckerDelta(own, other) - yhat[other]),
        indices=2,
    ),
)


def _name_exponentials(expression: sp.Expr) -> sp.Expr:
    """Exponentials of scores as Z·ŷ."""

    def product(exponent: sp.Expr) -> sp.Expr:
        factors = []
        for part in sp.Add.make_args(sp.expand(exponent)):
            number, score = part.as_coeff_Mul()
            whole = number.is_Integer and isinstance(score, sp.Indexed) and score.base == z
            factors.append((Z * yhat[score.indices]) ** number if whole else sp.exp(part))
        return sp.Mul(*factors)

    return _on_pieces(expression.replace(sp.exp, product))


_on_pieces = on_pieces((sp.S.Zero, K), (2,))


def _sample(size: int, random: np.random.Generator) -> Point:
    """Scores that are logarithms of whole numbers, so that the predictions are fractions; soft labels."""
    weights = random.integers(1, 8, size).tolist()
    shares = random.integers(0, 4, size).tolist()
    shares[0] += 1
    total, share_total = sum(weights), sum(shares)
    labels = tuple(sp.Rational(share, share_total) for share in shares)
    predictions = tuple(sp.Rational(weight, total) for weight in weights)
    values: dict[sp.Basic, sp.Expr] = {K: sp.Integer(size), Z: sp.Integer(total)}
    for place, weight in enumerate(weights, start=1):
        values[z[place]] = sp.log(weight)
        values[yhat[place]], values[y[place]] = predictions[place - 1], labels[place - 1]
    scores = tuple(sp.N(sp.log(weight), 15) for weight in weights)
    given = (
        Given("K", "K", size),
        Given("z", "z", scores, (z, Z, sp.exp)),
        Given("yhat", r"\hat y", predictions, (yhat,)),
        Given("y", "y", labels, (y,)),
    )
    return Point(given, values, {})


_KNOWN = (KnownSum(yhat, 1, RANGE, sp.S.One), KnownSum(y, 1, RANGE, sp.S.One))


def _decider(free: tuple[sp.Symbol, ...]) -> SumDecider:
    return SumDecider(_KNOWN, dict.fromkeys(free, RANGE), _sample, prepare=_name_exponentials)


_EVERY_CLASS_NUMBER = Text("every number of classes $K \\ge 2$", "任意類別數 $K \\ge 2$")

TARGETS = (
    Target(
        "softmax.gradient",
        r"\partial L/\partial z_t",
        Text(
            "the gradient of the cross entropy of a softmax with respect to the score of class t",
            "softmax 的交叉熵對類別 t 的分數的梯度",
        ),
        _EVERY_CLASS_NUMBER,
        Notation((*_NAMES, _LABEL, *_EARLIER), (t,), RANGE, _SIZES, ("dL_dz",)),
        yhat[t] - y[t],
        _decider((t,)),
    ),
    Target(
        "softmax.jacobian",
        r"\partial\hat y_i/\partial z_j",
        Text(
            "the derivative of prediction i with respect to the score of class j",
            "預測 i 對類別 j 的分數的導數",
        ),
        _EVERY_CLASS_NUMBER,
        Notation(_NAMES, (i, j), RANGE, _SIZES, ("dyhat_dz", "dp_dz", "dS_dz")),
        yhat[i] * (sp.KroneckerDelta(i, j) - yhat[j]),
        _decider((i, j)),
    ),
)
