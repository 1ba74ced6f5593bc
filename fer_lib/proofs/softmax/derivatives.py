r"""Jacobian of softmax, gradient and Hessian of cross entropy, line by line as the chapter derives them."""

from collections.abc import Sequence

import sympy as sp

from fer_lib.language import Text
from fer_lib.proofs.claim import Claim, Finding, Source
from fer_lib.proofs.finite_sums import differentiate
from fer_lib.proofs.softmax.expressions import (
    LABEL_SUM,
    LOG_SUM_EXP,
    LOSS,
    USUAL_GRADIENT,
    S,
    c,
    check_steps,
    delta,
    i,
    j,
    k,
    l,
    over_classes,
    probability,
    v,
    y,
    z,
)

SUM_IS_ONE = (over_classes(probability(i), i), over_classes(sp.exp(z[i]), i) / S, sp.S.One)
JACOBIAN = (
    differentiate(probability(i), z[k]),
    (delta(i, k) * sp.exp(z[i]) * S - sp.exp(z[i]) * sp.exp(z[k])) / S**2,
    probability(i) * delta(i, k) - probability(i) * probability(k),
    probability(i) * (delta(i, k) - probability(k)),
)
LOG_SUM_EXP_GRADIENT = (
    differentiate(LOG_SUM_EXP, z[k]),
    differentiate(S, z[k]) / S,
    sp.exp(z[k]) / S,
    probability(k),
)
# log ŷ_i = z_i − log S is checked in this form, from which the logarithm of both sides gives it.
LOG_SOFTMAX = (probability(i), sp.exp(z[i]) * sp.exp(-LOG_SUM_EXP))
GRADIENT = (
    differentiate(-over_classes(y[i] * (z[i] - LOG_SUM_EXP), i), z[k]),
    differentiate(-over_classes(y[i] * z[i], i) + LOG_SUM_EXP * LABEL_SUM, z[k]),
    -over_classes(y[i] * delta(i, k), i) + probability(k) * LABEL_SUM,
    probability(k) * LABEL_SUM - y[k],
)
GRADIENT_BY_CHAIN_RULE = (
    differentiate(LOSS, z[k]),
    over_classes(-y[i] / probability(i) * JACOBIAN[-1], i),
    -over_classes(y[i] * (delta(i, k) - probability(k)), i),
    probability(k) * LABEL_SUM - y[k],
)
HESSIAN = (
    differentiate(differentiate(LOG_SUM_EXP, z[k]), z[l]),
    differentiate(probability(k), z[l]),
    probability(k) * (delta(k, l) - probability(l)),
)
MEAN = over_classes(probability(j) * v[j], j)
QUADRATIC_FORM = over_classes(v[k] * HESSIAN[-1] * v[l], k, l)
VARIANCE = (
    QUADRATIC_FORM,
    over_classes(probability(i) * v[i] ** 2, i) - over_classes(probability(i) * v[i], i) ** 2,
    over_classes(probability(i) * v[i] ** 2, i) - 2 * MEAN * over_classes(probability(i) * v[i], i) + MEAN**2,
    over_classes(probability(i) * (v[i] - MEAN) ** 2, i),
)
SHIFT = (
    sp.exp(z[k] + c) / over_classes(sp.exp(z[j] + c), j),
    sp.exp(c) * sp.exp(z[k]) / (sp.exp(c) * S),
    probability(k),
)
# The argument of the logarithm in log Σ e^z = c + log Σ e^(z−c).
SHIFTED_SUM = (sp.exp(c) * over_classes(sp.exp(z[j] - c), j), S)


def gradient_if_labels_add_up_to_one(steps: Sequence[sp.Expr]) -> tuple[sp.Expr, ...]:
    """The lines with the labels made to add up to 1: any y with y_i replaced by y_i / Σ y, times Σ y ≠ 0.

    Labels that add up to 1 are exactly the quotients y_i / Σ_j y_j. Each line is linear in y, so that
    putting the quotients in is dividing by the sum.
    """
    return tuple(step / LABEL_SUM for step in steps)


def check_gradient_of_any_labels(log_softmax: Sequence[sp.Expr] = LOG_SOFTMAX) -> Finding:
    """Both derivations of the gradient, and the form of log ŷ that the first begins with.

    Args:
        log_softmax: two sides of ŷ_i = e^{z_i} e^{−log Σ e^z}.
    """
    finding = check_steps(log_softmax)
    return check_steps((*GRADIENT, *GRADIENT_BY_CHAIN_RULE)) if finding.verdict == "proved" else finding


