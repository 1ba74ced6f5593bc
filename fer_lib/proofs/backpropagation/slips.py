r"""The recursion in numbers against torch's autograd, and the two slips of report E's derivation.

Report E writes the forward pass with a sigmoid. For the hidden layer of its first network it takes the 0/1 mask of a
ReLU, ``1 where a > 0``, for the derivative; in the general recursion it writes :math:`\sigma'(a_{k-1})` where
:math:`\sigma'(z_{k-1})` is meant.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import sympy as sp
import torch

from fer_lib.language import Text
from fer_lib.proofs.claim import Claim, Finding, Source
from fer_lib.scratch.activations import ACTIVATIONS, Activation, Array, sigmoid
from fer_lib.scratch.network import Gradients, Network

TORCH_ACTIVATIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "softplus": torch.nn.functional.softplus,
}
# Forward with the sigmoid; only the derivative is wrong.
MASK = Activation(sigmoid, lambda z, a: (a > 0).astype(z.dtype))
SLOPE_AT_A = Activation(sigmoid, lambda z, a: sigmoid(a) * (1 - sigmoid(a)))


CASES, MOST_LAYERS, MOST_UNITS, MOST_IMAGES = 60, 6, 12, 9


def autograd(network: Network, activation: str, x: Array, t: Array) -> Gradients:
    """Gradients of the mean cross entropy by torch, which knows nothing of the recursion."""
    weights, biases = (
        [torch.tensor(value, requires_grad=True) for value in values]
        for values in (network.weights, network.biases)
    )
    a = z = torch.tensor(x)
    for layer, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
        a = z if layer == 0 else TORCH_ACTIVATIONS[activation](z)
        z = a @ weight + bias
    loss = torch.nn.functional.cross_entropy(z, torch.tensor(t))
    slopes = [slope.numpy() for slope in torch.autograd.grad(loss, (*weights, *biases))]
    return Gradients(slopes[: len(weights)], slopes[len(weights) :])


def difference(found: Gradients, true: Gradients) -> float:
    """The largest absolute difference of two lists of gradients."""
    pairs = zip([*found.weights, *found.biases], [*true.weights, *true.biases], strict=True)
    return max(float(np.abs(one - other).max()) for one, other in pairs)


def largest_autograd_error(
    gradients: Callable[[Network, Array, Array], Gradients] = Network.gradients, cases: int = CASES
) -> float:
    """Largest difference from autograd in random networks, float64, seed 0.

    Each has 1 to 6 layers of 1 to 12 units (``MOST_LAYERS``, ``MOST_UNITS``), 1 to 9 images, soft labels, normally
    distributed weights, and one of the four activations in turn.
    """
    random = np.random.Generator(np.random.PCG64(0))
    worst = 0.0
    for case in range(cases):
        activation = list(TORCH_ACTIVATIONS)[case % len(TORCH_ACTIVATIONS)]
        widths = random.integers(1, MOST_UNITS + 1, int(random.integers(1, MOST_LAYERS + 1)) + 1).tolist()
        network = Network.random(widths, activation, random)
        for value in (*network.weights, *network.biases):
            value[...] = random.standard_normal(value.shape)
        images = int(random.integers(1, MOST_IMAGES + 1))
        x = random.standard_normal((images, widths[0]))
        t = random.dirichlet(np.ones(widths[-1]), images)
        worst = max(worst, difference(gradients(network, x, t), autograd(network, activation, x, t)))
    return worst


def check_autograd(error: Callable[[], float] = largest_autograd_error, tolerance: float = 1e-12) -> Finding:
    """The recursion against torch's autograd."""
    largest = error()
    return Finding("checked numerically" if largest <= tolerance else "refuted", largest_error=largest)


@dataclass(frozen=True)
class SlipExample:
    """One image through one hidden unit: the derivative of the loss with respect to the unit's weight.

    Args:
        slope: the given derivative of the activation at z = 2.
        found: by the recursion with that derivative.
        autograd: by torch.
        measured: the slope of the loss itself, (E(w + h) − E(w − h)) / 2h with h = 1e−5.
    """

    slope: float
    found: float
    autograd: float
    measured: float


