"""Formulas as textbooks and students write them: each is proved, and told as wrong once a mistake stands in it."""

import re

import pytest

from fer_lib.proofs.against import compare, read

# Target, a right spelling, what is replaced in it (its first occurrence), and the mistake.
SPELLINGS = [
    ("softmax.gradient", r"\hat{\mathbf{y}}_t - \mathbf{y}_t", "-", "+"),
    ("softmax.gradient", r"\mathbf{\hat y}_t - \mathbf y_t", r"\mathbf y_t", "1"),
    ("softmax.gradient", r"\mathbf{\hat{y}_t} - y_t", "-", r"\cdot"),
    ("softmax.gradient", r"\boldsymbol{\hat{y}}_t - \boldsymbol{y}_t", "- ", "- 2"),
    ("softmax.gradient", r"\hat{\bm{y}}_{t}-{\bf y}_{t}", "}-{", "}{"),
    ("softmax.gradient", "softmax(z)_t - y_t", "- y_t", "+ y_t"),
    ("softmax.gradient", r"\mathrm{softmax}(\mathbf{z})_t - y_t", "- y_t", ""),
    ("softmax.gradient", r"\operatorname{softmax}(z)_t - y_t", "y_t", "y_t^2"),
    ("softmax.gradient", r"\text{softmax}\left(\mathbf z\right)_{i} - y_{i}", "-", "- 2"),
    ("softmax.gradient", r"$\operatorname*{softmax}(z_t) - y_t$.", "- y_t", "- 1"),
    ("softmax.gradient", r"\sigma(\vec{z})_t-y_t", "-y_t", r"-y_t\hat y_t"),
    ("softmax.gradient", "ŷ_t − y_t", "−", "·"),
    ("softmax.gradient", "ŷₜ − yₜ", "− yₜ", "− 2yₜ"),
    ("softmax.gradient", "∂L/∂zₜ = ŷₜ − yₜ.", "ŷₜ −", "ŷₜ² −"),
    ("softmax.gradient", "dL/dz_t = e^(z_t)/Σ_j e^(z_j) - y_t", "Σ_j e^(z_j)", "K"),
    ("softmax.gradient", r"\frac{\exp(z_t)}{\sum^{K}_{j=1}\exp(z_j)} - y_t", "^{K}", "^{K-1}"),
    ("softmax.gradient", r"{e^{z_t} \over \sum_{j=1}^K e^{z_j}} - y_t", "e^{z_j}", "e^{z_t}"),
    ("softmax.gradient", r"\dfrac{e^{z_t}}{\sum\limits_{j}^{C} e^{z_j}} - y_t", "- y", "- z"),
    ("softmax.gradient", r"\frac{1}{1+\sum_{j\ne t} e^{z_j - z_t}} - y_t", "1+", "2+"),
    ("softmax.gradient", r"\[ \frac{\partial L}{\partial z_i} = \hat y_i - y_i \]", "- y", "- 3y"),
    ("softmax.gradient", r"-\sum_i y_i (\mathbb{1}[i=t] - \hat y_t)", "-", ""),
    ("softmax.gradient", r"-\sum_i y_i (1_{\{i=t\}} - p_t)", "i=t", r"i\ne t"),
    ("softmax.gradient", r"-y_t(1-\hat y_t) + \sum_{i\neq t} y_i \hat y_t", r"_{i\neq t}", "_i"),
    ("softmax.gradient", r"\sum_{i=1}^{K-1} y_i \hat y_t + y_K \hat y_t - y_t", "y_K", "y_1"),
    ("softmax.gradient", r"\hat y_t \Bigl(y_1 + \sum_{i=2}^{K} y_i\Bigr) - y_t", "i=2", "i=1"),
    (
        "softmax.gradient",
        r"\begin{align*} \frac{\partial L}{\partial z_t} &= \sum_i \frac{\partial L}{\partial \hat y_i}"
        r"\frac{\partial \hat y_i}{\partial z_t} \\ &= -\sum_i \frac{y_i}{\hat y_i}\hat y_i(\delta_{it}-\hat y_t)"
        r" \\ &= \hat y_t - y_t \end{align*}",
        r"-\sum_i",
        r"\sum_i",
    ),
    ("softmax.jacobian", r"\hat y_i(\mathbb{1}[i=j] - \hat y_j)", "- ", "+ "),
    ("softmax.jacobian", r"S_i(1\{i=j\} - S_j)", "- S_j", "- S_i"),
    ("softmax.jacobian", "ŷ_i(δ_ij − ŷ_j)", "− ŷ_j", "+ ŷ_j"),
    ("softmax.jacobian", r"\frac{\partial\hat y_k}{\partial z_l} = \hat y_k(\delta_{kl} - \hat y_l)", "= ", "= -"),
    (
        "softmax.jacobian",
        r"\begin{cases} \hat y_i(1-\hat y_i) & \text{if } i = j \\ -\hat y_i \hat y_j & \text{otherwise} \end{cases}",
        r"\\ -",
        r"\\ ",
    ),
    (
        "softmax.jacobian",
        r"\begin{cases} \hat y_i(1-\hat y_i), & i = j \\ -\hat y_i \hat y_j, & i \neq j. \end{cases}",
        r"(1-\hat y_i)",
        r"(1+\hat y_i)",
    ),
    ("conv.output_size", "floor((W-F+2P)/S)+1", "+1", ""),
    ("conv.output_size", "⌊(W−F+2P)/S⌋ + 1", "2P", "P"),
    ("conv.output_size", "⌊(n + 2p − f)/s⌋ + 1", "− f", "+ f"),
    ("conv.output_size", "⌈(n + 2p − f + 1)/s⌉", "⌈(n + 2p − f + 1)/s⌉", "⌈(n + 2p − f)/s⌉"),
    ("conv.output_size", r"\lfloor (W-F+2P)/S \rfloor + 1", r"2P", "3P"),
    ("conv.output_size", r"N = \left\lfloor \frac{W-F+2P}{S} \right\rfloor + 1", r"+ 1", "- 1"),
    ("conv.output_size", r"W_{out} = \lfloor {W_{in}-F+2P \over S} \rfloor+1", "-F", ""),
    ("conv.output_size", r"n_{\text{out}} = \left\lfloor \frac{n_{\mathrm{in}}+2p-k}{s} + 1\right\rfloor", "2p", "p"),
    ("conv.output_size", r"O = \biggl\lfloor\tfrac{I - K + 2P}{S}\biggr\rfloor + 1", "I - K", "K - I"),
    (
        "conv.output_size",
        r"H_{out} = \left\lfloor \frac{H_{in} + 2 \times \text{padding} - \text{kernel_size}}{\text{stride}}"
        r" + 1 \right\rfloor",
        r"2 \times",
        "",
    ),
    ("conv.output_size", r"\text{floor}\left({W-F+2P \over S}\right)+1", r"\text{floor}", ""),
    ("conv.parameters", r"(k_h k_w C_{in} + 1) C_{out}", " + 1", ""),
    ("conv.parameters", "(k1k2c + 1)f", "+ 1", "+ 2"),
    ("conv.parameters", r"\#\text{parameters} = (k_1 \cdot k_2 \cdot c + 1) \cdot f", r"\cdot f", "+ f"),
    ("conv.additions", r"k_h \times k_w \times C_{in} \times C_{out} \times H_{out} \times W_{out}", "W_", "H_"),
    ("batchnorm.dbeta", r"\sum_{i=1}^{m-1} g_i + g_m", "+ g_m", ""),
    ("batchnorm.dbeta", r"g_1 + \sum_{j=2}^{m-1} g_j + g_m", "g_1", "g_m"),
    ("batchnorm.dbeta", r"\sum_{i=1}^{N} \frac{\partial L}{\partial y_i}", r"\sum_{i=1}^{N}", r"\frac1N\sum_{i=1}^{N}"),
    ("batchnorm.dgamma", "Σᵢ gᵢ x̂ᵢ", "x̂ᵢ", "xᵢ"),
    ("batchnorm.dgamma", "Σ_(i=1)^m ∂L/∂y_i · (x_i − μ)/√(σ²+ε)", "√(σ²+ε)", "√(σ²)"),
    (
        "batchnorm.dgamma",
        r"\frac{\partial L}{\partial \gamma} = \sum_{i=1}^{m} \frac{\partial L}{\partial y_i} \hat{x}_i.",
        "= ",
        r"= \gamma",
    ),
    ("batchnorm.dxhat", r"\partial L/\partial\hat x_i = \gamma\,\partial L/\partial y_i", r"\gamma\,", ""),
    ("batchnorm.dvar", "−½ γ Σ_i g_i (x_i − μ)(σ²+ε)^(−3/2)", "−½", "½"),
    (
        "batchnorm.dvar",
        r"-\tfrac12\gamma\sum_{i=1}^{m} g_i (x_i-\mu_{\mathcal B})(\sigma_{\mathcal B}^2+\varepsilon)^{-3/2}",
        "-3/2",
        "-1/2",
    ),
    ("batchnorm.dmean", r"-\frac{\gamma}{\sqrt[2]{\sigma^2+\epsilon}}\sum_i g_i", "[2]", "[3]"),
    ("batchnorm.dx", "γ/(m√v) (m g_k − Σ_j g_j − x̂_k Σ_j g_j x̂_j)", "− x̂_k", "+ x̂_k"),
    (
        "batchnorm.dx",
        r"\begin{aligned}\frac{\partial L}{\partial x_i} &= \frac{\gamma}{m\sqrt{v}}\Bigl[ m g_i - \sum_j g_j \\"
        r" &\quad - \hat x_i \sum_j g_j \hat x_j\Bigr]\end{aligned}",
        r"\frac{\gamma}{m\sqrt{v}}",
        r"\frac{\gamma}{\sqrt{v}}",
    ),
    ("backpropagation.delta", "σ′(z_i) Σ_j W_ij δ_j", "W_ij", "W_ji"),
    ("backpropagation.delta", r"f'(z_i) \sum_{j=1}^{n} W_{i,j}\,\delta_j", "f'", "f"),
    ("backpropagation.delta", r"\sigma^{\prime}(z_i) \sum_{j=1}^{n} w_{ij} \delta_j", r"^{\prime}", ""),
    (
        "backpropagation.delta",
        r"\sigma'(z_i)\Bigl(\sum_{j=1}^{n-1} W_{ij}\delta_j + W_{in}\delta_n\Bigr)",
        r"\delta_n",
        r"\delta_1",
    ),
    ("backpropagation.weights", r"\frac{\partial L}{\partial W_{ij}} = \phi(z_i)\,\delta_j", r"\phi(z_i)", "z_i"),
    ("pca.reconstruction_error", r"N \sum_{k < j \le d} \lambda_j", "k <", r"k \le"),
    ("pca.reconstruction_error", r"N \sum^{D}_{j=M+1} \lambda_j", "M+1", "M"),
    ("pca.reconstruction_error", "N Σ_(j=k+1)^d λ_j", "N", ""),
    ("pca.reconstruction_error", r"N\Bigl(\lambda_{k+1} + \sum_{j=k+2}^{d}\lambda_j\Bigr)", "k+2", "k+1"),
    (
        "pca.reconstruction_error",
        r"N\sum_{j=1}^{d-1}\lambda_j + N\lambda_d - N\sum_{j=1}^{k-1}\lambda_j - N\lambda_k",
        r"- N\lambda_k",
        r"- \lambda_k",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("target", "right", "part", "mistake"), SPELLINGS)
def test_a_spelling_is_proved_and_with_a_mistake_refuted(target, right, part, mistake):
    assert compare(target, right).decision.verdict == "proved"
    assert part in right
    assert compare(target, right.replace(part, mistake, 1)).decision.verdict == "refuted"


def _named_alike(expression):
    """The expression as text; indices of sums are made anew at each reading."""
    return re.sub(r"Dummy_\d+", "Dummy", str(expression))


@pytest.mark.parametrize(("target", "formula"), [spelling[:2] for spelling in SPELLINGS])
def test_what_is_said_to_be_read_means_what_was_read(target, formula):
    reading = read(target, formula)
    for written, expression in zip(reading.written, reading.expressions, strict=True):
        if any(typed == "k" for typed, usual, _ in reading.letters if target == "softmax.jacobian"):
            written = re.sub("[kl](?=[],])", lambda letter: "ij"["kl".index(letter[0])], written)
        assert _named_alike(read(target, written).expressions[0]) == _named_alike(expression)


@pytest.mark.parametrize(
    ("target", "formula", "written", "letters"),
    [
        ("conv.output_size", "(W-F+2P)/S", "(W - k + 2*p)/s", {"F": "k", "P": "p", "S": "s"}),
        ("conv.output_size", "W/2P", "(W/2)*p", {"P": "p"}),
        ("softmax.gradient", r"\mathrm{softmax}(\mathbf{z})_t", "softmax(z)[t]", {}),
        ("softmax.gradient", "σ(z)_i - p_i", "softmax(z)[i] - yhat[i]", {"sigma": "softmax", "p": "yhat", "i": "t"}),
        ("softmax.gradient", r"-2\hat y_t^2", "-2*yhat[t]^2", {}),
        ("batchnorm.dbeta", r"\sum_i g_i \gamma + \mu", "Sum(g[i]*gamma, (i, 1, m)) + mu", {}),
        ("conv.output_size", "(W + p)//s", "floor((W + p)/s)", {}),
    ],
)  # fmt: skip
def test_the_reading_shows_products_ranges_and_letters(target, formula, written, letters):
    reading = read(target, formula)
    assert reading.written == (written,)
    assert {typed: usual for typed, usual, _ in reading.letters} == letters
