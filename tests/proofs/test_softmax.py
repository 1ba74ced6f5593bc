"""The softmax proofs refuse formulas broken by sign, index, missing factor or sum, and line by line."""

import numpy as np
import pytest
import sympy as sp
import torch

from fer_lib.proofs.expansion import expand_sums
from fer_lib.proofs.softmax import binary_terms as B
from fer_lib.proofs.softmax import derivatives as D
from fer_lib.proofs.softmax import label_targets as T
from fer_lib.proofs.softmax import numbers as N
from fer_lib.proofs.softmax import stability
from fer_lib.proofs.softmax.expressions import (
    BINARY_SUM,
    LABEL_SUM,
    LOG_SUM_EXP,
    LOSS,
    K,
    check_steps,
    delta,
    epsilon,
    i,
    k,
    l,
    over_classes,
    probability,
    t,
    v,
    w,
    y,
    z,
)

BROKEN_LAST_LINES = {
    "jacobian: sign": (D.JACOBIAN, probability(i) * (probability(k) - delta(i, k))),
    "jacobian: index": (D.JACOBIAN, probability(k) * (delta(i, k) - probability(k))),
    "jacobian: no delta": (D.JACOBIAN, probability(i) * (1 - probability(k))),
    "gradient: sum of labels forgotten": (D.GRADIENT, probability(k) - y[k]),
    "gradient: sign": (D.GRADIENT, y[k] - probability(k) * LABEL_SUM),
    "chain rule: one term only": (D.GRADIENT_BY_CHAIN_RULE, y[k] * (probability(k) - 1)),
    "hessian: sign": (D.HESSIAN, probability(k) * (delta(k, l) + probability(l))),
    "hessian: no product": (D.HESSIAN, probability(k) * delta(k, l)),
    "variance: mean not squared": (D.VARIANCE, over_classes(probability(i) * (v[i] - D.MEAN), i)),
    "variance: without the mean": (D.VARIANCE, over_classes(probability(i) * v[i] ** 2, i)),
    "shift: not cancelled": (D.SHIFT, sp.exp(D.c) * probability(k)),
    "sum is one: is K": (D.SUM_IS_ONE, K),
    "binary term: sign": (B.TERM, y[t] - probability(t)),
    "binary term: factor": (B.TERM, 2 * (probability(t) - y[t])),
    "other score: denominator forgotten": (
        B.OTHER_SCORE,
        (probability(t) - y[t]) * (delta(t, k) - probability(k)),
    ),
    "binary sum: usual gradient": (B.SUM_GRADIENT, probability(k) - y[k]),
    "binary sum: all classes in the sum": (
        B.SUM_GRADIENT,
        probability(k) - y[k] - probability(k) * over_classes(B._share, i),
    ),
    "binary sum: plus": (B.SUM_GRADIENT, 2 * (probability(k) - y[k]) - B.SUM_GRADIENT[-1]),
    "weighted: as if unweighted": (T.WEIGHTED, probability(k) * LABEL_SUM - y[k]),
    "weighted: weight of the label forgotten": (
        T.WEIGHTED,
        probability(k) * over_classes(w[i] * y[i], i) - y[k],
    ),
    "weighted class: index": (T.WEIGHTED_CLASS, w[k] * (probability(k) - delta(k, t))),
    "smoothed: epsilon not divided": (T.SMOOTHED, probability(k) - (1 - epsilon) * T._label_k - epsilon),
    "smoothed: labels as given": (T.SMOOTHED, probability(k) - T._label_k),
}


@pytest.mark.parametrize(("steps", "broken"), BROKEN_LAST_LINES.values(), ids=BROKEN_LAST_LINES)
def test_broken_last_line_is_refuted(steps, broken):
    finding = check_steps((*steps[:-1], broken))
    assert finding.verdict == "refuted"
    at = dict(finding.counterexample)
    assert at[r"\text{line}"] == len(steps)
    assert at[r"\text{left}"] != at[r"\text{right}"]


