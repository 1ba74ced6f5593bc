"""The exercises of chapter 8: what an ascent can reach, where it stands still, and what its measures say."""

from collections.abc import Sequence
from itertools import pairwise, product
from math import exp, hypot

import numpy as np
from scipy.special import softmax
from scipy.stats import entropy

from fer_lib.language import Text
from fer_lib.publish import Exercise
from fer_lib.wording import decimal

_WEIGHTS = 3.0, -4.0
_DEAD, _ALIVE = -8.0, -6.0
_SHARE, _SIGNALS = 0.9, 8


def exercises() -> list[Exercise]:
    """All of them, in their order."""
    return [_linear(), _dead(), _logit(), _spread(), _variation()]


def reach_in_box(weights: Sequence[float]) -> float:
    """The largest w · x where each pixel lies between −1 and 1: Σ|wᵢ|."""
    return sum(map(abs, weights))


def reach_on_ball(weights: Sequence[float]) -> float:
    """The largest w · x where x has length 1 at most: ‖w‖."""
    return hypot(*weights)


def _linear() -> Exercise:
    box, ball = reach_in_box(_WEIGHTS), reach_on_ball(_WEIGHTS)

    def check() -> bool:
        corners = max(float(np.dot(_WEIGHTS, corner)) for corner in product((-1, 1), repeat=2))
        angles = np.linspace(0, 2 * np.pi, 100_001)
        circle = (np.outer(np.cos(angles), _WEIGHTS[:1]) + np.outer(np.sin(angles), _WEIGHTS[1:])).max()
        return bool(np.isclose(corners, box) and np.isclose(circle, ball))

    w = f"({_WEIGHTS[0]:g}, −{-_WEIGHTS[1]:g})"
    return Exercise(
        Text(
            f"A unit computes $a(x)=w\\cdot x$ with $w$ = {w}. Which image maximizes it, and how large does it get, if each pixel "
            "lies between −1 and 1? And if instead the whole image may have length 1 at most? In which of the two images can "
            "one read off how important each pixel is?",
            f"一個單元計算 $a(x)=w\\cdot x$，$w$ = {w}。若每個像素介於 −1 與 1 之間，哪一張影像使它最大？最大值是多少？若改為整張影像的長度不超過 1 呢？"
            "從哪一張影像能看出各像素有多重要？",
        ),
        Text(
            f"With bounds for each pixel, every pixel goes to its end: $x=\\mathrm{{sign}}(w)$ = (1, −1), and $a$ = {box:g}. With a bound on the "
            f"length, $x=w/\\lVert w\\rVert$ = ({_WEIGHTS[0] / ball:g}, −{-_WEIGHTS[1] / ball:g}), and $a$ = {ball:g} (Cauchy–Schwarz). Only the second shows "
            "how much each pixel counts; the first is all black and white, however small a weight is.",
            f"各像素有界時，每個像素都走到端點：$x=\\mathrm{{sign}}(w)$ = (1, −1)，$a$ = {box:g}。長度有界時，$x=w/\\lVert w\\rVert$ = ({_WEIGHTS[0] / ball:g}, "
            f"−{-_WEIGHTS[1] / ball:g})，$a$ = {ball:g}（柯西–施瓦茨不等式）。只有後者看得出各像素的份量；前者非黑即白，不論權重多小。",
        ),
        check,
    )


def can_be_activated(weights: Sequence[float], bias: float) -> bool:
    """Whether ReLU(w · x + b) is positive for any x with pixels between −1 and 1."""
    return bias > -reach_in_box(weights)


def _dead() -> Exercise:
    low = -reach_in_box(_WEIGHTS)

    def check() -> bool:
        grid = np.array(list(product(np.linspace(-1, 1, 41), repeat=2)))
        reached = [bool((grid @ _WEIGHTS + bias > 0).any()) for bias in (_DEAD, _ALIVE)]
        return reached == [can_be_activated(_WEIGHTS, bias) for bias in (_DEAD, _ALIVE)] == [False, True]

    return Exercise(
        Text(
            f"Behind the unit stands a ReLU: $a(x)=\\max(0,w\\cdot x+b)$, with the same $w$ and pixels between −1 and 1. For which $b$ can "
            f"no image activate it? For $b=-{-_ALIVE:g}$ some image does: why may a plain ascent from noise still not find it, and what helps?",
            f"在這個單元之後接一個 ReLU：$a(x)=\\max(0,w\\cdot x+b)$，$w$ 不變，像素介於 −1 與 1 之間。$b$ 是多少時，沒有任何影像能使它活化？"
            f"$b=-{-_ALIVE:g}$ 時有影像做得到：為什麼從雜訊出發的單純上升仍可能找不到？有什麼辦法？",
        ),
        Text(
            f"The largest $w\\cdot x$ is {-low:g}, so none can if $b\\le-{-low:g}$. Where $w\\cdot x+b<0$ the ReLU's gradient is 0, and an ascent that begins "
            "there never moves: on most noise images that is so. Ascending the value before the ReLU has a gradient everywhere and "
            "gets there; a filter that even this does not activate is out of reach.",
            f"$w\\cdot x$ 最大是 {-low:g}，所以 $b\\le-{-low:g}$ 時沒有影像做得到。$w\\cdot x+b<0$ 之處 ReLU 的梯度是 0，從那裡出發的上升永遠不會動，"
            "而大多數雜訊影像都在那裡。改對 ReLU 之前的值上升，處處都有梯度，就能到達；連這樣都無法活化的濾波器，才是真的達不到。",
        ),
        check,
    )


