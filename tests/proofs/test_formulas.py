"""Formulas that are typed: both syntaxes, errors that point to their place, input that must not do harm."""

import os
from contextlib import suppress

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.proofs.backpropagation.formula_targets import W, delta, sigma, sigma_prime, z
from fer_lib.proofs.batchnorm.formula_targets import beta, c, epsilon, g, gamma, k, m, mu, v
from fer_lib.proofs.formula_targets import TARGETS
from fer_lib.proofs.formulas import FormulaError, read

NOTATION = TARGETS["batchnorm.dx"].notation
LAYER = TARGETS["backpropagation.weights"].notation


@pytest.mark.parametrize(
    ("formula", "meaning"),
    [
        ("gamma + beta*m - mu/m", gamma + beta * m - mu / m),
        ("2^3^2*0.5", sp.Integer(256)),
        ("-m**2", -(m**2)),
        ("2**-1", sp.Rational(1, 2)),
        ("m//2", sp.floor(m / 2)),
        ("v^(-3/2)", v ** sp.Rational(-3, 2)),
        ("x_k - x[k]", sp.S.Zero),
        ("x_hat[k]*sqrt(v)", c[k]),
        ("γ·ĝ", None),
        ("γ·x̂_k − μ", gamma * c[k] / sp.sqrt(v) - mu),
        ("sigma^2 + epsilon", v),
        ("exp(mu)*e^-mu", sp.S.One),
        (r"2m^2\mu", 2 * m**2 * mu),
        (r"\frac12 m", m / 2),
        (r"\frac1m{\mu}", mu / m),
        (r"m(\gamma+\beta)^2", m * (gamma + beta) ** 2),
        (r"\sigma_B^2+\varepsilon", v),
        (r"\sigma^2_{\mathcal{B}}+\epsilon", v),
        (r"\bigl(\hat{x}_i - \hat x_i + \hat{x_i}\bigr)\sqrt{\sigma^2+\epsilon}", c[k]),
        (r"\frac{\partial \ell}{\partial y_i} - \partial\mathcal{L}/\partial y_i + \frac{dL}{dy_i}", g[k]),
        (r"\frac{\partial L}{\partial\hat{x}_k}", gamma * g[k]),
        (r"\sqrt[3]{m}", sp.cbrt(m)),
        (r"e^{2\mu}", sp.exp(2 * mu)),
        (r"\ln\left(m\right)\log m", sp.log(m) ** 2),
        (r"\lfloor m/2\rfloor + \lceil\mu\rceil", sp.floor(m / 2) + sp.ceiling(mu)),
        ("$m\\cdot -2$", -2 * m),
    ],
)
def test_both_syntaxes(formula, meaning):
    if meaning is None:
        with pytest.raises(FormulaError, match="unknown name “ghat”"):
            read(formula, NOTATION)
        return
    assert sp.expand(read(formula, NOTATION) - meaning) == 0


@pytest.mark.parametrize(
    ("formula", "body", "low", "high"),
    [
        ("Sum(g[j]*x[j], (j, 1, m))", lambda i: g[i] * (mu + c[i]), 1, m),
        ("Sum(g_j, j)", lambda i: g[i], 1, m),
        ("sum(g[j], (j, 2, m - 1))", lambda i: g[i], 2, m - 1),
        (r"\sum_{i=1}^{m} g_i", lambda i: g[i], 1, m),
        (r"\sum_i g_i \gamma", lambda i: g[i] * gamma, 1, m),
        (r"\sum\limits_{j>2}^m -2 g_j", lambda i: -2 * g[i], 3, m),
    ],
)
def test_sums(formula, body, low, high):
    total = read(formula, NOTATION)
    ((index, *ends),) = total.limits
    assert ends == [low, high]
    assert sp.expand(total.function - body(index)) == 0


def test_a_latex_sum_ends_at_plus_and_minus():
    total = read(r"\sum_j g_j \mu + \gamma", NOTATION)
    assert gamma in total.args
    assert not (total - gamma).has(gamma)


def test_an_index_of_summation_is_not_the_free_index_of_the_same_letter():
    expression = read("g[k]*Sum(g[k], k)", NOTATION)
    (total,) = expression.atoms(sp.Sum)
    assert k not in total.free_symbols
    assert expression / total == g[k]


def test_a_name_before_parentheses_is_a_function_only_where_it_is_one():
    i, j = sp.symbols("i j", integer=True)
    assert (
        read(r"\sigma'(z_i) W_{ij}\delta_j + a_i - \sigma(z_i)", LAYER)
        == sigma_prime(z[i]) * W[i, j] * delta[j]
    )
    assert read("dsigma(z[i]) - sigma'(z_i)", LAYER) == 0
    assert read(r"\sigma(2)", NOTATION) == 2 * sp.sqrt(v - epsilon)
    assert read("sigma(z[i])", LAYER) == sigma(z[i])