DERIVATIONS = {
    "jacobian": D.JACOBIAN,
    "gradient": D.GRADIENT,
    "chain rule": D.GRADIENT_BY_CHAIN_RULE,
    "hessian": D.HESSIAN,
    "variance": D.VARIANCE,
    "binary term": B.TERM,
    "case one": tuple(line.xreplace({y[t]: sp.S.One}) for line in B.CASE_ONE),
    "case zero": tuple(line.xreplace({y[t]: sp.S.Zero}) for line in B.CASE_ZERO),
    "binary sum": B.SUM_GRADIENT,
    "smoothed": T.SMOOTHED,
}
LINES = [
    pytest.param(steps, place, id=f"{name}, line {place + 1}")
    for name, steps in DERIVATIONS.items()
    for place in range(1, len(steps))
]


@pytest.mark.parametrize(("steps", "place"), LINES)
def test_every_line_matters(steps, place):
    broken = [*steps[:place], steps[place] + probability(k), *steps[place + 1 :]]
    finding = check_steps(broken)
    assert finding.verdict == "refuted"
    assert dict(finding.counterexample)[r"\text{line}"] == place + 1


@pytest.mark.parametrize(
    ("expression", "formula"),
    [
        (LOG_SUM_EXP, probability(k)),
        (LOSS, D.GRADIENT[-1]),
        (BINARY_SUM, B.SUM_GRADIENT[-1]),
        (probability(2), probability(2) * (delta(2, k) - probability(k))),
        (T.weighted_loss(y[i]), T.WEIGHTED[-1]),
    ],
    ids=["log-sum-exp", "cross entropy", "binary sum", "softmax", "weighted"],
)
def test_formula_is_the_derivative_of_the_written_out_expression(expression, formula):
    # Without any of our rules: write the sums out for K = 3, let SymPy differentiate.
    numbers = {z[1]: 0.3, z[2]: -1.1, z[3]: 0.7, y[1]: 0.2, y[2]: 1.5, y[3]: -0.4}
    numbers |= {w[1]: 2.0, w[2]: 3.0, w[3]: 0.5}
    entry = sp.Symbol("entry")
    for place in (1, 2, 3):
        plain = expand_sums(expression, {K: 3}).xreplace({z[place]: entry})
        expected = sp.diff(plain, entry).xreplace({entry: z[place]}).xreplace(numbers)
        found = expand_sums(formula, {K: 3, k: place}).xreplace(numbers)
        assert float(found) == pytest.approx(float(expected), abs=1e-14)


def test_usual_gradient_needs_labels_that_add_up_to_one():
    assert D.check_gradient().verdict == "proved"
    assert D.check_gradient(y[k] - probability(k)).verdict == "refuted"
    assert check_steps((D.GRADIENT[0], probability(k) - y[k])).verdict == "refuted"


def test_variance_is_no_proof_if_the_summand_may_be_negative():
    signed = over_classes(probability(i) * v[i], i)
    assert D.check_sign_of_variance((signed, signed)).verdict == "undecided"
    assert D.check_sign_of_variance((*D.VARIANCE[:-1], -D.VARIANCE[-1])).verdict == "refuted"


def test_rows_of_a_wrong_hessian_do_not_add_up_to_zero():
    assert D.check_row_sum(probability(k) * (delta(k, l) + probability(l))).verdict == "refuted"


def test_only_the_lines_that_use_the_label_need_it():
    needs = {
        label: [line.number for line in B.check_lines(lines, label) if not line.any_label]
        for label, lines in ((1, B.CASE_ONE), (0, B.CASE_ZERO))
    }
    assert needs == {1: [7], 0: [6, 7]}
    assert all(line.label_of_the_case for line in B.check_lines(B.CASE_ONE, 1))
    assert B.check_case(B.CASE_ONE, 0).verdict == "refuted"
    assert B.check_case(B.CASE_ZERO, 1).verdict == "refuted"


