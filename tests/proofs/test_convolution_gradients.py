"""The gradient proofs refuse formulas broken by sign, index, missing bracket, factor or flip."""

import pytest
import sympy as sp

from fer_lib.proofs.convolution import gradients as G
from fer_lib.proofs.expansion import expand_sums
from fer_lib.proofs.finite_sums import Inside, differentiate

SYMMETRIC = {G.b0: G.a0, G.a0: G.b0}


def _without_brackets(formula):
    return formula.replace(Inside, lambda *_: sp.S.One)


BROKEN = {
    "weights: sign": (G.check_weights, -G.GRADIENT_WEIGHTS),
    "weights: factor": (G.check_weights, 2 * G.GRADIENT_WEIGHTS),
    "weights: swapped kernel cell": (G.check_weights, G.GRADIENT_WEIGHTS.xreplace(SYMMETRIC)),
    "weights: stride forgotten": (G.check_weights, G.GRADIENT_WEIGHTS.xreplace({G.S1: sp.S.One})),
    "weights: padding forgotten": (G.check_weights, G.GRADIENT_WEIGHTS.xreplace({G.P1: sp.S.Zero})),
    "weights: off by one": (G.check_weights, G.GRADIENT_WEIGHTS.xreplace({G.a0: G.a0 + 1})),
    "weights: last row missing": (G.check_weights, G.GRADIENT_WEIGHTS.xreplace({G.N1: G.N1 - 1})),
    "weights: no zeros outside": (G.check_weights, _without_brackets(G.GRADIENT_WEIGHTS)),
    "bias: sign": (G.check_bias, -G.GRADIENT_BIAS),
    "bias: mean instead of sum": (G.check_bias, G.GRADIENT_BIAS / (G.N1 * G.N2)),
    "bias: row missing": (G.check_bias, G.GRADIENT_BIAS.xreplace({G.N1: G.N1 - 1})),
    "input: sign": (G.check_input, -G.GRADIENT_INPUT),
    "input: kernel not turned": (
        G.check_input,
        G.GRADIENT_INPUT.xreplace({G.KERNEL_ROW: G.S1 * G.i - G.u0 - G.P1}),
    ),
    "input: padding forgotten": (G.check_input, G.GRADIENT_INPUT.xreplace({G.P2: sp.S.Zero})),
    "input: stride forgotten": (G.check_input, G.GRADIENT_INPUT.xreplace({G.S1: sp.S.One})),
    "input: no zeros outside": (G.check_input, _without_brackets(G.GRADIENT_INPUT)),
    "flipped: not flipped": (
        G.check_input_flipped,
        G.GRADIENT_INPUT_FLIPPED.replace(G.u0 + G.P1 - G.a, G.u0 - G.P1 + G.a),
    ),
    "flipped: sign": (G.check_input_flipped, -G.GRADIENT_INPUT_FLIPPED),
    "flipped: no zeros outside": (G.check_input_flipped, _without_brackets(G.GRADIENT_INPUT_FLIPPED)),
}


@pytest.mark.parametrize(("check", "formula"), BROKEN.values(), ids=BROKEN)
def test_broken_gradient_is_refuted(check, formula):
    finding = check(formula)
    assert finding.verdict == "refuted"
    at = dict(finding.counterexample)
    assert at[r"\text{left}"] != at[r"\text{right}"]


@pytest.mark.parametrize(
    ("variable", "formula", "entry"),
    [
        (G.w[G.c0, G.d0, G.a0, G.b0], G.GRADIENT_WEIGHTS, {G.c0: 1, G.d0: 0, G.a0: 1, G.b0: 2}),
        (G.beta[G.c0], G.GRADIENT_BIAS, {G.c0: 1}),
        (G.x[G.n0, G.d0, G.u0, G.v0], G.GRADIENT_INPUT, {G.n0: 0, G.d0: 1, G.u0: 2, G.v0: 1}),
    ],
)
def test_formula_is_the_derivative_of_the_written_out_sum(variable, formula, entry):
    # Without any of our rules: write the sum out, let SymPy differentiate the polynomial.
    numbers = {k: sp.Integer(v) for k, v in entry.items()}
    plain = sp.Symbol("entry")
    polynomial = expand_sums(G.LOSS_CHANGE, G.SMALL).xreplace({variable.xreplace(numbers): plain})
    expected = sp.diff(polynomial, plain)
    assert expected != 0
    assert sp.expand(expand_sums(formula, {**G.SMALL, **entry}) - expected) == 0


def test_autograd_refuses_a_wrong_formula():
    wrong = {"beta": 2 * G.GRADIENT_BIAS}
    assert G.check_autograd(lambda: G.largest_autograd_error(wrong)).verdict == "refuted"


@pytest.mark.parametrize(("name", "formula"), [("w", G.GRADIENT_WEIGHTS), ("x", G.GRADIENT_INPUT)])
def test_autograd_notices_missing_brackets(name, formula):
    assert G.largest_autograd_error({name: _without_brackets(formula)}) > 1
    assert G.largest_autograd_error({name: formula}) < 1e-12


def test_loss_does_not_depend_on_an_unrelated_quantity():
    other = sp.IndexedBase("other")
    assert differentiate(G.LOSS_CHANGE, other[G.c0]) == 0