def slip_example(activation: Activation) -> SlipExample:
    """One input 1, a hidden sigmoid unit with weight 2 and bias 0, weights 1 and −1 to two classes, the first true."""
    x, t = np.array([[1.0]]), np.array([[1.0, 0.0]])

    def network(weight: float) -> Network:
        weights = [np.array([[weight]]), np.array([[1.0, -1.0]])]
        return Network(weights, [np.zeros(1), np.zeros(2)], activation)

    found = network(2.0).gradients(x, t).weights[0].item()
    true = autograd(network(2.0), "sigmoid", x, t).weights[0].item()
    step = 1e-5
    measured = (network(2.0 + step).loss(x, t) - network(2.0 - step).loss(x, t)) / (2 * step)
    z = np.array([2.0])
    slope = activation.derivative(z, activation.function(z)).item()
    return SlipExample(slope, found, true, measured)


def check_slip(activation: Activation) -> Finding:
    """Whether the recursion with this derivative of the sigmoid is right in the example."""
    example = slip_example(activation)
    # A central difference with this step is good to about 1e-10.
    if max(abs(example.found - example.autograd), abs(example.found - example.measured)) < 1e-8:
        return Finding("checked numerically", largest_error=abs(example.found - example.autograd))
    true_slope = slip_example(ACTIVATIONS["sigmoid"]).slope
    shown = {
        r"\hat\sigma'": example.slope,
        r"\sigma'": true_slope,
        r"\hat g": example.found,
        "g": example.autograd,
    }
    return Finding("refuted", (("z", 2), *((name, f"{value:.4f}") for name, value in shown.items())))


QUARTER = sp.Rational(1, 4)


def check_sigmoid_slope(bound: sp.Expr = QUARTER) -> Finding:
    r"""σ' = a(1 − a), 0 < a, and σ' ≤ 1/4.

    The mask is therefore 1 everywhere, and is at least four times the true factor. The bound follows from
    :math:`\tfrac14 - a(1-a) = (a-\tfrac12)^2 \ge 0`.
    """
    z = sp.Symbol("z", real=True)
    a = 1 / (1 + sp.exp(-z))
    if sp.simplify(a.diff(z) - a * (1 - a)) != 0 or not a.is_positive:
        return Finding("undecided")
    at_zero = (a * (1 - a)).subs(z, 0)
    if at_zero > bound:
        return Finding("refuted", (("z", 0), (r"\sigma'(z)", at_zero)))
    share = sp.Symbol("a", real=True)
    gap = bound - share * (1 - share) - (share - sp.Rational(1, 2)) ** 2  # constant in a
    return Finding("proved" if sp.expand(gap).is_nonnegative else "undecided")


REPORT_E = Source("E", Text("derivation", "推導"))
CLAIMS = (
    Claim(
        "backpropagation.autograd",
        r"\max\lvert\text{recursion}-\text{autograd}\rvert\le 10^{-12}",
        Text("the recursion against torch’s autograd", "遞迴式與 torch 自動微分相比"),
        Source(),
        "numeric",
        "checked numerically",
        check_autograd,
    ),
    Claim(
        "backpropagation.relu_mask",
        r"a=\tfrac{1}{1+e^{-z}} \implies \sigma'(z)=[a>0]",
        Text("the mask of a ReLU for a sigmoid", "以 ReLU 的遮罩作為 sigmoid 的導數"),
        REPORT_E,
        "numeric",
        "refuted",
        partial(check_slip, MASK),
    ),
    Claim(
        "backpropagation.sigmoid_slope",
        r"\sigma'(z)=a(1-a)\le\tfrac14<1=[a>0]",
        Text("the mask is at least 4 times too large", "遮罩至少大了 4 倍"),
        Source(),
        "SymPy",
        "proved",
        check_sigmoid_slope,
    ),
    Claim(
        "backpropagation.slope_at_a",
        r"\frac{\partial a}{\partial z}=\sigma'(a)",
        Text("the derivative taken at $a$", "導數取在 $a$ 處"),
        REPORT_E,
        "numeric",
        "refuted",
        partial(check_slip, SLOPE_AT_A),
    ),
    Claim(
        "backpropagation.slope_at_z",
        r"\frac{\partial a}{\partial z}=\sigma'(z)=a(1-a)",
        Text("the same example, derivative at $z$", "同一個例子，導數取在 $z$ 處"),
        Source(),
        "numeric",
        "checked numerically",
        partial(check_slip, ACTIVATIONS["sigmoid"]),
    ),
)
