r"""Log-sum-exp in floating point: as written, from shifted scores, and as torch does it.

.. math:: \log\sum_j e^{z_j} = m + \log\sum_j e^{z_j - m}, \qquad m = \max_j z_j
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import sympy as sp
import torch
from torch.nn import functional as F

from fer_lib.language import Text
from fer_lib.proofs.claim import Claim, Finding, Source

Values = np.ndarray[Any, np.dtype[np.floating[Any]]]
FloatName = Literal["float32", "float64"]
FLOAT_NAMES: tuple[FloatName, ...] = ("float32", "float64")
DIGITS = 50


def naive_log_sum_exp(scores: Values) -> np.floating[Any]:
    """Compute log Σ e^z as written, in the floating point of the scores; ±inf outside its range."""
    with np.errstate(over="ignore", divide="ignore", under="ignore"):
        result: np.floating[Any] = np.log(np.exp(scores).sum())
    return result


def shifted_log_sum_exp(scores: Values) -> np.floating[Any]:
    """Compute m + log Σ e^(z − m) with m the largest score: the largest exponential is 1."""
    largest = scores.max()
    with np.errstate(under="ignore"):
        result: np.floating[Any] = largest + np.log(np.exp(scores - largest).sum())
    return result


def exact_log_sum_exp(scores: Values) -> sp.Float:
    """Compute log Σ e^z of exactly these floating-point scores, to 50 digits."""
    return sp.log(sp.Add(*(sp.exp(sp.Rational(float(score))) for score in scores))).evalf(DIGITS)


def first_overflow(name: FloatName) -> int:
    """Smallest whole number whose exponential is infinite in this floating point."""
    number = np.dtype(name).type
    with np.errstate(over="ignore"):
        return next(n for n in range(1, 2000) if np.isinf(np.exp(number(n))))


def first_underflow(name: FloatName) -> int:
    """Largest whole number below 0 whose exponential is exactly 0 in this floating point."""
    number = np.dtype(name).type
    with np.errstate(under="ignore"):
        return next(-n for n in range(1, 2000) if np.exp(number(-n)) == 0)


@dataclass(frozen=True)
class Comparison:
    """Log-sum-exp of the scores (x, x−1, x−2) by three ways of computing.

    Args:
        x: the largest score.
        exact: to 50 digits.
        naive: floating point → as written.
        shifted: floating point → from shifted scores.
        torch: floating point → ``torch.logsumexp``.
    """

    x: int
    exact: float
    naive: dict[FloatName, float]
    shifted: dict[FloatName, float]
    torch: dict[FloatName, float]


def compare(x: int) -> Comparison:
    """Compute log-sum-exp of (x, x−1, x−2) in float32 and float64."""
    scores = {name: np.array([x, x - 1, x - 2], dtype=name) for name in FLOAT_NAMES}
    return Comparison(
        x,
        float(exact_log_sum_exp(scores["float64"])),
        {name: float(naive_log_sum_exp(values)) for name, values in scores.items()},
        {name: float(shifted_log_sum_exp(values)) for name, values in scores.items()},
        {name: float(torch.logsumexp(torch.from_numpy(values), 0)) for name, values in scores.items()},
    )


def check_naive(name: FloatName, way: Callable[[Values], np.floating[Any]] = naive_log_sum_exp) -> Finding:
    """``way`` gives log-sum-exp of (x, x) for every whole x from 0 to 1000, to 8 rounding units."""
    for x in range(1001):
        scores = np.full(2, x, dtype=name)
        found, true = float(way(scores)), float(exact_log_sum_exp(scores))
        if not abs(found - true) <= 8 * np.finfo(name).eps * max(1.0, abs(true)):
            shown = r"\infty" if np.isinf(found) else f"{found:.6g}"
            pairs = (("z", (x, x)), (r"\text{naive}", shown), (r"\log\textstyle\sum e^z", f"{true:.6g}"))
            return Finding("refuted", pairs)
    return Finding("checked numerically")


def largest_relative_error(
    way: Callable[[Values], np.floating[Any]] = shifted_log_sum_exp, name: FloatName = "float64"
) -> float:
    """Largest error, relative to the largest |score|, over 200 random scores of 7 classes within ±10,000."""
    random = np.random.Generator(np.random.PCG64(0))
    worst = 0.0
    for _ in range(200):
        scores = random.uniform(-1e4, 1e4) + random.uniform(-30, 30, 7)
        scores = scores.astype(name)
        found = float(way(scores))
        if not np.isfinite(found):
            return float("inf")
        error = abs(sp.Rational(found) - exact_log_sum_exp(scores))
        worst = max(worst, float(error) / float(np.abs(scores).max()))
    return worst


def torch_log_sum_exp(scores: Values) -> np.floating[Any]:
    """``torch.logsumexp`` of an array."""
    return np.dtype(scores.dtype).type(torch.logsumexp(torch.from_numpy(scores), 0))


@dataclass(frozen=True)
class LargeScores:
    """A loss and its gradient for scores that differ by 200, in float32.

    Args:
        loss: of ``cross_entropy``, from the scores.
        gradient: of ``cross_entropy`` by the score of the true class.
        naive_loss: of the logarithm of softmax.
        naive_gradient: of the logarithm of softmax by the score of the true class.
    """

    loss: float
    gradient: float
    naive_loss: float
    naive_gradient: float


def large_scores() -> LargeScores:
    """Scores (0, 200), true class the first: torch's loss against the logarithm of softmax."""
    ways: tuple[Callable[[torch.Tensor], torch.Tensor], ...] = (
        lambda s: F.cross_entropy(s[None], torch.tensor([0])),
        lambda s: -torch.log(torch.softmax(s, 0))[0],
    )
    found = []
    for way in ways:
        scores = torch.tensor([0.0, 200.0], requires_grad=True)
        loss = way(scores)
        (gradient,) = torch.autograd.grad(loss, scores)
        found += [float(loss.detach()), float(gradient[0])]
    return LargeScores(*found)


