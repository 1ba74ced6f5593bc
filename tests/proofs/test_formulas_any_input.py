"""Whatever is typed is answered, or refused with one sentence, and soon: signs at random, and right formulas spoilt."""

import re
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.cli import main
from fer_lib.proofs import against
from fer_lib.proofs.formula_targets import TARGETS
from fer_lib.proofs.formulas import FormulaError
from tests.proofs.test_formulas_spellings import SPELLINGS

SIGNS = r"""
0 1 2 12 0.5 1000000000000 m v g x k i j t K W F P S n d N z y p s f \gamma \mu \sigma \epsilon \lambda \hat{y}_t
\hat{\mathbf{x}}_i g_i x_k z_i y_t \delta_{ij} \lambda_j W_{ij} \delta_j \lambda_{k+1} g_m g_{m-1} + - * / = ^ _ { } ( )
[ ] \left( \right) \{ \} , . ' \prime \frac \frac12 \sqrt \sqrt[3] \sum \sum_i \sum_{j=1}^m \sum^{m}_{i=1}
\sum_{j\ne\,i} \sum_{j=1}^{1000000000000} \over \lfloor \rfloor \exp \log e^{z_i} \partial \partial\,L/\partial\,y_i
\frac{\partial\,L}{\partial\,x_i}= \mathbb{1} [i=t] 1_{i=t} \begin{cases} \end{cases} \begin{align} \end{align} & \\
\text{if} \text{otherwise} softmax(z)_t \sigma'(z_i) floor( sqrt( \quad \, ^2 ^{12} ^{-1/2} ² √ Σ_i Σ ∂ ŷ γ ⌊ ⌋ ½ $
\[ \] \foo Sum( (j,1,m) \mathbf \bar \text{ 中 \ 🙂
"""
SIGN = st.sampled_from(SIGNS.split())
SETTINGS = settings(max_examples=150, deadline=None, derandomize=True)
SECONDS, MOST = 2, 5


def answered_or_refused(target, formula):
    start = perf_counter()
    try:
        answer = against.compare(target, formula, SECONDS)
    except FormulaError as error:
        refused = error
        sentence, *pointer = str(refused).split("\n")
        assert re.match(r"cannot parse, character \d+: .{5,}", sentence)
        assert [line.strip() for line in pointer][1:] == ["^"]
        assert any("\u4e00" <= character <= "\u9fff" for character in refused.reason.zh)
    else:
        assert re.match("proved equal|refuted: at|not decided: ", against.report(answer))
        assert against.report_reading(answer.reading).startswith("read as: ")
    assert perf_counter() - start < MOST


@SETTINGS
@given(
    st.sampled_from(sorted(TARGETS)),
    st.sampled_from(["", " "]),
    st.lists(SIGN, max_size=10),
)
def test_signs_at_random(target, between, signs):
    answered_or_refused(target, between.join(signs))


PIECE = re.compile(r"\\[A-Za-z]+|\\.|\d+|.", re.DOTALL)


@SETTINGS
@given(st.sampled_from(SPELLINGS), st.data())
def test_right_formulas_with_pieces_lost_exchanged_or_added(spelling, data):
    target, formula = spelling[:2]
    pieces = PIECE.findall(formula)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(pieces) - 1))
        pieces[place] = data.draw(SIGN | st.sampled_from(["", pieces[place] * 2, pieces[place - 1]]))
    answered_or_refused(target, "".join(pieces))


