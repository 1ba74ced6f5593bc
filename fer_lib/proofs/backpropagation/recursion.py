r"""The recursion of backpropagation, proved for any depth, any widths and any differentiable activation.

.. math:: z^k_{nj} = \sum_i a^{k-1}_{ni} W^k_{ij} + b^k_j, \qquad a^k_{nj} = \sigma(z^k_{nj})

for image n and unit j of layer k; all indices count from 0. The layer k is a symbol as well, and so are the
widths :math:`d_k`: a step that is proved here is proved for every layer of every network. For
:math:`\delta^k = \partial E / \partial z^k` the chain rule gives the derivative with respect to anything below as
:math:`\sum \delta^k_{nj}\, \partial z^k_{nj}`: ``LOSS_CHANGE`` is :math:`\sum \delta z`, whose derivative that is.

Every derivation is a tuple of lines. The first is the derivative itself, the last the result; each is proved equal
to the one before.
"""

import sympy as sp

from fer_lib.language import Text
from fer_lib.proofs.backpropagation.unknown import Width, make_activation, prove_lines
from fer_lib.proofs.claim import Claim, Finding, Source
from fer_lib.proofs.finite_sums import Range, differentiate

N, K = sp.symbols("N K", integer=True, positive=True)
k, n, i, j, h = sp.symbols("k n i j h", integer=True)
# The entry with respect to which one differentiates.
n0, i0, j0 = sp.symbols("n_* i_* j_*", integer=True)
W, b, z, a, delta, t = (sp.IndexedBase(name, real=True) for name in ("W", "b", "z", "a", "delta", "t"))
sigma, sigma_slope = make_activation("sigma")

BELOW, ABOVE = Width(k - 1), Width(k)
IMAGES = (n, 0, N - 1)
RANGES: dict[sp.Symbol, Range] = {
    n0: (sp.S.Zero, N - 1),
    i0: (sp.S.Zero, BELOW - 1),
    j0: (sp.S.Zero, ABOVE - 1),
}
# The small case in which a counterexample to a wrong formula is looked for.
SMALL = {N: 2, K: 2, BELOW: 2, ABOVE: 2}
delta_ij = sp.KroneckerDelta

# Layer k, once from the activations below it and once from what these are made of.
FROM_A = sp.Sum(a[k - 1, n, i] * W[k, i, j], (i, 0, BELOW - 1)) + b[k, j]
FROM_Z = sp.Sum(sigma(z[k - 1, n, i]) * W[k, i, j], (i, 0, BELOW - 1)) + b[k, j]


def loss_change(layer: sp.Expr) -> sp.Expr:
    r""":math:`\sum_{n,j} \delta^k_{nj} z^k_{nj}`."""
    return sp.Sum(delta[k, n, j] * layer, (j, 0, ABOVE - 1), IMAGES)


WEIGHTS_LINES = (
    differentiate(loss_change(FROM_A), W[k, i0, j0]),
    sp.Sum(
        delta[k, n, j] * sp.Sum(a[k - 1, n, i] * delta_ij(i, i0) * delta_ij(j, j0), (i, 0, BELOW - 1)),
        (j, 0, ABOVE - 1),
        IMAGES,
    ),
    sp.Sum(a[k - 1, n, i0] * delta[k, n, j0], IMAGES),
)
BIAS_LINES = (
    differentiate(loss_change(FROM_A), b[k, j0]),
    sp.Sum(delta[k, n, j] * delta_ij(j, j0), (j, 0, ABOVE - 1), IMAGES),
    sp.Sum(delta[k, n, j0], IMAGES),
)
HIDDEN_LINES = (
    differentiate(loss_change(FROM_Z), z[k - 1, n0, i0]),
    sp.Sum(
        delta[k, n, j]
        * sp.Sum(
            W[k, i, j] * sigma_slope(z[k - 1, n, i]) * delta_ij(i, i0) * delta_ij(n, n0), (i, 0, BELOW - 1)
        ),
        (j, 0, ABOVE - 1),
        IMAGES,
    ),
    sp.Sum(delta[k, n0, j] * W[k, i0, j], (j, 0, ABOVE - 1)) * sigma_slope(z[k - 1, n0, i0]),
)