def test_sum_of_binary_terms_is_refuted_with_the_first_wrong_entry():
    assert [B.example_value(B.SUM_GRADIENT[-1], n) for n in (1, 2, 3)] == [
        sp.Rational(-13, 12),
        sp.Rational(1, 3),
        sp.Rational(3, 4),
    ]
    found = dict(B.check_sum().counterexample)
    assert found[r"\text{left}"] == sp.Rational(-13, 12)
    assert found[r"\text{right}"] == sp.Rational(-5, 6)
    assert B.check_sum(B.SUM_GRADIENT[-1]).verdict == "proved"


def test_two_classes_refuse_the_gradient_without_its_factor():
    assert B.check_two_classes(probability(k) - y[k]).verdict == "refuted"


def test_report_c_factor_is_right_with_the_derivative_it_means():
    assert B.check_report_c_factor(-sp.log(probability(t))).verdict == "proved"


@pytest.mark.parametrize(
    ("error", "wrong"),
    [
        (N.usual_error, lambda z, y: torch.softmax(z, 1) - y),
        (N.usual_error, lambda z, y: -N.usual_gradient(z, y)),
        (N.binary_sum_error, N.usual_gradient),
        (N.binary_sum_error, lambda z, y: 2 * N.usual_gradient(z, y)),
        (N.weighted_error, lambda z, y: torch.softmax(z, 1) - y),
        (N.hessian_error, torch.diag),
        (N.most_negative_eigenvalue, lambda p: -N.hessian_formula(p)),
        (N.most_negative_eigenvalue, lambda p: torch.diag(p) - 1.01 * torch.outer(p, p)),
    ],
)
def test_torch_refuses_a_wrong_formula(error, wrong):
    assert error() <= N.TOLERANCE
    assert N.check_error(lambda: error(wrong)).verdict == "refuted"


@pytest.mark.parametrize(("name", "over", "under"), [("float32", 89, -104), ("float64", 710, -746)])
def test_exponentials_leave_the_range_where_the_format_ends(name, over, under):
    assert stability.first_overflow(name) == over == int(np.log(np.finfo(name).max)) + 1
    assert stability.first_underflow(name) == under
    found = dict(stability.check_naive(name).counterexample)
    assert found["z"] == (over, over)


def test_shifted_form_passes_where_the_naive_one_fails():
    assert stability.check_naive("float64", stability.shifted_log_sum_exp).verdict == "checked numerically"


def test_naive_form_is_refused_by_the_error_bound():
    assert stability.largest_relative_error(stability.naive_log_sum_exp) == float("inf")
    without_sum = stability.check_relative_error(
        lambda: stability.largest_relative_error(lambda scores: scores.max())
    )
    assert without_sum.verdict == "refuted"


def test_comparison_shows_both_ends():
    low, high = stability.compare(-800), stability.compare(800)
    assert low.naive["float64"] == -np.inf
    assert high.naive["float64"] == np.inf
    for comparison in (low, high):
        assert comparison.shifted["float64"] == pytest.approx(comparison.exact, rel=1e-15)
        assert comparison.torch["float32"] == pytest.approx(comparison.exact, rel=1e-6)


def test_logarithm_of_softmax_loses_the_loss_and_the_gradient():
    found = stability.large_scores()
    assert found.naive_loss == float("inf")
    assert np.isnan(found.naive_gradient)
    assert stability.check_large_scores().verdict == "checked numerically"
    wrong = stability.LargeScores(199.0, -1.0, 0.0, 0.0)
    assert stability.check_large_scores(lambda: wrong).verdict == "refuted"


def test_the_gradient_begins_with_the_right_form_of_the_logarithm():
    assert D.check_gradient_of_any_labels().verdict == "proved"
    wrong = (D.LOG_SOFTMAX[0], 2 * D.LOG_SOFTMAX[1])
    assert D.check_gradient_of_any_labels(wrong).verdict == "refuted"
