r"""Chapter 11: the six gradients of batch normalization.

.. math:: \hat x_i = (x_i - \mu)/\sqrt{v},\quad v = \sigma^2 + \varepsilon,\quad y_i = \gamma \hat x_i + \beta

after Ioffe and Szegedy, "Batch Normalization" (2015), section 3. In here :math:`x_i = \mu + c_i`: the centred
:math:`c_i` have :math:`\sum_i c_i = 0` and :math:`\sum_i c_i^2 = m(v - \varepsilon)`,
and nothing else is known of them.
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

m = sp.Symbol("m", integer=True, positive=True)
gamma, beta, mu = sp.symbols("gamma beta mu", real=True)
epsilon, v = sp.symbols("epsilon v", positive=True)
c, g = (sp.IndexedBase(name, real=True) for name in "cg")
k = sp.Symbol("k", integer=True)
_j = sp.Symbol("j", integer=True)
RANGE: Range = (sp.S.One, m)
_SIZES = ({m: 2}, {m: 3}, {m: 1_000})
_RESULTS = {
    "dxhat": ("dL_dxhat",),
    "dvar": ("dvar", "dL_dsigma2", "dL_dsigma2_B", "dL_dv"),
    "dmean": ("dmean", "dmu", "dL_dmu", "dL_dmu_B"),
    "dx": ("dL_dx",),
    "dgamma": ("dL_dgamma",),
    "dbeta": ("dL_dbeta",),
}


def _x(index: sp.Expr) -> sp.Expr:
    return mu + c[index]


def _xhat(index: sp.Expr) -> sp.Expr:
    return c[index] / sp.sqrt(v)


def _total(summand: sp.Expr) -> sp.Sum:
    return sp.Sum(summand, (_j, *RANGE))


def _d_xhat(index: sp.Expr) -> sp.Expr:
    return gamma * g[index]


_D_VARIANCE = -gamma / (2 * v ** sp.Rational(3, 2)) * _total(g[_j] * c[_j])
_D_MEAN = -gamma / sp.sqrt(v) * _total(g[_j])
_D_X = gamma / (m * sp.sqrt(v)) * (m * g[k] - _total(g[_j]) - _xhat(k) * _total(g[_j] * _xhat(_j)))

_GIVEN = (
    scalar("m", "m", Text("size of the batch", "批次大小"), m, others="N"),
    indexed("x", "x_i", Text("input", "輸入"), _x),
    indexed(
        "g dy dL_dy",
        r"g_i=\partial L/\partial y_i",
        Text("gradient of the output", "輸出的梯度"),
        g.__getitem__,
    ),
    scalar("gamma", r"\gamma", Text("scale", "縮放參數"), gamma),
    scalar("beta", r"\beta", Text("shift", "平移參數"), beta),
    scalar(
        "epsilon eps",
        r"\varepsilon",
        Text("small number added to the variance", "加在變異數上的小數"),
        epsilon,
    ),
    scalar("mu mu_B xbar", r"\mu", Text("mean of the batch", "批次的平均"), mu),
    scalar(
        "sigma sigma_B",
        r"\sigma",
        Text("standard deviation; sigma^2 is the variance (1/m)", "標準差；sigma^2 為變異數（除以 m）"),
        sp.sqrt(v - epsilon),
    ),
    scalar("v", r"v=\sigma^2+\varepsilon", Text("what the root is taken of", "根號內的量"), v),
    scalar("s", r"s=\sqrt v", Text("what the deviation is divided by", "離差所除的量"), sp.sqrt(v)),
    indexed("xhat", r"\hat x_i", Text("normalized input", "正規化後的輸入"), _xhat),
    indexed("y", "y_i", Text("output", "輸出值"), lambda index: gamma * _xhat(index) + beta),
    DELTA,
)
# Results on which later ones may build, as the reports' chains do.
_DXHAT = indexed(
    "dxhat p dL_dxhat", r"\partial L/\partial\hat x_i", Text("gradient of xhat", "xhat 的梯度"), _d_xhat
)
_DVAR = scalar(
    " ".join(_RESULTS["dvar"]),
    r"\partial L/\partial\sigma^2",
    Text("gradient of the variance", "變異數的梯度"),
    _D_VARIANCE,
)
_DMEAN = scalar(
    " ".join(_RESULTS["dmean"]),
    r"\partial L/\partial\mu",
    Text("gradient of the mean", "平均的梯度"),
    _D_MEAN,
)


def _sample(size: int, random: np.random.Generator) -> Point:
    """Small whole numbers for x and g, never all x equal."""
    x, gradient = random.integers(-3, 4, size).tolist(), random.integers(-3, 4, size).tolist()
    x[0], x[-1] = -4, 4
    mean = sp.Rational(sum(x), size)
    small = sp.Rational(1, 2)
    variance = sum((sp.Integer(value) - mean) ** 2 for value in x) / size
    scale, shift = (sp.Integer(value) for value in random.integers(2, 5, 2).tolist())
    values: dict[sp.Basic, sp.Expr] = {
        m: sp.Integer(size),
        mu: mean,
        v: variance + small,
        epsilon: small,
        gamma: scale,
        beta: shift,
    }
    for place, (value, slope) in enumerate(zip(x, gradient, strict=True), start=1):
        values[c[place]], values[g[place]] = value - mean, sp.Integer(slope)
    given = (
        Given("m", "m", size),
        Given("x", "x", tuple(x), (c, mu, v)),
        Given("g", "g", tuple(gradient), (g,)),
        Given("gamma", r"\gamma", scale, (gamma,)),
        Given("beta", r"\beta", shift, (beta,)),
        Given("epsilon", r"\varepsilon", small, (epsilon, v)),
    )
    return Point(given, values, {})


_KNOWN = (
    KnownSum(c, 1, RANGE, sp.S.Zero),
    KnownSum(c, 2, RANGE, m * (v - epsilon)),
)


def _target(name: str, of: str, words: Text, correct: sp.Expr, earlier: tuple[Quantity, ...] = ()) -> Target:
    names = _RESULTS[name]
    free = (k,) if correct.has(k) else ()
    return Target(
        f"batchnorm.{name}",
        rf"\partial L/\partial {of}",
        Text(
            f"the gradient of the loss with respect to {words.en}, for batch normalization over m values",
            f"對 m 個值做批次正規化時，損失對{words.zh}的梯度",
        ),
        Text("every batch size $m \\ge 2$", "任意批次大小 $m \\ge 2$"),
        Notation((*_GIVEN, *earlier), free, RANGE, _SIZES, names),
        correct,
        SumDecider(_KNOWN, dict.fromkeys(free, RANGE), _sample, prepare=on_pieces((sp.S.Zero, m), (2,))),
    )


TARGETS = (
    _target("dxhat", r"\hat x_k", Text("the normalized input", "正規化後的輸入"), _d_xhat(k)),
    _target("dvar", r"\sigma^2", Text("the variance", "變異數"), _D_VARIANCE, (_DXHAT,)),
    _target(
        "dmean",
        r"\mu",
        Text("the mean (through the variance too)", "平均（包括經由變異數的部分）"),
        _D_MEAN,
        (_DXHAT, _DVAR),
    ),
    _target("dx", "x_k", Text("the input", "輸入"), _D_X, (_DXHAT, _DVAR, _DMEAN)),
    _target("dgamma", r"\gamma", Text("the scale", "縮放參數"), _total(g[_j] * _xhat(_j))),
    _target("dbeta", r"\beta", Text("the shift", "平移參數"), _total(g[_j])),
)
