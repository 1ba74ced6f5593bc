"""The proofs of backpropagation refuse formulas broken by sign, index, factor or activation."""

import numpy as np
import pytest
import sympy as sp

from fer_lib.proofs import run_chapter
from fer_lib.proofs.backpropagation import composition as C
from fer_lib.proofs.backpropagation import recursion as R
from fer_lib.proofs.backpropagation import slips, twins, zero_start
from fer_lib.proofs.backpropagation.unknown import UnknownFunction, UnknownSlope, prove_lines
from fer_lib.proofs.expansion import expand_sums
from fer_lib.scratch import ACTIVATIONS, Network

HIDDEN, WEIGHTS, BIAS, OUTPUT = R.HIDDEN_LINES[-1], R.WEIGHTS_LINES[-1], R.BIAS_LINES[-1], R.OUTPUT_DELTA
FIRST_LINES = {
    "hidden": (R.HIDDEN_LINES, R.RANGES),
    "weights": (R.WEIGHTS_LINES, R.RANGES),
    "bias": (R.BIAS_LINES, R.RANGES),
    "output": (R.OUTPUT_LINES, R.OUTPUT_RANGES),
}

BROKEN = {
    "output: sign": (R.check_output, -OUTPUT),
    "output: label added": (R.check_output, OUTPUT + 2 * R.t[R.n0, R.j0]),
    "output: label forgotten": (R.check_output, R.PROBABILITY),
    "output: derivative of a sigmoid kept": (R.check_output, OUTPUT * R.PROBABILITY * (1 - R.PROBABILITY)),
    "output: other unit": (R.check_output, OUTPUT.xreplace({R.j0: 1 - R.j0})),
    "hidden: sign": (R.check_hidden, -HIDDEN),
    "hidden: derivative forgotten": (R.check_hidden, HIDDEN.replace(UnknownSlope, lambda at: sp.S.One)),
    "hidden: activation for its derivative": (R.check_hidden, HIDDEN.replace(R.sigma_slope, R.sigma)),
    "hidden: derivative at a": (
        R.check_hidden,
        HIDDEN.replace(R.sigma_slope, lambda at: R.sigma_slope(R.sigma(at))),
    ),
    "hidden: weights not transposed": (
        R.check_hidden,
        HIDDEN.xreplace({R.W[R.k, R.i0, R.j]: R.W[R.k, R.j, R.i0]}),
    ),
    "hidden: other layer's weights": (
        R.check_hidden,
        HIDDEN.xreplace({R.W[R.k, R.i0, R.j]: R.W[R.k - 1, R.i0, R.j]}),
    ),
    "hidden: one unit short": (R.check_hidden, HIDDEN.xreplace({R.ABOVE: R.ABOVE - 1})),
    "weights: sign": (R.check_weights, -WEIGHTS),
    "weights: mean instead of sum": (R.check_weights, WEIGHTS / R.N),
    "weights: transposed": (R.check_weights, WEIGHTS.xreplace({R.i0: R.j0, R.j0: R.i0})),
    "weights: activation of the same layer": (
        R.check_weights,
        WEIGHTS.xreplace({R.a[R.k - 1, R.n, R.i0]: R.a[R.k, R.n, R.i0]}),
    ),
    "bias: sign": (R.check_bias, -BIAS),
    "bias: mean instead of sum": (R.check_bias, BIAS / R.N),
    "bias: one image only": (R.check_bias, R.delta[R.k, 0, R.j0]),
}


@pytest.mark.parametrize(("check", "formula"), BROKEN.values(), ids=BROKEN)
def test_broken_formula_is_refuted(check, formula):
    finding = check(formula)
    assert finding.verdict == "refuted"
    at = dict(finding.counterexample)
    assert at[r"\text{left}"] != at[r"\text{right}"]


@pytest.mark.parametrize("name", FIRST_LINES)
@pytest.mark.parametrize("line", [1, 2])
def test_a_wrong_line_in_the_middle_is_refuted(name, line):
    lines, ranges = FIRST_LINES[name]
    assert prove_lines(lines, R.SMALL, ranges).verdict == "proved"
    broken = [*lines[:line], 2 * lines[line], *lines[line + 1 :]]
    assert prove_lines(broken, R.SMALL, ranges).verdict == "refuted"


ENTRIES = list(C.formulas())


@pytest.mark.parametrize("entry", ENTRIES, ids=str)
def test_recursion_is_sympys_own_derivative_of_a_written_out_network(entry):
    # Without any of our rules: two units a layer, everything written out, SymPy differentiates.
    at = {C.i0: 1, C.j0: 0}
    sigmoid = 1 / (1 + sp.exp(-sp.Symbol("v")))
    plain = sp.Symbol("plain")

    def concrete(expression):
        slope = sigmoid.diff(sp.Symbol("v"))
        expression = expression.replace(UnknownSlope, lambda z: slope.subs(sp.Symbol("v"), z))
        return expression.replace(UnknownFunction, lambda z: sigmoid.subs(sp.Symbol("v"), z))

    numbers = {index: sp.Integer(value) for index, value in at.items()}
    loss = expand_sums(C.loss(), C.SMALL).xreplace({entry.xreplace(numbers): plain})
    expected = concrete(loss).diff(plain)
    found = concrete(expand_sums(C.formulas()[entry], {**C.SMALL, **at}))
    random = np.random.Generator(np.random.PCG64(1))
    symbols = sorted(found.atoms(sp.Indexed) | expected.atoms(sp.Indexed), key=str)
    values = {s: sp.Float(v) for s, v in zip(symbols, random.standard_normal(len(symbols)), strict=True)}
    labels = {C.t[0, 0]: sp.Float(0.3), C.t[0, 1]: sp.Float(0.7)}
    values |= {**labels, entry.xreplace(numbers): sp.Float(0.4)}
    left, right = (float(side.xreplace({**values, plain: sp.Float(0.4)})) for side in (found, expected))
    assert right != 0
    assert left == pytest.approx(right, abs=1e-13)