@pytest.mark.parametrize(
    ("target", "formula", "named"),
    [
        ("batchnorm.dbeta", r"\sum_{j=1}^{1000000000000} g_j", "“j”: the index runs from 1 to m"),
        ("batchnorm.dbeta", r"\sum_{j=1}^{10^{12}} 1", "“j”: the index runs from 1 to m"),
        ("batchnorm.dbeta", r"\sum_{j=m-1000000000000}^{m} 1", "“j”: the index runs from 1 to m"),
        ("batchnorm.dbeta", "Sum(g[j], (j, 1, 10**12*m))", "“j”: the index runs from 1 to m"),
        ("pca.reconstruction_error", r"\sum_{j=1}^{N} \lambda_j", "at a whole number or at a size: d, k"),
        ("pca.reconstruction_error", r"\sum_{j=k}^{k-2} \lambda_j", "ends before it begins"),
        ("batchnorm.dbeta", r"\sum_{i=1}^{n} g_i", "unknown name “n”"),
        ("batchnorm.dbeta", r"\sum_{i=1}^{j} g_i", "unknown name “j”"),
        ("batchnorm.dbeta", r"\sum_i \sum_{j=1}^{i} g_j", "“i” is an index and cannot stand alone"),
        ("batchnorm.dbeta", r"\sum_{i=\mu}^{m} g_i", "begins and ends at a whole number or at a size: m"),
        ("batchnorm.dbeta", r"\sum_{i=1/2}^{m} g_i", "begins and ends at a whole number or at a size: m"),
        ("batchnorm.dbeta", r"\sum_{m} g_m", "“m” already is: size of the batch"),
        ("batchnorm.dbeta", r"\sum_{i \in B} g_i", r"“\in” is not known here"),
        ("batchnorm.dbeta", r"\sum_{j\le m}^{m} g_j", "two upper bounds"),
        ("batchnorm.dbeta", r"\sum_{N=1}^{m} N g_N", "“N” is an index and cannot stand alone"),
        ("softmax.gradient", r"\hat y_t - y_t \\ \hat y_t", "give one formula at a time"),
        ("softmax.gradient", r"-\frac{\partial L}{\partial z_t} = \hat y_t - y_t", "derivative of L by z is not known"),
        ("softmax.gradient", r"y_t = \hat y_t - y_t", "left of = stands dL_dz or a new name of the result; “y”"),
        ("softmax.gradient", r"L = \hat y_t - y_t", "left of = stands dL_dz or a new name of the result; “L”"),
        ("softmax.gradient", r"\frac{\partial L}{\partial z_{ij}} = \hat y_i - y_i", "the indices of the result are t"),
        ("softmax.gradient", r"\frac{\partial L}{\partial z_i} = \hat y_t - y_t", "the result depends on i only"),
        ("backpropagation.weights", r"\partial L/\partial W_{ji} = a_i\delta_j", "are i, j here, in this order"),
        ("batchnorm.dxhat", r"\Gamma g_k", "unknown name “Gamma”"),
        ("batchnorm.dxhat", "Γ·g_k", "unknown name “Gamma”"),
        ("batchnorm.dxhat", r"\bar g_k", "unknown name “gbar_k”"),
        ("batchnorm.dxhat", "γ·ǵ_k", "unknown name “gacuteaccent_k”"),
        ("backpropagation.delta", r"\sigma_2'(z_i)", "“sigma_2'” is no function here"),
        ("softmax.gradient", r"\mathrm{softmax}(y)_t", "softmax is taken of z here"),
        ("softmax.gradient", "exp(z)_t", "“exp(…)” has no index"),
        ("softmax.gradient", r"\hat y_t - y_t, \quad \text{for all } t", "“,” is not expected here"),
        ("conv.output_size", r"\lfloor (W-F+2K)/S \rfloor+1", "“F” and “K” would both be: cells of the window"),
    ],
)  # fmt: skip
def test_what_could_not_be_read_is_named(target, formula, named):
    start = perf_counter()
    with pytest.raises(FormulaError) as caught:
        against.compare(target, formula)
    assert named in caught.value.reason.en
    assert perf_counter() - start < MOST


def test_what_was_read_is_printed_before_the_answer(capsys):
    assert main(["prove", "--against", "conv.output_size", r"\lfloor (W-F+2P)/S \rfloor"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "read as: floor((W - k + 2*p)/s)",
        "  F is k: cells of the window, at least 1",
        "  P is p: padding at either end, at least 0",
        "  S is s: stride, at least 1",
        "refuted: at W = 1, p = 0, k = 1, s = 1 the formula gives 0, correct is 1",
    ]


def test_of_a_chain_of_equations_the_wrong_side_is_named(capsys):
    formula = r"\frac{\partial L}{\partial z_t} = -y_t + y_t \hat y_t = \hat y_t - y_t"
    assert main(["prove", "--against", "softmax.gradient", formula]) == 1
    read_as, answer = capsys.readouterr().out.splitlines()
    assert read_as == "read as: -y[t] + y[t]*yhat[t] = yhat[t] - y[t]"
    assert answer.startswith("refuted: ")
    assert " the formula -y[t] + y[t]*yhat[t] gives " in answer