@pytest.mark.parametrize(
    ("formula", "marked", "reason"),
    [
        ("gamma*(g[k]", "", "“)” is missing"),
        ("gamma*g[k])", ")", "closes nothing"),
        ("gamma**g[k]/", "", "something is missing"),
        ("gamma 2 3", "3", "put * before “3”"),
        ("mu + gama*g[k]", "gama", "did you mean: gamma"),
        ("mu + zzz", "zzz", "known names: m, x[i]"),
        ("mu*x", "x", "needs 1 index: x[i]"),
        ("gamma[k]", "gamma", "has no index"),
        ("mu + h(g[k])", "h(", "no function"),
        ("g[k]*x[j]", "x[j]", "depends on k only"),
        ("g[3]", "g", "the index runs from 1 to m, not beyond (try m = 2)"),
        ("g[m+1]", "g", "the index runs from 1 to m, not beyond (try m = 2)"),
        ("g[v]", "g", "“v” is no index"),
        ("Sum(g[j-1], j)", "g", "“j-1” is no index"),
        ("Sum(g[i], (i, 1, m), (i, 2, m))", "i, 2", "the index “i” twice"),
        ("Sum(g[j], (j, m, 1))", "j, m", "ends before it begins"),
        ("Sum(g[i]*Sum(g[j], (j, 1, i)), i)", "i))", "cannot stand alone"),
        ("m*g[k] + N", "N", "“m” and “N” would both be: size of the batch"),
        (r"\gamma g_k \\ \mu", r"\\ \mu", "one formula at a time"),
        ("Sum(j*g[j], (j, 1, m))", "j*", "cannot stand alone"),
        ("Sum(g[j], (j, 0, m))", "j, 0", "runs from 1 to m"),
        ("Sum(g[j], (j, 1, m + 1))", "j, 1", "runs from 1 to m"),
        ("Sum(g[j], (j, 1, mu))", "mu", "whole number"),
        ("Sum(g[j], (m, 1, 3))", "m, 1", "already is: size of the batch"),
        ("Sum(g[j])", "Sum", "needs its index"),
        ("mu/(m-m)", "m-m", "division by zero"),
        ("m**mu", "mu", "an exponent must be a number"),
        ("dL/dv = mu", "dL/dv", "left of = stands dL_dx or a new name"),
        ("mu = m", "mu", "left of = stands dL_dx or a new name"),
        ("L = m", "L", "left of = stands dL_dx or a new name"),
        ("mu*m = mu = m", "=", "right-hand side only"),
        ("mu ? m", "?", "does not belong"),
        (r"\frac{\gamma}{m", "", "“}” is missing"),
        (r"\gamma + \foo", r"\foo", "not known here"),
        (r"\gamma g_{k", "{k", "not closed"),
        (r"\mu^2^3", "^3", "second exponent"),
        (r"\frac{\partial q}{\partial y_i}", r"\frac", "derivative of q by y is not known"),
        (r"\hat{3}", "3", "a hat stands on a letter"),
        (r"\sum g_i", "g_i", "“_” expected"),
        (r"\left(\mu\right]", "]", "“)” expected"),
    ],
)  # fmt: skip
def test_errors_point_to_their_place(formula, marked, reason):
    with pytest.raises(FormulaError) as caught:
        read(formula, NOTATION)
    error = caught.value
    assert reason in error.reason.en
    assert formula[error.position :].startswith(marked)
    if not marked:
        assert error.position == len(formula)
    assert any("\u4e00" <= character <= "\u9fff" for character in error.reason.zh)
    shown, caret = error.pointer.split("\n")
    assert shown[caret.index("^") :] == formula[error.position :]


def test_a_long_formula_is_shown_around_the_place():
    formula = "+".join(["gamma*g[k]"] * 30 + ["nonsense"] + ["gamma*g[k]"] * 30)
    with pytest.raises(FormulaError) as caught:
        read(formula, NOTATION)
    shown, caret = caught.value.pointer.split("\n")
    assert len(shown) < 70
    assert shown[caret.index("^") :].startswith("nonsense")


@pytest.mark.parametrize(
    "formula",
    [
        "9**9**9",
        "((((9^12)^12)^12)^12)^12",
        "((((2*g[k])^12)^12)^12)^12",
        "m**1000000000",
        "9" * 1000,
        "(" * 900 + "m" + ")" * 900,
        "-" * 1900 + "m",
        "{" * 900 + "m",
        r"\frac" * 380,
        "m*" * 900 + "m**12",
        "x[k]" * 10_000,
        "(x[k] + g[k])^12*(x[k] + g[k])^12*(mu + g[k] + 1)^12",
        "Sum(Sum(Sum(Sum(Sum(Sum(Sum(g[a]*g[b], a), b), c), d), e), f), h)",
        "exp(exp(exp(exp(9999999))))",
        "__import__('os').system('touch FOUND')",
        "eval('1')",
        "(lambda: m)()",
        "[m for m in (1,)]",
        "g.__class__",
        "g[k].subs(1, 2)",
        "g[__import__]",
        "getattr(m, 'name')",
        "print(m)",
        r"\input{/etc/passwd}",
        "\x00",
        "",
        "   ",
    ],
)
def test_harmful_input_is_refused(formula, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FormulaError):
        read(formula, NOTATION)
    assert os.listdir() == []  # noqa: PTH208


PIECES = (
    "0 1 2.5 m v gamma mu x g_k x[k] xhat[j] sigma' dvar ŷ ² 中 Sum( (j,1,m) sqrt( exp( delta(i,j) L {i + - * / // ^ "
    r"( ) [ ] , = ' { } _ $ | & \ \frac \sum \sum_{j=1}^m \hat \sqrt \partial \lfloor \rceil \left \exp "
    r"\frac{\partial\,L}{\partial\,y_k} \gamma \delta_{ij}"
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES.split()), max_size=12))
def test_whatever_is_typed_is_read_or_refused(pieces):
    for notation in (NOTATION, LAYER):
        with suppress(FormulaError):
            assert isinstance(read(" ".join(pieces), notation), sp.Expr)


def test_the_exact_decimal_is_meant():
    assert read("0.1", NOTATION) == sp.Rational(1, 10)