@pytest.mark.parametrize("entry", [ENTRIES[0], ENTRIES[-1]], ids=str)
def test_composed_network_refuses_a_wrong_factor(entry):
    formula = C.formulas()[entry]
    assert C.check_three_layers({entry: formula}).verdict == "proved"
    assert C.check_three_layers({entry: 2 * formula}).verdict == "refuted"


def test_composed_network_refuses_the_other_layers_activation():
    entry = C.W[1][C.i0, C.j0]
    (first, second) = (C.SIGMA[layer][1] for layer in (1, 2))
    wrong = C.formulas()[entry].replace(first, second)
    assert C.check_three_layers({entry: wrong}).verdict == "refuted"


def _with_derivative(activation):
    def gradients(network, x, t):
        return Network(network.weights, network.biases, activation).gradients(x, t)

    return gradients


def test_autograd_agrees_and_refuses_a_wrong_recursion():
    assert slips.largest_autograd_error() < 1e-12
    for activation in (slips.MASK, slips.SLOPE_AT_A, ACTIVATIONS["tanh"]):
        finding = slips.check_autograd(lambda a=activation: slips.largest_autograd_error(_with_derivative(a)))
        assert finding.verdict == "refuted"


def test_slips_are_refuted_by_autograd_and_by_the_slope_of_the_loss():
    for activation in (slips.MASK, slips.SLOPE_AT_A):
        example = slips.slip_example(activation)
        assert example.autograd == pytest.approx(example.measured, abs=1e-9)
        assert abs(example.found) > 1.5 * abs(example.autograd)
    mask, right = (slips.slip_example(a) for a in (slips.MASK, ACTIVATIONS["sigmoid"]))
    # One hidden unit, one image: the ratio is the forgotten factor a(1 − a) at z = 2.
    a = 1 / (1 + np.exp(-2.0))
    assert mask.found * a * (1 - a) == pytest.approx(right.found, rel=1e-12)


def test_bound_of_the_sigmoids_slope_is_sharp():
    assert slips.check_sigmoid_slope(sp.Rational(1, 4)).verdict == "proved"
    assert slips.check_sigmoid_slope(sp.Rational(24, 100)).verdict == "refuted"


ZERO_BROKEN = {
    "still: sigma(0) is not 0": lambda: zero_start.check_hidden_still(at_zero=sp.Rational(1, 2)),
    "still: weights are not 0": lambda: zero_start.check_hidden_still(weights=sp.S.One),
    "bias: sign": lambda: zero_start.check_output_bias(-zero_start.OUTPUT_BIAS_START),
    "bias: N forgotten": lambda: zero_start.check_output_bias(
        zero_start.OUTPUT_BIAS_START - R.N / R.K + 1 / R.K
    ),
    "rest: uniform": lambda: zero_start.check_output_bias_rest(1 / R.K),
    "rest: not divided by N": lambda: zero_start.check_output_bias_rest(R.N * zero_start.CLASS_SHARE),
    "first step: factor": lambda: zero_start.check_first_step(2 * zero_start.OUTPUT_WEIGHTS_START),
    "first step: slope for value": lambda: zero_start.check_first_step(
        zero_start.OUTPUT_WEIGHTS_START.replace(R.sigma, R.sigma_slope)
    ),
    "wake: weights are not 0": lambda: zero_start.check_layers_wake_in_turn(sp.S.One),
    "twins: other weights out": lambda: twins.check_twins("Vc"),
    "twins: other weights in": lambda: twins.check_twins("cW"),
    "twins: other bias": lambda: twins.check_twins("VW"),
    "dead: a value": lambda: twins.check_dead(value=sp.S.One),
    "dead: a slope": lambda: twins.check_dead(slope=sp.S.One),
    "run: not quite zero": lambda: twins.check_run(disturbance=1e-3),
}


@pytest.mark.parametrize("check", ZERO_BROKEN.values(), ids=ZERO_BROKEN)
def test_broken_premise_of_a_zero_start_is_refuted(check):
    assert check().verdict == "refuted"


def test_nothing_moves_would_be_accepted_if_it_were_true():
    assert zero_start.check_nothing_moves(zero_start.OUTPUT_BIAS_GRADIENT * 0).verdict == "proved"
    shown = dict(zero_start.check_nothing_moves().counterexample)
    assert shown[r"\partial E/\partial b_m"] == "(-1/2,1/2)"


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_each_activation_of_the_run_notices_a_disturbance(activation):
    assert twins.largest_violation(activation) < 1e-12
    assert twins.largest_violation(activation, 1e-3) > 1e-4


def test_the_chapter_gives_the_expected_verdicts():
    results = run_chapter("backpropagation").values()
    assert all(result.as_expected for result in results)
    assert {r.claim.id.split(".")[1] for r in results if r.verdict == "refuted"} == {
        "relu_mask", "slope_at_a", "zero_nothing_moves",
    }  # fmt: skip
