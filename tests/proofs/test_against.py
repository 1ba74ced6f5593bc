"""A formula held against the correct one: right ones are proved, wrong ones refuted with values that differ."""

import json

import pytest

from fer_lib.cli import main
from fer_lib.proofs import against
from fer_lib.proofs.against import compare
from fer_lib.proofs.equality import Decision
from fer_lib.proofs.formula_targets import TARGETS
from fer_lib.proofs.formulas import read
from fer_lib.proofs.windows import window_positions

RIGHT = {
    "conv.output_size": [
        "floor((W + 2*p - k)/s) + 1",
        "floor((W + 2*p - k)/s + 1)",
        "(W + 2*p - k)//s + 1",
        "ceil((W + 2*p - k + 1)/s)",
        "floor((2*W + 4*p - 2*k + 1)/(2*s)) + 1",
        r"\left\lfloor\frac{W_{in}+2p_1-k_1}{s_1}+1\right\rfloor",
        r"\lceil\frac{W+2p-k+1}{s}\rceil",
    ],
    "conv.parameters": ["(k1*k2*c + 1)*f", "$(k_1k_2c+1)f$", "f + c*f*k_1*k_2"],
    "conv.multiplications": ["k1*k2*c*f*m1*m2", "$k_1k_2c\\cdot f\\cdot m_1m_2$"],
    "conv.additions": ["((k1*k2*c - 1) + 1)*f*m1*m2", "$k_1 k_2 c f m_1 m_2$"],
    "conv.additions_without_bias": ["(k1*k2*c - 1)*f*m1*m2"],
    "batchnorm.dxhat": ["gamma*g[k]", r"\gamma\frac{\partial L}{\partial y_i}"],
    "batchnorm.dvar": [
        "-gamma/(2*v)*Sum(g[i]*xhat[i], (i, 1, m))",
        r"\sum_{i=1}^m \frac{\partial \ell}{\partial \hat{x}_i} \cdot -\frac{1}{2} (x_i - \mu_B)"
        r"(\sigma_B^2 + \epsilon)^{-\frac{3}{2}}",
    ],
    "batchnorm.dmean": [
        "-gamma/sqrt(v)*Sum(g[i], i)",
        # The term through the variance vanishes.
        r"\frac{\partial\ell}{\partial\sigma_B^2}\cdot\frac1m\sum_{i=1}^m -2(x_i-\mu_B)"
        r"+\sum_{i=1}^m\frac{\partial\ell}{\partial\hat{x}_i}\cdot-(\sigma_B^2+\epsilon)^{-\frac12}",
    ],
    "batchnorm.dx": [
        "gamma/(m*sqrt(v)) * (m*g[k] - Sum(g[j],(j,1,m)) - xhat[k]*Sum(g[j]*xhat[j],(j,1,m)))",
        r"\frac{\gamma}{m\sqrt{v}}\Bigl(m g_k-\sum_{j=1}^{m} g_j-\hat{x}_k\sum_{j=1}^{m} g_j\hat{x}_j\Bigr)",
        r"\frac{\partial\ell}{\partial\sigma_B^2}\cdot\frac1m\cdot 2(x_i-\mu_B)"
        r"+\frac{\partial\ell}{\partial\mu_B}\cdot\frac1m"
        r"+\frac{\partial\ell}{\partial\hat{x}_i}\cdot\frac{1}{\sqrt{\sigma_B^2+\epsilon}}",
        # Written in x alone: mean and variance as sums.
        "gamma/sqrt(Sum((x[i]-Sum(x[j],j)/m)**2,i)/m + eps)"
        " * (g[k] - Sum(g[j],j)/m - (x[k]-mu)*Sum(g[j]*(x[j]-mu),j)/Sum((x[j]-mu)**2 + eps,j))",
    ],
    "batchnorm.dgamma": [r"\sum_i g_i\hat{x}_i", "Sum(dy[i]*(x[i] - mu)/sqrt(sigma^2 + epsilon), i)"],
    "batchnorm.dbeta": [r"$\sum_{i}\frac{\partial L}{\partial y_i}$", "Sum(g_i, (i, 1, m))"],
    "softmax.gradient": [
        "yhat[t] - y[t]",
        "ŷ_t - y_t",
        r"\hat{y}_t-y_t",
        r"\hat y_t\sum_i y_i - y_t",
        "exp(z[t])/Sum(exp(z[j]), (j, 1, K)) - y[t]",
        r"-\sum_i\frac{y_i}{\hat y_i}\,\hat y_i(\delta_{it}-\hat y_t)",
    ],
    "softmax.jacobian": [
        "yhat[i]*(delta(i, j) - yhat[j])",
        r"\hat{y}_j(\delta_{ij}-\hat{y}_i)",
        r"\frac{\delta_{ij}e^{z_i}\sum_k e^{z_k}-e^{z_i}e^{z_j}}{(\sum_k e^{z_k})^2}",
    ],
    "backpropagation.delta": [
        "sigma'(z[i])*Sum(W[i,j]*delta[j], (j, 1, n))",
        r"\sigma'(z_i)\sum_{j=1}^{n} W_{ij}\delta_j",
        r"\sum_j\delta_j W_{ij}\sigma'(z_i)",
    ],
    "backpropagation.weights": ["a[i]*delta[j]", r"\sigma(z_i)\,\delta_j"],
    "backpropagation.bias": ["delta_j", r"\delta_i"],
    "pca.reconstruction_error": [
        r"N\sum_{j=k+1}^{d}\lambda_j",
        r"N\sum_{j>k}\lambda_j",
        r"N\Bigl(\sum_j\lambda_j-\sum_{j\le k}\lambda_j\Bigr)",
        "N*(Sum(lambda[j], (j, 1, d)) - Sum(lambda[j], (j, 1, k)))",
    ],
}
WRONG = {
    "conv.output_size": [
        r"\left\lceil\frac{W+2p-k}{s}+1\right\rceil",  # report C
        "floor((W - k)/s)",  # report D
        "floor((W + p - k)/s) + 1",
        "(W + 2*p - k)/s + 1",
        "floor((W + 2*p - k)/s) + 1 + floor(W/100)",  # right for every layer with W < 100
    ],
    "conv.parameters": ["k1*k2*f", "k1*k2*c*f", "(k1*k1*c + 1)*f"],
    "conv.multiplications": ["k1*k2*f*m1*m2", "k1*k2*c*f*m1*m1"],
    "conv.additions": ["(k1*k2*c - 1)*f*m1*m2"],
    "conv.additions_without_bias": ["k1*k2*c*f*m1*m2"],
    "batchnorm.dxhat": ["g[k]", "gamma*g[k]/sqrt(v)"],
    "batchnorm.dvar": ["gamma/(2*v)*Sum(g[i]*xhat[i], i)", "-gamma/2*Sum(g[i]*xhat[i], i)"],
    "batchnorm.dmean": ["gamma/sqrt(v)*Sum(g[i], i)", "-1/sqrt(v)*Sum(g[i], i)"],
    "batchnorm.dx": [
        # Report C loses the factor γ of the first term.
        r"\frac{\partial L}{\partial y_i}\frac{1}{\sqrt{\sigma^2+\epsilon}}"
        r"+\frac{\partial L}{\partial\mu}\frac1m+\frac{\partial L}{\partial\sigma^2}\frac{2(x_i-\mu)}{m}",
        "gamma/(m*sqrt(v)) * (m*g[k] - Sum(g[j],j) + xhat[k]*Sum(g[j]*xhat[j],j))",
        "gamma/(m*sqrt(v)) * (m*g[k] - Sum(g[j],j) - Sum(g[j]*xhat[j]**2,j))",
        "gamma/(sqrt(v)) * (m*g[k] - Sum(g[j],j) - xhat[k]*Sum(g[j]*xhat[j],j))",
        "gamma/(m*sigma) * (m*g[k] - Sum(g[j],j) - xhat[k]*Sum(g[j]*xhat[j],j))",
    ],
    "batchnorm.dgamma": ["Sum(g[i]*x[i], i)", r"\gamma\sum_i g_i\hat{x}_i"],
    "batchnorm.dbeta": ["Sum(g[i], (i, 1, m - 1))", "Sum(g[i], i)/m"],
    "softmax.gradient": ["y[t] - yhat[t]", r"-y_t(1-\hat y_t)", "yhat[t]"],
    "softmax.jacobian": ["yhat[i]*(1 - yhat[j])", "-yhat[i]*yhat[j]", "yhat[i]*(delta(i, j) - yhat[i])"],
    "backpropagation.delta": [
        "a[i]*(1 - a[i])*Sum(W[i,j]*delta[j], j)",  # true of the logistic function alone
        "sigma(z[i])*Sum(W[i,j]*delta[j], j)",
        "Sum(W[i,j]*delta[j], j)",
    ],
    "backpropagation.weights": [r"z_i\delta_j", r"\sigma'(z_i)\delta_j"],
    "backpropagation.bias": ["b[j]*delta[j]"],
    "pca.reconstruction_error": [
        r"\sum_{j>k}\lambda_j",
        "N*Sum(lambda[j], (j, k, d))",
        "N*Sum(lambda[j], (j, 1, k))",
    ],
}


