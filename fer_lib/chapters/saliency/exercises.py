"""The exercises of chapter 7: what gradients, integrated gradients, occlusion and guided backpropagation miss."""

from itertools import permutations
from math import sqrt

import numpy as np
import torch
from scipy.stats import spearmanr

from fer_lib.chapters.saliency.analysis import CORRELATION_LIMIT
from fer_lib.language import Text
from fer_lib.publish import Exercise

_X, _Y = 2.0, 3.0
_STEPS = 2000
_PIXELS = 48 * 48
_FEW = 6


def exercises() -> list[Exercise]:
    """All of them, in their order."""
    return [_saturation(), _product(), _redundancy(), _guided(), _chance()]


def integrated(x: float) -> float:
    """Integrated gradient of f(x) = 1 − ReLU(1 − x) from 0 to x ≥ 1: f(x) − f(0)."""
    return (1 - max(0.0, 1 - x)) - (1 - 1)


def _path_integral(function: object, ends: list[float]) -> list[float]:
    """Integrated gradients from 0 by the midpoint rule, in float64."""
    assert callable(function)
    places = (torch.arange(_STEPS, dtype=torch.float64) + 0.5) / _STEPS
    points = (places[:, None] * torch.tensor(ends, dtype=torch.float64)).requires_grad_()
    (slopes,) = torch.autograd.grad(function(points).sum(), points)
    return [float(end * slope) for end, slope in zip(ends, slopes.mean(dim=0), strict=True)]


def _saturation() -> Exercise:
    value = integrated(_X)

    def check() -> bool:
        point = torch.tensor(_X, requires_grad=True)
        (slope,) = torch.autograd.grad(1 - torch.relu(1 - point), point)
        (measured,) = _path_integral(lambda x: 1 - torch.relu(1 - x), [_X])
        return float(slope) == 0 and abs(measured - value) < 1e-3

    return Exercise(
        Text(
            f"Let $f(x)=1-\\mathrm{{ReLU}}(1-x)$ and the baseline be 0. What do the gradient and integrated gradients say at "
            f"$x={_X:g}$? Which of the two answers the question what made $f$ as large as it is?",
            f"設 $f(x)=1-\\mathrm{{ReLU}}(1-x)$，基準為 0。在 $x={_X:g}$ 處，梯度與積分梯度各是多少？要知道 $f$ 的值從何而來，該看哪一個？",
        ),
        Text(
            f"From $x=1$ on $f$ is constant, so the gradient is 0. Integrated gradients are $x\\int_0^1f'(tx)\\,dt=f({_X:g})-f(0)$ "
            f"= {value:g}. The gradient says that $x$ could be changed a little without any effect; the integral says that "
            "all of $f$ came from $x$. A network that is sure of a class is saturated in just this way.",
            f"$x\\ge1$ 之後 $f$ 是常數，所以梯度為 0。積分梯度是 $x\\int_0^1f'(tx)\\,dt=f({_X:g})-f(0)$ = {value:g}。梯度說的是：稍微改變 $x$ "
            "不會有影響；積分說的是：$f$ 的值全部來自 $x$。模型對某一類很有把握時，正是這樣飽和的。",
        ),
        check,
    )


def shared(x: float, y: float) -> float:
    """Integrated gradient of f(x, y) = x y from (0, 0), of either variable."""
    return x * y / 2


def _product() -> Exercise:
    value, times = shared(_X, _Y), _X * _Y

    def check() -> bool:
        measured = _path_integral(lambda p: p[:, 0] * p[:, 1], [_X, _Y])
        return bool(np.allclose(measured, [value, value], atol=1e-9) and np.isclose(2 * value, times))

    return Exercise(
        Text(
            f"Let $f(x,y)=xy$. Compute gradient times input and integrated gradients (from 0) at $({_X:g},{_Y:g})$. Which of "
            "the two adds up to $f$?",
            f"設 $f(x,y)=xy$。計算在 $({_X:g},{_Y:g})$ 處的「梯度乘以輸入」與（以 0 為基準的）積分梯度。哪一個的總和等於 $f$？",
        ),
        Text(
            f"The gradient is $(y,x)$, so gradient times input gives {times:g} for both, in all {2 * times:g}, twice $f$ = {times:g}. On "
            f"the path $(tx,ty)$ the gradient is $t(y,x)$, and $\\int_0^1t\\,dt=\\tfrac12$: integrated gradients give {value:g} each, in "
            f"all {times:g}. That the sum is $f$ minus $f$ at the baseline holds for every network: it is the fundamental "
            "theorem of calculus along the path.",
            f"梯度是 $(y,x)$，所以梯度乘以輸入，兩者都是 {times:g}，總和 {2 * times:g}，是 $f$ = {times:g} 的兩倍。沿路徑 $(tx,ty)$ 的梯度是 $t(y,x)$，"
            f"而 $\\int_0^1t\\,dt=\\tfrac12$：積分梯度各是 {value:g}，總和 {times:g}。總和等於 $f$ 減去基準處的 $f$，對任何模型都成立："
            "這就是沿路徑的微積分基本定理。",
        ),
        check,
    )


def shapley_of_max(pixels: int) -> float:
    """Shapley value of each of n equal pixels for their maximum."""
    return 1 / pixels


