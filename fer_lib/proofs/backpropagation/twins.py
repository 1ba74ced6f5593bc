"""Units that start equal stay equal, dead ReLU units stay dead, and both in a run.

The induction over gradient steps of ``zero_start``, for two units of one layer.
"""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import sympy as sp

from fer_lib.language import Text
from fer_lib.proofs.backpropagation.recursion import (
    ABOVE,
    BELOW,
    IMAGES,
    SMALL,
    W,
    delta,
    i,
    i0,
    j,
    j0,
    k,
    n,
    sigma,
    sigma_slope,
)
from fer_lib.proofs.backpropagation.unknown import prove_for_any_activation
from fer_lib.proofs.backpropagation.zero_start import QUESTION, put
from fer_lib.proofs.claim import Claim, Finding, Source
from fer_lib.scratch.network import Network

# Two units p and q of layer k − 1. V are the weights into it, c its biases, u the activations below;
# W leads on to layer k, where delta comes from.
p, q = sp.symbols("p q", integer=True)
V, c, u = (sp.IndexedBase(name, real=True) for name in ("V", "c", "u"))
INPUTS = sp.Symbol("d", integer=True, positive=True)
TWIN_RANGES = {
    p: (sp.S.Zero, BELOW - 1),
    q: (sp.S.Zero, BELOW - 1),
    i0: (sp.S.Zero, INPUTS - 1),
    j0: (sp.S.Zero, ABOVE - 1),
}


def unit_gradients(unit: sp.Symbol) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """Derivatives for one unit: of a weight into it, of its bias, of a weight out of it."""
    value = sp.Sum(u[n, i] * V[i, unit], (i, 0, INPUTS - 1)) + c[unit]
    back = sp.Sum(delta[k, n, j] * W[k, unit, j], (j, 0, ABOVE - 1)) * sigma_slope(value)
    return (
        sp.Sum(u[n, i0] * back, IMAGES),
        sp.Sum(back, IMAGES),
        sp.Sum(sigma(value) * delta[k, n, j0], IMAGES),
    )


def check_twins(equal_arrays: Iterable[str] = ("V", "c", "W")) -> Finding:
    """Units with equal weights in, bias and weights out have equal derivatives of all of these.

    Args:
        equal_arrays: in which of the three the two units are equal.
    """
    names = set(equal_arrays)
    for first, second in zip(unit_gradients(p), unit_gradients(q), strict=True):
        same = first.replace(
            lambda at: isinstance(at, sp.Indexed) and str(at.base) in names and p in at.indices,
            lambda at: at.xreplace({p: q}),
        )
        finding = prove_for_any_activation(same, second, {**SMALL, INPUTS: 2}, TWIN_RANGES)
        if finding.verdict != "proved":
            return finding
    return Finding("proved")


def check_dead(value: sp.Expr = sp.S.Zero, slope: sp.Expr = sp.S.Zero) -> Finding:
    """For a ReLU unit with weights 0 into it and a bias below 0, every derivative is 0.

    Args:
        value: what σ gives for a negative bias.
        slope: what σ' gives.
    """
    dead = [put(formula, V=0) for formula in unit_gradients(p)]
    relu = [f.replace(sigma, lambda _: value).replace(sigma_slope, lambda _: slope) for f in dead]
    for gradient in relu:
        finding = prove_for_any_activation(gradient, sp.S.Zero, {**SMALL, INPUTS: 2}, TWIN_RANGES)
        if finding.verdict != "proved":
            return finding
    return Finding("proved")


RUN_WIDTHS = (5, 4, 4, 4, 3)
RUN_STEPS = 40


def largest_violation(activation: str, disturbance: float = 0.0) -> float:
    """Train a network with three hidden layers from zero and return how far it leaves what is proved.

    Args:
        activation: a name in ``ACTIVATIONS``.
        disturbance: is put on the first weight of every layer before the training, to see the proofs' premise fail.

    Returns:
        The largest of: for an activation with σ(0) = 0, any value but the output bias; for another, a difference of
        two units of a layer, or any value of a layer that cannot have woken after so many steps.
    """
    random = np.random.Generator(np.random.PCG64(0))
    network = Network.random(RUN_WIDTHS, activation, random)
    for value in (*network.weights, *network.biases):
        value[...] = 0.0
    for weights in network.weights:
        weights[0, 0] = disturbance
    layers = len(network.weights)
    x = random.standard_normal((12, RUN_WIDTHS[0]))
    t = np.eye(RUN_WIDTHS[-1])[random.integers(0, RUN_WIDTHS[-1], 12)]
    still = network.activation.function(np.zeros(1))[0] == 0
    worst = 0.0
    for done in range(1, RUN_STEPS + 1):
        network.step(network.gradients(x, t), learning_rate=1.0)
        asleep = layers if still else max(layers - done, 0)
        values = [*network.weights[:asleep], *network.biases[: min(asleep, layers - 1)]]
        for (below, above), bias in zip(pairwise(network.weights), network.biases[:-1], strict=True):
            values += [below - below[:, :1], bias - bias[:1], above - above[:1]]
        worst = max(worst, *(float(np.abs(value).max()) for value in values))
    return worst


def check_run(disturbance: float = 0.0, tolerance: float = 1e-12) -> Finding:
    """ReLU, tanh and sigmoid from zero, three hidden layers, 40 steps, float64."""
    worst = max(largest_violation(activation, disturbance) for activation in ("relu", "tanh", "sigmoid"))
    return Finding("checked numerically" if worst <= tolerance else "refuted", largest_error=worst)


CLAIMS = (
    Claim(
        "backpropagation.zero_units_equal",
        r"p,q\text{ equal before a step} \implies \text{equal after it}",
        Text("equal hidden units stay equal", "相同的隱藏單元會一直相同"),
        Source("E", QUESTION),
        "SymPy",
        "proved",
        check_twins,
    ),
    Claim(
        "backpropagation.zero_dead_units",
        r"\text{ReLU},\ W_{\cdot p}=0,\ b_p<0 \implies \nabla E=0\text{ for unit }p",
        Text("ReLU with $b_p<0$ stays dead", "$b_p<0$ 的 ReLU 單元永遠不動"),
        Source(),
        "SymPy",
        "proved",
        check_dead,
    ),
    Claim(
        "backpropagation.zero_run",
        r"\text{all of this in a run of three hidden layers}",
        Text("a run of 40 steps, three hidden layers", "三個隱藏層實際訓練 40 步"),
        Source(),
        "numeric",
        "checked numerically",
        check_run,
    ),
)
