"""Six numbers through batch normalization as lines from x to x̂ to y, and the gradient as bars."""

from typing import Any

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from fer_lib.chapters.batchnorm.six_numbers import SixNumbers
from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS
from fer_lib.publish import BookFigure

STAGES = ("$x$", r"$\hat x$", "$y$")


def plot_six_numbers(numbers: SixNumbers) -> Figure:
    """The numbers at the left; at the right what arrives at the outputs, and what comes out at the input."""
    figure, axes = plt.subplots(1, 2, figsize=(7.2, 2.7), width_ratios=(3, 2))
    left, right = axes
    stages = np.stack([numbers.x, numbers.normalized, numbers.outputs])
    heights = range(len(stages), 0, -1)
    left.hlines(list(heights), stages.min() - 1, stages.max() + 0.5, color="#9CA3AF", lw=0.8)
    for way in stages.T:
        left.plot(way, list(heights), color=COLORS["blue"], lw=1, marker="o", ms=5)
    left.set_yticks(list(heights), STAGES)
    left.set_ylim(0.6, len(stages) + 0.4)
    left.tick_params(axis="y", length=0)
    places = np.arange(1, len(numbers.x) + 1)
    right.axhline(0, color="#4B5563", lw=0.8)
    bars: tuple[tuple[float, Any, str, str], ...] = (
        (-0.2, numbers.g, COLORS["grey"], r"$g_i$"),
        (0.2, numbers.gradient, COLORS["orange"], r"$\partial\ell/\partial x_i$"),
    )
    for shift, values, color, name in bars:
        right.bar(places + shift, values, 0.4, color=color, label=name)
    right.set_xticks(places)
    right.set_xlabel("$i$")
    right.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
    return figure


def six_numbers(numbers: SixNumbers) -> BookFigure:
    """The figure with caption and alt text."""

    def draw(lang: Language) -> Figure:
        return plot_six_numbers(numbers)

    m, settings = len(numbers.x), f"\\gamma={numbers.gamma:g}$, $\\beta={numbers.beta:g}"
    return BookFigure(
        draw,
        Text(
            f"{m} numbers $x_i$ of one channel, normalized to $\\hat x_i$, then scaled and shifted to $y_i$ (${settings}$). "
            "Right: the gradient $g_i$ that arrives at the outputs, and $\\partial\\ell/\\partial x_i$, whose bars add up to 0.",
            f"一個通道的 {m} 個數 $x_i$，正規化為 $\\hat x_i$，再縮放平移為 $y_i$（${settings}$）。"
            "右：到達輸出的梯度 $g_i$，以及總和為 0 的 $\\partial\\ell/\\partial x_i$。",
        ),
        Text(
            f"Left, {m} lines lead from a row of dots, x, to a row about 0, x̂, and from there to a third, y. Right, a pair of bars "
            f"for each of the {m} numbers; the bars of the gradient by x point up as much as they point down.",
            f"左：{m} 條線由一排點 x 通往以 0 為中心的一排 x̂，再通往第三排 y。右：{m} 個數各有一對長條；"
            "對 x 的梯度，向上的長條與向下的長條總和相等。",
        ),
    )