def _redundancy() -> Exercise:
    pixels = 3
    value = shapley_of_max(pixels)

    def check() -> bool:
        def best(present: tuple[int, ...]) -> int:
            return int(bool(present))

        orders = list(permutations(range(pixels)))
        gains = [
            best(order[: order.index(0) + 1]) - best(order[: order.index(0)]) for order in orders
        ]  # of pixel 0
        alone = best(tuple(range(pixels))) - best(tuple(range(1, pixels)))
        return alone == 0 and np.isclose(np.mean(gains), value)

    return Exercise(
        Text(
            f"Let the output be $f=\\max(x_1,x_2,x_{pixels})$ and all pixels be 1. Occlusion sets one pixel at a time to 0. What does "
            "its map show? Give a better account of what each pixel contributes.",
            f"設輸出為 $f=\\max(x_1,x_2,x_{pixels})$，像素全為 1。遮蔽法每次把一個像素設為 0。它的圖會是什麼樣子？怎樣說明每個像素的貢獻比較合理？",
        ),
        Text(
            "With one pixel gone the maximum is still 1, so the map is 0 everywhere although the pixels together make all of "
            f"$f$. If the pixels are added in a random order, the first one raises $f$ from 0 to 1: each is first in 1/{pixels} of "
            f"the orders, so each contributes {value:.3f} on average (its Shapley value). Occlusion misses whatever a network sees "
            "twice, such as two equal wheels.",
            f"拿掉一個像素，最大值仍是 1，所以整張圖都是 0，可是 $f$ 的值全部來自這些像素。若以隨機順序逐一加入像素，是第一個把 $f$ 從 0 提高到 1："
            f"每個像素有 1/{pixels} 的機會排在最前面，所以平均貢獻 {value:.3f}（即 Shapley 值）。模型重複看到的東西，例如兩個一樣的輪子，遮蔽法都會漏掉。",
        ),
        check,
    )


def _guided() -> Exercise:
    weights = {"a": (1.0, 1.0), "b": (1.0, -1.0)}

    def maps(first: float, second: float, x: float = 1.0) -> tuple[float, float]:
        """Gradient and guided gradient of second · ReLU(first · x)."""
        passes = first * x > 0
        return second * first * passes, max(second, 0.0) * first * passes

    def check() -> bool:
        point = torch.tensor(1.0, requires_grad=True)
        (slope,) = torch.autograd.grad(weights["b"][1] * torch.relu(weights["b"][0] * point), point)
        return (
            maps(*weights["b"])[0] == float(slope)
            and maps(*weights["b"]) == (-1, 0)
            and maps(*weights["a"]) == (1, 1)
        )

    return Exercise(
        Text(
            "Guided backpropagation sets negative gradients to 0 at each ReLU on the way back. Two networks of one unit are "
            "$f_a(x)=\\mathrm{ReLU}(x)$ and $f_b(x)=-\\mathrm{ReLU}(x)$. Compute gradient and guided gradient of both at $x=1$. "
            "What does a guided map fail to show, and why does it hardly change when the output layer is drawn anew?",
            "導引反向傳播在倒推時，於每個 ReLU 把負的梯度設為 0。考慮兩個只有一個單元的模型 $f_a(x)=\\mathrm{ReLU}(x)$ 與 "
            "$f_b(x)=-\\mathrm{ReLU}(x)$。計算兩者在 $x=1$ 的梯度與導引梯度。導引的圖看不出什麼？為什麼重設輸出層時它幾乎不變？",
        ),
        Text(
            "Gradients: 1 and −1. Guided: 1 and 0, because the −1 is cut off at the ReLU. So a guided map shows no evidence "
            "against a class. Of a new output layer only the positive weights come through, and below it every path is "
            "steered by which units are active, which the layers before decide. Different output layers thus give similar "
            "pictures of the same active units.",
            "梯度分別是 1 與 −1；導引梯度是 1 與 0，因為 −1 在 ReLU 處被截掉了。所以導引的圖看不出不支持該類別的證據。換一個輸出層，能倒推下去的只有正的權重；"
            "再往下走哪些路徑，取決於哪些單元活化，而那由前面各層決定。所以不同的輸出層，畫出的是同一批活化單元的相似圖案。",
        ),
        check,
    )


def spread_by_chance(pixels: int) -> float:
    """Standard deviation of Spearman's correlation of two unrelated rankings: 1/√(n − 1) (Kendall, 1948)."""
    return 1 / sqrt(pixels - 1)


def _chance() -> Exercise:
    spread = spread_by_chance(_PIXELS)

    def check() -> bool:
        ranks = range(_FEW)
        drawn = [spearmanr(ranks, order).statistic for order in permutations(ranks)]
        return bool(np.isclose(np.std(drawn), spread_by_chance(_FEW)))

    return Exercise(
        Text(
            f"Two maps of {_PIXELS:,} pixels have nothing to do with each other, and no two values of a map are equal. Within "
            "which bounds does their rank correlation lie nineteen times out of twenty? Why is this bound too narrow for real "
            "maps?",
            f"兩張 {_PIXELS:,} 像素的圖毫無關係，各圖中也沒有相等的值。它們的等級相關有二十分之十九的機會落在什麼範圍？為什麼這個範圍對真實的圖來說太窄？",
        ),
        Text(
            f"By chance Spearman's correlation has mean 0 and standard deviation $1/\\sqrt{{n-1}}$ = {spread:.3f}, so about ±"
            f"{1.96 * spread:.3f}. That is for pixels that are independent of each other. Neighbouring pixels of a map are "
            "alike, so it has far fewer independent values, and unrelated smooth maps correlate more by chance: that is why "
            f"the limit of the check is {CORRELATION_LIMIT} and not {1.96 * spread:.2f}.",
            f"純屬巧合時，Spearman 等級相關的平均是 0，標準差是 $1/\\sqrt{{n-1}}$ = {spread:.3f}，所以大約是 ±{1.96 * spread:.3f}。這要在像素彼此獨立時才成立。"
            f"一張圖裡相鄰的像素很相近，獨立的值少得多，毫無關係的平滑圖也會碰巧有較高的相關：所以檢驗的界線是 {CORRELATION_LIMIT}，而不是 {1.96 * spread:.2f}。",
        ),
        check,
    )
