r"""What a network that starts at zero can and cannot learn.

Each claim is one step of an induction over gradient steps: if something holds before a step, it holds after it. The
layer is a symbol, as in ``recursion``, whose formulas are used here with some quantities put to zero or made equal.
The step size is arbitrary and may change, and so may the batch.
"""

from collections.abc import Iterable

import sympy as sp

from fer_lib.language import Text
from fer_lib.proofs.backpropagation.recursion import (
    BIAS_LINES,
    FROM_A,
    HIDDEN_LINES,
    IMAGES,
    OUTPUT_DELTA,
    RANGES,
    SMALL,
    WEIGHTS_LINES,
    K,
    N,
    delta,
    j0,
    k,
    n,
    n0,
    sigma,
    t,
)
from fer_lib.proofs.backpropagation.unknown import prove_for_any_activation
from fer_lib.proofs.claim import Claim, Finding, Source
from fer_lib.proofs.expansion import expand_sums

GRADIENT_WEIGHTS, GRADIENT_BIAS, DELTA_BELOW = WEIGHTS_LINES[-1], BIAS_LINES[-1], HIDDEN_LINES[-1]
OUTPUT_BIAS_GRADIENT = sp.Sum(OUTPUT_DELTA.xreplace({n0: n}), IMAGES)  # Σ over the images of ŷ − t
OUTPUT_BIAS_START = N / K - sp.Sum(t[n, j0], IMAGES)
CLASS_SHARE = sp.Sum(t[n, j0], IMAGES) / N
OUTPUT_WEIGHTS_START = sigma(0) * sp.Sum(delta[k, n, j0], IMAGES)


def put(expression: sp.Expr, **values: sp.Expr) -> sp.Expr:
    """Replace every entry of the arrays of these names by one value."""
    return sp.sympify(expression).replace(
        lambda at: isinstance(at, sp.Indexed) and str(at.base) in values,
        lambda at: sp.sympify(values[str(at.base)]),
    )


def prove_zero(expressions: Iterable[sp.Expr]) -> Finding:
    """Prove that all these are 0; the first that is not decides."""
    for expression in expressions:
        ranges = RANGES | {j0: (sp.S.Zero, K - 1)} if expression.has(K) else RANGES
        finding = prove_for_any_activation(expression, sp.S.Zero, SMALL, ranges)
        if finding.verdict != "proved":
            return finding
    return Finding("proved")


def check_hidden_still(at_zero: sp.Expr = sp.S.Zero, weights: sp.Expr = sp.S.Zero) -> Finding:
    """With σ(0) = 0 and all zero but b_m, every derivative but that of b_m is 0.

    Args:
        at_zero: σ(0), the activation of every hidden unit.
        weights: the value of every weight.
    """
    forward = put(FROM_A, W=weights, b=0)  # z_k = 0, so that a_k = σ(0)
    backward = put(DELTA_BELOW, W=weights)  # δ_k = 0 for every hidden layer
    hidden = [put(formula, delta=0) for formula in (GRADIENT_WEIGHTS, GRADIENT_BIAS)]
    return prove_zero([forward, backward, *hidden, put(GRADIENT_WEIGHTS, a=at_zero)])


def check_nothing_moves(gradient: sp.Expr = OUTPUT_BIAS_GRADIENT) -> Finding:
    """Whether the derivative of the output bias is 0 where all is zero; one image and two classes show it is not."""
    general = prove_zero([put(gradient, z=0)])
    if general.verdict == "proved":
        return general
    labels = sp.Array([[1, 0]])
    slopes = [
        expand_sums(put(gradient, z=0), {N: 1, K: 2, j0: unit}).replace(
            lambda at: isinstance(at, sp.Indexed), lambda at: labels[at.indices]
        )
        for unit in (0, 1)
    ]
    if not any(slopes):
        return Finding("undecided")
    shown = (("N", 1), ("K", 2), ("t", "(1,0)"), (r"\partial E/\partial b_m", f"({slopes[0]},{slopes[1]})"))
    return Finding("refuted", shown)