def probability_of_first(x: float) -> float:
    """Probability of class 1 where the logits are x and 2x: 1/(1 + eˣ)."""
    return 1 / (1 + exp(x))


def _logit() -> Exercise:
    before, after = probability_of_first(0), probability_of_first(1)

    def check() -> bool:
        measured = [softmax([x, 2 * x])[0] for x in (0.0, 1.0)]
        return bool(np.allclose(measured, [before, after]) and after < before)

    return Exercise(
        Text(
            "Two logits depend on one pixel: $z_1=x$, $z_2=2x$. An ascent raises $z_1$ from $x=0$ to $x=1$. What becomes of the "
            "probability of class 1? What is the difference between ascending a logit and ascending a log probability?",
            "兩個 logit 取決於同一個像素：$z_1=x$，$z_2=2x$。上升把 $z_1$ 從 $x=0$ 提高到 $x=1$。類別 1 的機率變成多少？"
            "對 logit 上升與對對數機率上升，差別在哪裡？",
        ),
        Text(
            f"It falls from {before:.2f} to $1/(1+e)$ = {after:.2f}, for $z_2$ rises faster. The gradient of $\\log\\hat y_1$ is that of $z_1$ less the "
            "mean of all logits' gradients, weighted by their probabilities: it asks for what speaks for this class *and not for "
            "others*. An image of a high logit may be one that every class likes.",
            f"由 {before:.2f} 降到 $1/(1+e)$ = {after:.2f}，因為 $z_2$ 升得更快。$\\log\\hat y_1$ 的梯度，是 $z_1$ 的梯度減去各 logit 梯度以機率加權的平均："
            "它要的是支持這一類、*又不支持其他類*的東西。logit 很高的影像，可能是每一類都喜歡的。",
        ),
        check,
    )


def effective_number(shares: Sequence[float]) -> float:
    """Exp of the entropy of shares that add up to 1: the number of equal shares of that entropy."""
    return exp(-sum(p * np.log(p) for p in shares if p > 0))


def _spread() -> Exercise:
    uneven, even = effective_number([_SHARE, 1 - _SHARE]), effective_number([1 / _SIGNALS] * _SIGNALS)

    def check() -> bool:
        return bool(
            np.isclose(exp(entropy([_SHARE, 1 - _SHARE])), uneven)
            and np.isclose(exp(entropy([1] * _SIGNALS)), even)
            and np.isclose(even, _SIGNALS)
        )

    return Exercise(
        Text(
            f"The energy of a pattern lies in {_SIGNALS} frequencies in equal shares; that of another in two, with shares {_SHARE:g} and "
            f"{1 - _SHARE:.1f}. Compute $e^H$ of both, with $H=-\\sum_ip_i\\log p_i$. Why is it called an effective number?",
            f"一個圖樣的能量平均分在 {_SIGNALS} 個頻率上；另一個分在兩個頻率上，比例是 {_SHARE:g} 與 {1 - _SHARE:.1f}。計算兩者的 $e^H$，"
            "其中 $H=-\\sum_ip_i\\log p_i$。為什麼稱它為有效數目？",
        ),
        Text(
            f"{even:.0f} and {decimal(uneven)}. Of $n$ equal shares $H=\\log n$, so $e^H=n$; unequal ones count for fewer than they are. A share of 0 adds "
            "nothing. Stripes have a small number, white noise nearly all that there are.",
            f"分別是 {even:.0f} 與 {decimal(uneven)}。$n$ 個相等的比例，$H=\\log n$，所以 $e^H=n$；不相等時，算起來比實際的個數少。比例為 0 的不計。"
            "條紋的有效數目很小，白雜訊則幾乎用上所有的頻率。",
        ),
        check,
    )


def variation_of_alternating(pixels: int) -> int:
    """Total variation of a row of pixels 0, 1, 0, 1, …"""
    return pixels - 1


def _variation() -> Exercise:
    value = variation_of_alternating(_SIGNALS)

    def check() -> bool:
        def variation(row: Sequence[float]) -> float:
            return sum(abs(b - a) for a, b in pairwise(row))

        edge = [0.0] * (_SIGNALS // 2) + [1.0] * (_SIGNALS // 2)
        ramp = list(np.linspace(0, 1, _SIGNALS))
        return bool(
            np.isclose(variation(edge), variation(ramp))
            and np.isclose(variation(edge), 1)
            and variation([k % 2 for k in range(_SIGNALS)]) == value
        )

    return Exercise(
        Text(
            f"The total variation of a row of pixels is $\\sum_i|x_{{i+1}}-x_i|$. Compute it for a row of {_SIGNALS} that rises from 0 to 1 in one "
            "step, for one that rises evenly, and for 0, 1, 0, 1, …. What does a penalty on it remove, and what does it leave?",
            f"一列像素的總變差是 $\\sum_i|x_{{i+1}}-x_i|$。對 {_SIGNALS} 個像素計算：一步由 0 升到 1 的、均勻上升的，以及 0、1、0、1、… 的。"
            "對它加懲罰，會去掉什麼、留下什麼？",
        ),
        Text(
            f"1, 1 and {value}. Whatever only rises has the same variation, so an edge costs no more than a ramp; what goes up and "
            "down costs each time. The penalty removes noise and fine stripes and leaves edges sharp, whereas the sum of squares "
            "would blur them.",
            f"分別是 1、1 與 {value}。只升不降的，總變差都相同，所以邊緣不比漸層吃虧；忽上忽下的，每次都要計入。這個懲罰會去掉雜訊與細條紋，"
            "而保留銳利的邊緣；若改用平方和，邊緣就會模糊。",
        ),
        check,
    )