def check_gradient(formula: sp.Expr = USUAL_GRADIENT) -> Finding:
    """For labels that add up to 1, the gradient is ``formula``, an expression in ŷ, ``y[k]`` and z."""
    scaled = y[k] / LABEL_SUM
    return check_steps(
        (*gradient_if_labels_add_up_to_one(GRADIENT_BY_CHAIN_RULE), formula.xreplace({y[k]: scaled}))
    )


def check_sign_of_variance(steps: Sequence[sp.Expr] = VARIANCE) -> Finding:
    """The quadratic form of the Hessian is the last line, a sum of a positive factor times a real square."""
    finding = check_steps(steps)
    if finding.verdict != "proved":
        return finding
    last = steps[-1]
    positive = isinstance(last, sp.Sum) and bool(last.function.is_nonnegative)
    return finding if positive else Finding("undecided")


def check_row_sum(formula: sp.Expr = HESSIAN[-1]) -> Finding:
    """The rows of the Hessian add up to 0: a shift of all scores changes nothing."""
    return check_steps((over_classes(formula, l), sp.S.Zero))


OWN = Source()
CLAIMS = (
    Claim(
        "softmax.sum_is_one",
        r"\sum_i\hat y_i=1",
        Text("the outputs add up to 1", "輸出的總和為 1"),
        OWN,
        "SymPy",
        "proved",
        lambda: check_steps(SUM_IS_ONE),
    ),
    Claim(
        "softmax.jacobian",
        r"\frac{\partial\hat y_i}{\partial z_k}=\hat y_i(\delta_{ik}-\hat y_k)",
        Text("Jacobian of softmax", "softmax 的 Jacobian 矩陣"),
        OWN,
        "SymPy",
        "proved",
        lambda: check_steps(JACOBIAN),
    ),
    Claim(
        "softmax.log_sum_exp_gradient",
        r"\frac{\partial}{\partial z_k}\log\sum_j e^{z_j}=\hat y_k",
        Text("gradient of log-sum-exp", "log-sum-exp 的梯度"),
        OWN,
        "SymPy",
        "proved",
        lambda: check_steps(LOG_SUM_EXP_GRADIENT),
    ),
    Claim(
        "softmax.gradient_any_labels",
        r"\frac{\partial L}{\partial z_k}=\hat y_k\sum_i y_i-y_k",
        Text("gradient of cross entropy, any labels", "交叉熵的梯度，標籤任意"),
        OWN,
        "SymPy",
        "proved",
        check_gradient_of_any_labels,
    ),
    Claim(
        "softmax.gradient",
        r"\sum_i y_i=1\implies\frac{\partial L}{\partial z_k}=\hat y_k-y_k",
        Text("the same for labels that add up to 1", "同上，標籤總和為 1"),
        Source("C", Text("problem 3", "第 3 題")),
        "SymPy",
        "proved",
        check_gradient,
    ),
    Claim(
        "softmax.hessian",
        r"\frac{\partial^2}{\partial z_k\partial z_l}\log\sum_j e^{z_j}=\hat y_k(\delta_{kl}-\hat y_l)",
        Text("Hessian", "Hessian 矩陣"),
        OWN,
        "SymPy",
        "proved",
        lambda: check_steps(HESSIAN),
    ),
    Claim(
        "softmax.convex",
        r"v^\top Hv=\sum_i\hat y_i\Bigl(v_i-\sum_j\hat y_jv_j\Bigr)^2\ge 0",
        Text("the Hessian is positive semidefinite", "Hessian 矩陣為半正定"),
        OWN,
        "SymPy",
        "proved",
        check_sign_of_variance,
    ),
    Claim(
        "softmax.hessian_rows",
        r"\sum_l H_{kl}=0",
        Text("rows of the Hessian add up to 0", "Hessian 矩陣各列的和為 0"),
        OWN,
        "SymPy",
        "proved",
        check_row_sum,
    ),
    Claim(
        "softmax.shift",
        r"\hat y(z_1+c,\dots,z_K+c)=\hat y(z_1,\dots,z_K)",
        Text("a shift of all scores changes nothing", "所有分數平移同一個數，輸出不變"),
        OWN,
        "SymPy",
        "proved",
        lambda: check_steps(SHIFT),
    ),
    Claim(
        "softmax.log_sum_exp_shift",
        r"e^c\sum_j e^{z_j-c}=\sum_j e^{z_j}",
        Text("log-sum-exp may be computed from shifted scores", "log-sum-exp 可由平移後的分數計算"),
        OWN,
        "SymPy",
        "proved",
        lambda: check_steps(SHIFTED_SUM),
    ),
)