def check_output_bias(formula: sp.Expr = OUTPUT_BIAS_START) -> Finding:
    """Where all is zero, the derivative of the output bias is N/K minus the number of images of the class."""
    left = put(OUTPUT_BIAS_GRADIENT, z=0)
    return prove_for_any_activation(left, formula, SMALL, {j0: (sp.S.Zero, K - 1)})


def check_output_bias_rest(share: sp.Expr = CLASS_SHARE) -> Finding:
    """Where the probabilities are the shares of the classes, the output bias rests."""
    gradient = sp.Sum(share - t[n, j0], IMAGES)
    return prove_for_any_activation(gradient, sp.S.Zero, SMALL, {j0: (sp.S.Zero, K - 1)})


def check_layers_wake_in_turn(weights: sp.Expr = sp.S.Zero) -> Finding:
    r"""Where :math:`W_k = 0` for k ≤ s + 1, the layers k ≤ s have no derivative, whatever the activation.

    Args:
        weights: the value of the weights above a layer.
    """
    backward = put(DELTA_BELOW, W=weights)
    return prove_zero([backward, *(put(gradient, delta=0) for gradient in (GRADIENT_WEIGHTS, GRADIENT_BIAS))])


def check_first_step(formula: sp.Expr = OUTPUT_WEIGHTS_START) -> Finding:
    """Where all is zero, every row of the derivative of W_m is σ(0) Σ δ."""
    left = put(GRADIENT_WEIGHTS, a=sigma(put(FROM_A, W=0, b=0).doit()))
    return prove_for_any_activation(left, formula, SMALL, RANGES)


QUESTION = Text("zero initialization", "零初始化")
CLAIMS = (
    Claim(
        "backpropagation.zero_hidden_still",
        r"\sigma(0)=0,\ W=0,\ b_1=\dots=b_{m-1}=0 \implies \frac{\partial E}{\partial W_k}=0,\ "
        r"\frac{\partial E}{\partial b_k}=0\ (k<m),\ \frac{\partial E}{\partial W_m}=0",
        Text("ReLU, tanh: only $b_m$ moves", "ReLU、tanh：只有 $b_m$ 會動"),
        Source("E", QUESTION),
        "SymPy",
        "proved",
        check_hidden_still,
    ),
    Claim(
        "backpropagation.zero_nothing_moves",
        r"W=0,\ b=0 \implies \nabla E=0",
        Text("“the parameters are not updated at all”", "「參數完全不會更新」"),
        Source("E", QUESTION),
        "SymPy",
        "refuted",
        check_nothing_moves,
    ),
    Claim(
        "backpropagation.zero_output_bias",
        r"W=0,\ b=0 \implies \frac{\partial E}{\partial b_{m,j}}=\frac NK-\sum_n t_{nj}",
        Text("the first step of the output bias", "輸出偏差項的第一步"),
        Source(),
        "SymPy",
        "proved",
        check_output_bias,
    ),
    Claim(
        "backpropagation.zero_output_bias_rest",
        r"\hat y_{nj}=\tfrac1N\sum_{n'}t_{n'j} \implies \frac{\partial E}{\partial b_m}=0",
        Text("where the output bias rests", "輸出偏差項停在何處"),
        Source(),
        "SymPy",
        "proved",
        check_output_bias_rest,
    ),
    Claim(
        "backpropagation.zero_first_step",
        r"W=0,\ b=0 \implies \frac{\partial E}{\partial W_{m,ij}}=\sigma(0)\sum_n\delta^m_{nj}",
        Text("sigmoid: the output weights move", "sigmoid：輸出層權重會動"),
        Source(),
        "SymPy",
        "proved",
        check_first_step,
    ),
    Claim(
        "backpropagation.zero_layers_wake",
        r"W_{k+1}=0 \implies \frac{\partial E}{\partial W_k}=0,\ \frac{\partial E}{\partial b_k}=0",
        Text("layers wake one step after another", "各層一步一層地開始更新"),
        Source(),
        "SymPy",
        "proved",
        check_layers_wake_in_turn,
    ),
)