# The last layer: softmax and cross entropy. z and t have no layer index here.
SCORES = sp.Sum(sp.exp(z[n, h]), (h, 0, K - 1))
LOSS = -sp.Sum(t[n, j] * (z[n, j] - sp.log(SCORES)), (j, 0, K - 1), IMAGES)
SCORES_AT = SCORES.xreplace({n: n0})
PROBABILITY = sp.exp(z[n0, j0]) / SCORES_AT
OUTPUT_LINES = (
    differentiate(LOSS, z[n0, j0]),
    -sp.Sum(t[n0, j] * (delta_ij(j, j0) - PROBABILITY), (j, 0, K - 1)),
    PROBABILITY * sp.Sum(t[n0, j], (j, 0, K - 1)) - t[n0, j0],
)
OUTPUT_DELTA = PROBABILITY - t[n0, j0]
LABELS_ADD_UP = sp.Sum(t[n0, j], (j, 0, K - 1)) - 1  # is 0
OUTPUT_RANGES = {n0: RANGES[n0], j0: (sp.S.Zero, K - 1)}


def check_weights(formula: sp.Expr = WEIGHTS_LINES[-1]) -> Finding:
    """∂E/∂W_k = a_{k−1}ᵀ δ_k."""
    return prove_lines((*WEIGHTS_LINES[:-1], formula), SMALL, RANGES)


def check_bias(formula: sp.Expr = BIAS_LINES[-1]) -> Finding:
    """∂E/∂b_k is the sum of δ_k over the images."""
    return prove_lines((*BIAS_LINES[:-1], formula), SMALL, RANGES)


def check_hidden(formula: sp.Expr = HIDDEN_LINES[-1]) -> Finding:
    """δ_{k−1} = (δ_k W_kᵀ) ⊙ σ'(z_{k−1}), the induction step."""
    return prove_lines((*HIDDEN_LINES[:-1], formula), SMALL, RANGES)


def check_output(formula: sp.Expr = OUTPUT_DELTA) -> Finding:
    """δ_m = ŷ − t, where the labels of an image add up to 1."""
    steps = prove_lines(OUTPUT_LINES, SMALL, OUTPUT_RANGES)
    if steps.verdict != "proved":
        return steps
    return prove_lines((OUTPUT_LINES[-1] - PROBABILITY * LABELS_ADD_UP, formula), SMALL, OUTPUT_RANGES)


REPORT_E = Source("E", Text("derivation", "推導"))
CLAIMS = (
    Claim(
        "backpropagation.output_delta",
        r"\delta^m=\hat y-t",
        Text("the start: softmax, cross entropy", "起點：softmax 與交叉熵"),
        REPORT_E,
        "SymPy",
        "proved",
        check_output,
    ),
    Claim(
        "backpropagation.hidden_delta",
        r"\delta^{k-1}=(\delta^k W_k^\top)\odot\sigma'(z^{k-1})",
        Text("the induction step", "歸納步驟"),
        REPORT_E,
        "SymPy",
        "proved",
        check_hidden,
    ),
    Claim(
        "backpropagation.gradient_weights",
        r"\frac{\partial E}{\partial W_k}=(a^{k-1})^\top\delta^k",
        Text("gradient with respect to the weights", "對權重的梯度"),
        REPORT_E,
        "SymPy",
        "proved",
        check_weights,
    ),
    Claim(
        "backpropagation.gradient_bias",
        r"\frac{\partial E}{\partial b_k}=\sum_n\delta^k_n",
        Text("gradient with respect to the bias", "對偏差項的梯度"),
        REPORT_E,
        "SymPy",
        "proved",
        check_bias,
    ),
)
