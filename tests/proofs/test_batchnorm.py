"""The proofs of batch normalization refuse formulas broken by sign, index, factor or a forgotten way."""

import pytest
import sympy as sp
import torch

from fer_lib.proofs.batchnorm import consequences as C
from fer_lib.proofs.batchnorm import gradients as G
from fer_lib.proofs.batchnorm import layer as B
from fer_lib.proofs.batchnorm import torch_checks as T
from fer_lib.proofs.batchnorm.comparison import BATCHES, Batch, compare, compare_lines
from fer_lib.proofs.finite_sums import differentiate

LINES = {
    "xhat": G.XHAT_LINES,
    "var": G.VAR_LINES,
    "mu": G.MU_LINES,
    "x": G.X_LINES,
    "gamma": G.GAMMA_LINES,
    "beta": G.BETA_LINES,
    "squares": C.SQUARES_LINES,
    "along": C.ALONG_LINES,
}
EVERY_LINE = [(name, number) for name, lines in LINES.items() for number in range(len(lines))]


@pytest.mark.parametrize(("name", "number"), EVERY_LINE)
def test_every_line_of_a_derivation_counts(name, number):
    for broken in (-LINES[name][number], 2 * LINES[name][number]):
        lines = [*LINES[name][:number], broken, *LINES[name][number + 1 :]]
        finding = compare_lines(lines)
        assert finding.verdict == "refuted"
        shown = dict(finding.counterexample)
        assert shown[r"\text{line}"] == max(2, number + 1)
        assert shown[r"\text{left}"] != shown[r"\text{right}"]


FORGOTTEN = {
    "x: no way through the variance": B.D_X_CHAIN.xreplace({B.grad_var: sp.S.Zero}),
    "x: no way through the mean": B.D_X_CHAIN.xreplace({B.grad_mu: sp.S.Zero}),
    "x: sign of the last sum": B.D_X + 2 * B.gamma / (B.m * B.ROOT) * B.total(B.g[B.j]),
    "x: m - 1 for m": B.D_X.xreplace({B.m * B.g[B.k]: (B.m - 1) * B.g[B.k]}),
    "x: neighbouring index": B.D_X.xreplace({B.g[B.k]: B.g[B.m - B.k + 1]}),
    "x: epsilon outside the root": B.D_X * B.ROOT / (sp.sqrt(B.var) + B.epsilon),
    "x: report C's line": C.REPORT_C_D_X,
}


@pytest.mark.parametrize("formula", FORGOTTEN.values(), ids=FORGOTTEN)
def test_broken_gradient_of_the_input_is_refuted(formula):
    assert compare(B.D_X, formula).verdict == "refuted"
    loss, variable, right = G.COMPOSED["dx"]
    assert G.check_composed(loss, variable, right).verdict == "proved"


@pytest.mark.parametrize("name", G.COMPOSED)
def test_composed_check_refuses_a_wrong_factor_and_sign(name):
    loss, variable, formula = G.COMPOSED[name]
    assert G.check_composed(loss, variable, formula / 2).verdict == "refuted"
    assert G.check_composed(loss, variable, -formula).verdict == "refuted"


def test_composed_loss_needs_every_dependence():
    # With mean and variance held fixed, only the direct way is left.
    direct = differentiate(B.LOSS_OF_VAR, B.x[B.k])
    assert compare(direct, B.gamma * B.g[B.k] / B.ROOT).verdict == "proved"
    assert compare(direct, B.D_X).verdict == "refuted"


@pytest.mark.parametrize("size", [2, 3, 4])
def test_gradient_is_the_derivative_of_the_expression_written_out(size):
    # Without any of our rules: an explicit expression in x_1, …, x_m, differentiated by SymPy.
    batch = next(b for b in BATCHES if len(b.values) == size)
    x = sp.symbols(f"x1:{size + 1}")
    mean = sum(x) / size
    root = sp.sqrt(sum((value - mean) ** 2 for value in x) / size + batch.epsilon)
    loss = sum(
        g * (batch.gamma * (value - mean) / root + batch.beta)
        for g, value in zip(batch.upstream, x, strict=True)
    )
    at = dict(zip(x, batch.values, strict=True))
    for entry, variable in enumerate(x, start=1):
        assert sp.simplify(sp.diff(loss, variable).xreplace(at) - batch.value(B.D_X, entry)) == 0


def test_counterexample_of_report_c_by_hand():
    # x = (0, 2), g = (1, 0), γ = 2, ε = 3: μ = 1, σ² = 1, s = 2, x̂ = ∓1/2.
    batch = Batch((0, 2), (1, 0), epsilon=3)
    assert batch.value(B.D_X, 1) == sp.Rational(3, 8)
    assert batch.value(C.REPORT_C_D_X, 1) == sp.Rational(3, 8) - sp.Rational(1, 2)


def test_report_c_is_right_for_gamma_one():
    one = {B.gamma: sp.S.One}
    sides = [B.put_gradients_in(formula).xreplace(one) for formula in (B.D_X, C.REPORT_C_D_X)]
    assert compare(*sides).verdict == "proved"


def test_sums_of_the_gradient():
    # One of the two sums is exactly 0, the other only in the limit of ε = 0.
    assert compare(C.SUM_LINES[0], sp.S.Zero).verdict == "proved"
    assert compare(C.SUM_LINES[0], B.epsilon).verdict == "refuted"
    assert C.check_along_zero().verdict == "refuted"


@pytest.mark.parametrize("shape", [(2, 3), (17, 2), (3, 2, 5), (2, 3, 4, 3), (1, 2, 6, 6)])
def test_formulas_equal_torch_layers(shape):
    assert T.largest_layer_error(shape) <= 1e-12


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("x", C.REPORT_C_D_X),
        ("x", B.D_X_CHAIN.xreplace({B.grad_var: sp.S.Zero})),
        ("gamma", B.total(B.g[B.i] * B.x[B.i], B.i)),
        ("beta", B.D_BETA / B.m),
    ],
)
def test_torch_refuses_a_wrong_formula(name, formula):
    assert T.within(lambda: T.largest_layer_error((3, 2, 4, 5), {name: formula})).verdict == "refuted"
    assert T.check_gradcheck({**T.FORMULAS, name: formula}).verdict == "refuted"


def test_torch_refuses_a_wrong_gradient_at_a_node():
    assert T.largest_node_error({"var": B.D_VAR, "mu": B.D_MU, "xhat": B.D_XHAT}) <= 1e-12
    for name, formula in (("var", B.D_VAR * B.gamma), ("mu", -B.D_MU), ("xhat", B.g[B.k])):
        assert T.largest_node_error({name: formula}) > 1e-3


def test_evaluate_counts_entries_from_one():
    x, g = torch.tensor([1.0, 2.0, 4.0], dtype=torch.float64), torch.zeros(3, dtype=torch.float64)
    found = T.evaluate({"entry": B.x[B.k], "sum": B.total(B.x[B.i], B.i)}, x, 1.0, g)
    assert found["entry"].tolist() == [1.0, 2.0, 4.0]
    assert float(found["sum"]) == 7.0
