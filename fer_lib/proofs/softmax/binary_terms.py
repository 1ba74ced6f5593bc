r"""Report A's derivation by two cases, line by line, and the sum of its binary terms over the classes.

Report A takes :math:`L_t = -(y_t\log\hat y_t + (1-y_t)\log(1-\hat y_t))` for class t and differentiates it with
respect to the score of the same class.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import sympy as sp

from fer_lib.language import Text
from fer_lib.proofs.claim import Claim, Finding, Source
from fer_lib.proofs.expansion import SIDES, expand_sums
from fer_lib.proofs.finite_sums import differentiate
from fer_lib.proofs.softmax.expressions import (
    BINARY_SUM,
    USUAL_GRADIENT,
    K,
    S,
    binary_term,
    check_steps,
    delta,
    i,
    k,
    over_classes,
    probability,
    t,
    y,
    z,
)

_p, _y, _e = probability(t), y[t], sp.exp(z[t])
_slot = sp.Symbol("p")


def _slope(loss_of_probability: sp.Expr) -> sp.Expr:
    """Derivative of a loss of the one probability ŷ_t, put in at ŷ_t."""
    return loss_of_probability.diff(_slot).xreplace({_slot: _p})


# The lines of report A, as printed. Each is an expression in z and y_t.
CASE_ONE = (
    differentiate(-_y * sp.log(_p), z[t]),
    _slope(-_y * sp.log(_slot)) * differentiate(_p, z[t]),
    -_y / _p * (_e * S - _e * _e) / S**2,
    -_y / _p * (_e / S - _e / S * (_e / S)),
    -_y / _p * (_p - _p**2),
    -_y + _y * _p,
    -_y + _p,
    _p - _y,
)
CASE_ZERO = (
    differentiate(-(1 - _y) * sp.log(1 - _p), z[t]),
    _slope(-(1 - _y) * sp.log(1 - _slot)) * (_p - _p**2),
    (1 - _y) / (1 - _p) * (_p - _p**2),
    (1 - _y) * _p,
    _p - _y * _p,
    _p,
    _p - _y,
)
# Both parts of the term at once: no case is needed.
TERM = (
    differentiate(binary_term(_y, _p), z[t]),
    _slope(binary_term(_y, _slot)) * differentiate(_p, z[t]),
    (-_y / _p + (1 - _y) / (1 - _p)) * _p * (1 - _p),
    -_y * (1 - _p) + (1 - _y) * _p,
    _p - _y,
)
OTHER_SCORE = (
    differentiate(binary_term(_y, _p), z[k]),
    (-_y / _p + (1 - _y) / (1 - _p)) * _p * (delta(t, k) - probability(k)),
    (_p - _y) / (1 - _p) * (delta(t, k) - probability(k)),
)
_share = (probability(i) - y[i]) / (1 - probability(i))
SUM_GRADIENT = (
    differentiate(BINARY_SUM, z[k]),
    over_classes(_share * (delta(i, k) - probability(k)), i),
    (probability(k) - y[k]) / (1 - probability(k)) - probability(k) * over_classes(_share, i),
    probability(k) - y[k] - probability(k) * over_classes((1 - delta(i, k)) * _share, i),
)
# Scores log 1, log 2, log 3 give the probabilities 1/6, 2/6, 3/6: every value below is a fraction.
EXAMPLE_EXPONENTIALS = (1, 2, 3)
EXAMPLE_LABELS = (1, 0, 0)


@dataclass(frozen=True)
class LineCheck:
    """Whether a line of a derivation follows from the one before.

    Args:
        number: of the line; the first is 1.
        any_label: it follows for every value of y_t.
        label_of_the_case: it follows for the y_t that the case assumes.
    """

    number: int
    any_label: bool
    label_of_the_case: bool


def check_lines(lines: Sequence[sp.Expr], label: int) -> list[LineCheck]:
    """Check each line of one case after the first, for any label and for that of the case.

    Args:
        lines: expressions in z and ``y[t]``.
        label: y_t in this case, 0 or 1.
    """
    checks = []
    for number, pair in enumerate(pairwise(lines), start=2):
        given = tuple(line.xreplace({y[t]: sp.Integer(label)}) for line in pair)
        checks.append(
            LineCheck(number, check_steps(pair).verdict == "proved", check_steps(given).verdict == "proved")
        )
    return checks


def check_case(lines: Sequence[sp.Expr], label: int) -> Finding:
    """Every line follows from the one before, for the label that the case assumes."""
    return check_steps(tuple(line.xreplace({y[t]: sp.Integer(label)}) for line in lines))


def example_value(expression: sp.Expr, place: int) -> sp.Expr:
    """Exact value for the scores log 1, log 2, log 3 and the first class as label.

    Args:
        expression: with the free index k.
        place: the value of k, 1 to 3.
    """
    plain = expand_sums(expression, {K: 3, k: place})
    scores = {z[n]: sp.log(value) for n, value in enumerate(EXAMPLE_EXPONENTIALS, start=1)}
    labels = {y[n]: sp.Integer(value) for n, value in enumerate(EXAMPLE_LABELS, start=1)}
    return sp.nsimplify(plain.xreplace(scores | labels), rational=True)


def check_sum(formula: sp.Expr = USUAL_GRADIENT) -> Finding:
    """The gradient of the sum of the binary terms is ``formula``."""
    for place in range(1, 4):
        true, claimed = (example_value(e, place) for e in (SUM_GRADIENT[0], formula))
        if true != claimed:
            return Finding(
                "refuted",
                (
                    ("e^z", EXAMPLE_EXPONENTIALS),
                    ("y", EXAMPLE_LABELS),
                    ("k", place),
                    *zip(SIDES, (true, claimed), strict=True),
                ),
            )
    return check_steps((SUM_GRADIENT[0], formula))


def check_two_classes(formula: sp.Expr = 2 * USUAL_GRADIENT) -> Finding:
    """With K = 2 and labels that add up to 1, the gradient of the sum is ``formula``."""
    for place in (1, 2):
        sides = [expand_sums(e, {K: 2, k: place}) for e in (SUM_GRADIENT[0], formula)]
        gap = (sides[0] - sides[1]).xreplace({y[2]: 1 - y[1]})
        if sp.expand(sp.fraction(sp.together(gap))[0]) != 0:
            return Finding("refuted", (("K", 2), ("k", place)))
    return Finding("proved")


def check_report_c_factor(formula: sp.Expr = -_y / _p) -> Finding:
    """The first factor of report C as printed, ∂(−y log ŷ)/∂y with ŷ held fixed, is ``formula``."""
    label = sp.Symbol("label", real=True)
    true = (-label * sp.log(_p)).diff(label)
    finding = check_steps((true, formula))
    if finding.verdict != "refuted":
        return finding
    at = {K: 2, t: 1}
    numbers = {z[1]: sp.S.Zero, z[2]: sp.S.Zero, y[1]: sp.S.One}
    values = [sp.N(expand_sums(side, at).xreplace(numbers), 4) for side in (true, formula)]
    return Finding(
        "refuted",
        (("K", 2), ("z", (0, 0)), ("y_t", 1), *zip(SIDES, values, strict=True)),
    )


_A = Source("A", Text("softmax and cross entropy", "softmax 與交叉熵"))
CLAIMS = (
    Claim(
        "softmax.report_a_case_one",
        r"y_t=1\implies\frac{\partial L_t}{\partial z_t}=\hat y_t-y_t",
        Text("report A’s lines for a label 1", "報告 A 標籤為 1 的各行"),
        _A,
        "SymPy",
        "proved",
        lambda: check_case(CASE_ONE, 1),
    ),
    Claim(
        "softmax.report_a_case_zero",
        r"y_t=0\implies\frac{\partial L_t}{\partial z_t}=\hat y_t-y_t",
        Text("report A’s lines for a label 0", "報告 A 標籤為 0 的各行"),
        _A,
        "SymPy",
        "proved",
        lambda: check_case(CASE_ZERO, 0),
    ),
    Claim(
        "softmax.binary_term",
        r"\frac{\partial L_t}{\partial z_t}=\hat y_t-y_t",
        Text("term t alone, any label", "只看第 t 項，標籤任意"),
        _A,
        "SymPy",
        "proved",
        lambda: check_steps(TERM),
    ),
    Claim(
        "softmax.binary_term_other_score",
        r"\frac{\partial L_t}{\partial z_k}=\frac{\hat y_t-y_t}{1-\hat y_t}(\delta_{tk}-\hat y_k)",
        Text("term t by the score of any class", "第 t 項對任一類別分數的導數"),
        Source(),
        "SymPy",
        "proved",
        lambda: check_steps(OTHER_SCORE),
    ),
    Claim(
        "softmax.binary_sum",
        r"\frac{\partial L_\Sigma}{\partial z_k}=\hat y_k-y_k",
        Text("the same for the sum of the terms", "各項總和也是如此"),
        Source("A", Text("read as the gradient of the sum", "解讀為總和的梯度")),
        "SymPy",
        "refuted",
        check_sum,
    ),
    Claim(
        "softmax.binary_sum_gradient",
        r"\frac{\partial L_\Sigma}{\partial z_k}=\hat y_k-y_k"
        r"-\hat y_k\sum_{i\ne k}\frac{\hat y_i-y_i}{1-\hat y_i}",
        Text("the sum’s true gradient", "總和真正的梯度"),
        Source(),
        "SymPy",
        "proved",
        lambda: check_steps(SUM_GRADIENT),
    ),
    Claim(
        "softmax.binary_sum_two_classes",
        r"K=2,\ y_1+y_2=1\implies\frac{\partial L_\Sigma}{\partial z_k}=2(\hat y_k-y_k)",
        Text("for two classes it is twice the usual one", "兩個類別時是通常梯度的兩倍"),
        Source(),
        "SymPy",
        "proved",
        check_two_classes,
    ),
    Claim(
        "softmax.report_c_factor",
        r"\frac{\partial}{\partial y_t}(-y_t\log\hat y_t)=-\frac{y_t}{\hat y_t}",
        Text("report C’s first factor as printed", "報告 C 列出的第一個因子"),
        Source("C", Text("problem 3", "第 3 題")),
        "SymPy",
        "refuted",
        check_report_c_factor,
    ),
)