def check_relative_error(error: Callable[[], float]) -> Finding:
    """At most 4 rounding units of float64."""
    largest = error()
    small = largest <= 4 * np.finfo("float64").eps
    return Finding("checked numerically" if small else "refuted", largest_error=largest)


def check_large_scores(values: Callable[[], LargeScores] = large_scores) -> Finding:
    """The loss of torch for (0, 200) and the first class is 200 with gradient −1, exactly."""
    found = values()
    error = max(abs(found.loss - 200), abs(found.gradient + 1))
    return Finding("checked numerically" if error == 0 else "refuted", largest_error=error)


CLAIMS = (
    *(
        Claim(
            f"softmax.naive_{name}",
            r"\text{naive}=\log\textstyle\sum_j e^{z_j}",
            Text(f"log-sum-exp as written, {name}", f"照式子計算 log-sum-exp，{name}"),
            Source(),
            "numeric",
            "refuted",
            lambda name=name: check_naive(name),  # type: ignore[misc]
        )
        for name in FLOAT_NAMES
    ),
    Claim(
        "softmax.shifted_float64",
        r"\lvert\text{shifted}-\log\textstyle\sum_j e^{z_j}\rvert\le 4\epsilon\max_j\lvert z_j\rvert",
        Text("log-sum-exp from shifted scores", "由平移後的分數計算 log-sum-exp"),
        Source(),
        "numeric",
        "checked numerically",
        lambda: check_relative_error(largest_relative_error),
    ),
    Claim(
        "softmax.torch_log_sum_exp",
        r"\lvert\text{torch}-\log\textstyle\sum_j e^{z_j}\rvert\le 4\epsilon\max_j\lvert z_j\rvert",
        Text("torch.logsumexp", "torch.logsumexp"),
        Source(),
        "numeric",
        "checked numerically",
        lambda: check_relative_error(lambda: largest_relative_error(torch_log_sum_exp)),
    ),
    Claim(
        "softmax.torch_large_scores",
        r"z=(0,200),\ t=1\implies L=200,\ \frac{\partial L}{\partial z_1}=-1",
        Text("torch’s cross_entropy, scores 200 apart", "torch 的 cross_entropy，分數相差 200"),
        Source(),
        "numeric",
        "checked numerically",
        check_large_scores,
    ),
)