def pairs(table):
    return [(target, formula) for target, formulas in table.items() for formula in formulas]


def test_every_target_has_right_and_wrong_formulas():
    assert list(RIGHT) == list(WRONG)
    assert set(RIGHT) == set(TARGETS)
    assert all(len(t.meaning.en) > 20 and len(t.meaning.zh) > 8 for t in TARGETS.values())


@pytest.mark.parametrize(("target", "formula"), pairs(RIGHT))
def test_right_formulas_are_proved(target, formula):
    answer = compare(target, formula)
    assert answer.decision.verdict == "proved"
    assert answer.decision.points > 0
    assert answer.given == {}


@pytest.mark.parametrize(("target", "formula"), pairs(WRONG))
def test_wrong_formulas_are_refuted_with_values_that_differ(target, formula):
    answer = compare(target, formula)
    assert answer.decision.verdict == "refuted"
    own, correct = answer.sides
    assert own != correct
    assert abs(answer.decision.own - answer.decision.correct) > 1e-9
    assert answer.given


def test_the_values_of_a_refutation_can_be_checked_by_hand():
    answer = compare("conv.output_size", "ceil((W + 2*p - k)/s) + 1")
    W, p, k, s = (int(answer.given[name]) for name in "Wpks")
    assert int(answer.decision.correct) == len(window_positions(W, k, s, p))
    assert int(answer.decision.own) == -((k - W - 2 * p) // s) + 1

    answer = compare("softmax.gradient", "yhat[t]*y[t]")
    values = {given.name: given.value for given in answer.decision.given}
    predicted, label = values["yhat"][values["t"] - 1], values["y"][values["t"] - 1]
    assert answer.decision.own == predicted * label
    assert answer.decision.correct == predicted - label


@pytest.mark.parametrize(
    ("target", "formula"),
    [
        ("batchnorm.dxhat", "gamma*g[k]*(floor(m/2) + ceil(m/2))/m"),  # true, beyond the rules
        ("batchnorm.dxhat", "gamma*g[k]*Sum(x[i] - mu, i)/Sum(x[j] - mu, j)"),  # nowhere defined
    ],
)
def test_neither_proved_nor_refuted_is_said(target, formula, capsys):
    assert compare(target, formula).decision.verdict == "undecided"
    assert main(["prove", "--against", target, formula]) == 1
    read_as, *_, answer = capsys.readouterr().out.splitlines()
    assert read_as.startswith("read as: gamma*g[k]")
    assert answer.startswith("not decided")


def test_a_comparison_that_takes_too_long_is_stopped(capsys, monkeypatch):
    own = RIGHT["batchnorm.dx"][-1]
    answer = compare("batchnorm.dx", own, seconds=0.002)
    assert answer.time_up
    assert answer.decision == Decision("undecided")
    monkeypatch.setattr(against, "decide", lambda *_: answer)
    assert main(["prove", "--against", "batchnorm.dx", own]) == 1
    assert "the time ran out" in capsys.readouterr().out


def test_exit_status_and_sentences(capsys):
    assert main(["prove", "--against", "batchnorm.dmean", "-gamma/sqrt(v)*Sum(g[i],i)"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "read as: (-gamma/sqrt(v))*Sum(g[i], (i, 1, m))",
        "proved equal to batchnorm.dmean for every batch size m ≥ 2",
    ]
    assert main(["prove", "--against", "conv.parameters", "k1*k2*c*f"]) == 1
    read_as, out = capsys.readouterr().out.split("\n", 1)
    assert read_as == "read as: k1*k2*c*f"
    assert out.startswith("refuted: at c = 1, f = 1, k1 = 1, k2 = 1, ")
    assert out.endswith("the formula gives 1, correct is 2\n")
    assert main(["prove", "--against", "softmax.gradient", "yhat[t] - y{t}"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "error: cannot parse, character" in captured.err
    assert captured.err.splitlines()[-1].strip() == "^"


@pytest.mark.parametrize("place", ["before", "after"])
def test_json(capsys, place):
    words = ["--against", "conv.output_size", "ceil((W+2*p-k)/s)+1"]
    words = ["--json", *words] if place == "before" else [*words, "--json"]
    assert main(["prove", *words]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["verdict"] == "refuted"
    assert answer["id"] == "conv.output_size"
    assert answer["read_as"] == "ceiling((W + 2*p - k)/s) + 1"
    assert set(answer["values"]) == set("Wpks")
    assert answer["formula_gives"] != answer["correct"]


@pytest.mark.parametrize("target", TARGETS)
def test_the_notation_is_shown_and_every_name_of_it_can_be_read(capsys, target):
    assert main(["prove", "--against", target]) == 0
    out = capsys.readouterr().out
    notation = TARGETS[target].notation
    indices = [symbol.name for symbol in notation.free] or ["q"]
    for quantity in notation.quantities:
        assert f"  {quantity.written} " in out
        for name in quantity.names:
            index = (indices * 2)[: quantity.indices]
            vector = f"({quantity.of})" if quantity.of else ""
            entry = f"{name}{vector}[{','.join(index)}]" if index else name
            formula = f"{name}(1)" if quantity.function else entry
            if index and not notation.free:
                formula = f"Sum({formula}, q)"
            assert read(formula, notation) is not None


def test_all_targets_are_listed_without_an_id(capsys):
    assert main(["prove", "--against"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(TARGETS)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--against", "batchnorm.dxx", "g[k]"], "batchnorm.dx"),
        (["--against", "softmax.nonsense"], "softmax.jacobian, softmax.gradient"),
        (["--against", "xyz"], "There are: conv.output_size"),
        (["--against", "conv.parameters", "f", "*", "c"], "quotation marks"),
        (["conv.parameters", "--against", "conv.parameters", "f"], "leave out conv.parameters"),
    ],
)
def test_mistakes_are_one_clear_error(capsys, words, message):
    assert main(["prove", *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: ")
    assert message in captured.err
    assert "Traceback" not in captured.err
