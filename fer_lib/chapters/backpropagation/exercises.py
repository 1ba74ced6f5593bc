"""The exercises of chapter 13: a gradient by hand, what it costs, how it shrinks, and two changes of the recursion."""

from itertools import pairwise
from math import prod

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.flop_counter import FlopCounterMode

from fer_lib.language import Text
from fer_lib.publish import Exercise
from fer_lib.scratch import ACTIVATIONS, Network

Matrix = NDArray[np.float64]
_X, _W1, _W2 = [1, 2], [[1, -1, -1], [1, 1, 0]], [[1, 2], [2, -1], [7, 4]]
_WIDTHS = (64, 60, 10)
_LARGEST, _STEPS = 2, 10


def exercises() -> list[Exercise]:
    """All of them, in their order."""
    return [_by_hand(), _cost(), _shrinking(), _from_the_output(), _shortcut()]


def by_hand() -> tuple[Matrix, Matrix, Matrix]:
    """Derivatives of the small network by the recursion: of z_2, of W_2 and of W_1."""
    x, first, second = (np.array(values, float) for values in (_X, _W1, _W2))
    hidden = np.maximum(x @ first, 0)
    delta_2 = np.array([0.5 - 1, 0.5])
    delta_1 = (second @ delta_2) * (x @ first > 0)
    return delta_2, np.outer(hidden, delta_2), np.outer(x, delta_1)


def _tex(matrix: Matrix) -> str:
    rows = [
        " & ".join(f"{value:g}".replace("-0", "0", f"{value:g}" == "-0") for value in row) for row in matrix
    ]
    return r"\begin{pmatrix}" + r" \\ ".join(rows) + r"\end{pmatrix}"


def _by_hand() -> Exercise:
    x, first, second = (np.array(values, float) for values in (_X, _W1, _W2))
    z1, hidden = x @ first, np.maximum(x @ first, 0)
    z2 = hidden @ second
    delta, of_second, of_first = by_hand()

    def check() -> bool:
        def loss(w1: Matrix, w2: Matrix) -> float:
            network = Network([w1, w2], [np.zeros(3), np.zeros(2)], ACTIVATIONS["relu"])
            return network.loss(x[None], np.array([[1.0, 0.0]]))

        def slopes(which: int) -> Matrix:
            found = np.zeros_like((first, second)[which])
            for place in np.ndindex(found.shape):
                ends = []
                for step in (1e-5, -1e-5):
                    moved = [first.copy(), second.copy()]
                    moved[which][place] += step
                    ends.append(loss(*moved))
                found[place] = (ends[0] - ends[1]) / 2e-5
            return found

        return bool(
            np.allclose(slopes(0), of_first, atol=1e-6) and np.allclose(slopes(1), of_second, atol=1e-6)
        )

    weights = [f"$W_1={_tex(first)}$", f"$W_2={_tex(second)}$"]
    steps = [
        f"${name}={_tex(row[None])}$"
        for name, row in {"z^1": z1, "a^1": hidden, "z^2": z2, r"\delta^2": delta}.items()
    ]
    answer = (
        f"$$\n\\frac{{\\partial E}}{{\\partial W_2}}={_tex(of_second)},\\qquad "
        f"\\frac{{\\partial E}}{{\\partial W_1}}={_tex(of_first)} .\n$$"
    )
    return Exercise(
        Text(
            f"A network has no biases, ReLU, {', '.join(weights)}, and two classes. For the image $x={_tex(x[None])}$, of the first class, "
            "find all derivatives by hand. Which weights does this image not move, and why?",
            f"某個模型沒有偏差項，活化函數為 ReLU，{'、'.join(weights)}，共兩類。影像 $x={_tex(x[None])}$ 屬於第一類。請手算所有的導數。"
            "這張影像不會更動哪些權重？為什麼？",
        ),
        Text(
            f"{', '.join(steps)}, as both classes have the probability ½. Then $\\delta^1=(\\delta^2W_2^\\top)\\odot[z^1>0]$, and\n\n{answer}\n\n"
            "The third hidden unit is off: its output is 0, so the weights out of it do not move, and its slope is 0, so the "
            "weights into it do not.",
            f"{'、'.join(steps)}，因為兩類的機率都是 ½。再由 $\\delta^1=(\\delta^2W_2^\\top)\\odot[z^1>0]$ 得到\n\n{answer}\n\n"
            "第三個隱藏單元沒有活化：輸出是 0，所以從它出去的權重不動；斜率也是 0，所以進到它的權重也不動。",
        ),
        check,
    )


def forward_products(widths: tuple[int, ...]) -> int:
    """Multiplications of weights and activations in one forward pass of an image."""
    return sum(below * width for below, width in pairwise(widths))


def backward_products(widths: tuple[int, ...]) -> int:
    """Those of the recursion: for the derivatives of all weights, and for δ of all layers but the last."""
    return 2 * forward_products(widths) - widths[0] * widths[1]


def _cost() -> Exercise:
    forward, backward = forward_products(_WIDTHS), backward_products(_WIDTHS)
    parameters = forward + sum(_WIDTHS[1:])
    one_by_one = (parameters + 1) * forward
    ratio = f"{one_by_one / (forward + backward):,.0f}"
    net = "–".join(map(str, _WIDTHS))

    def check() -> bool:
        layers = [torch.nn.Linear(below, width) for below, width in pairwise(_WIDTHS)]
        network = torch.nn.Sequential(layers[0], torch.nn.Sigmoid(), layers[1])
        with FlopCounterMode(display=False) as counted:
            loss = network(torch.ones(1, _WIDTHS[0])).sum()
            there = counted.get_total_flops()
            loss.backward()
        back = counted.get_total_flops() - there
        return (there, back) == (2 * forward, 2 * backward) and parameters == sum(
            p.numel() for p in network.parameters()
        )

    return Exercise(
        Text(
            f"How many multiplications do the matrix products of one forward pass of the network {net} need for an image, and "
            "how many those of the recursion? How many would it take to find the gradient without the recursion, by moving one "
            "parameter after the other a little and computing the loss anew?",
            f"模型 {net} 對一張影像做一次前向傳播，矩陣乘法需要幾次乘法？遞迴式的矩陣乘法又需要幾次？"
            "如果不用遞迴式，而是一次把一個參數移動一點、重新計算損失，要得到梯度需要幾次乘法？",
        ),
        Text(
            f"Forward: $\\sum_k d_{{k-1}}d_k$ = {forward:,}. Backward: as many for the products $(a^{{k-1}})^\\top\\delta^k$, and for "
            f"$\\delta^kW_k^\\top$ as many again, but for the first layer, below which no $\\delta$ is needed: {backward:,}. So a "
            f"gradient costs less than three forward passes, whatever the network. One by one, the {parameters:,} parameters need "
            f"{parameters + 1:,} forward passes, {one_by_one:,} multiplications: {ratio} times as many as both passes together, "
            "and the factor grows with the network.",
            f"前向：$\\sum_k d_{{k-1}}d_k$ = {forward:,}。反向：乘積 $(a^{{k-1}})^\\top\\delta^k$ 需要同樣多次，$\\delta^kW_k^\\top$ 再要同樣多次，"
            f"只有第一層不必算，因為它下面不需要 $\\delta$：共 {backward:,} 次。所以不論什麼模型，梯度的代價都不到三次前向傳播。逐一移動時，"
            f"{parameters:,} 個參數需要 {parameters + 1:,} 次前向傳播，共 {one_by_one:,} 次乘法，是前向加反向的 {ratio} 倍，而且模型越大，倍數越大。",
        ),
        check,
    )


def largest_factor(weight: float, steps: int) -> float:
    """By how much δ can be multiplied at most over so many layers of one sigmoid unit, no weight larger than this."""
    return (weight / 4) ** steps


def _shrinking() -> Exercise:
    factor = largest_factor(_LARGEST, _STEPS)

    def passed(weights: Matrix, sums: Matrix) -> float:
        slope = ACTIVATIONS["sigmoid"].derivative
        values = 1 / (1 + np.exp(-sums))
        return float(abs(prod(weights * slope(sums, values))))

    def check() -> bool:
        random = np.random.default_rng(0)
        drawn = [
            passed(random.uniform(-_LARGEST, _LARGEST, _STEPS), random.normal(size=_STEPS))
            for _ in range(200)
        ]
        most = passed(np.full(_STEPS, float(_LARGEST)), np.zeros(_STEPS))
        needed = passed(np.full(_STEPS, 4.0), np.zeros(_STEPS))
        return max(drawn) <= factor and abs(most / factor - 1) < 1e-12 and abs(needed - 1) < 1e-12

    return Exercise(
        Text(
            f"A deep network has one sigmoid unit a layer, and no weight is larger than {_LARGEST} in absolute value. By what "
            f"factor does $\\delta$ shrink at least over {_STEPS} layers? When exactly does it shrink no more than that? How large "
            "must the weights be on average for it not to shrink at all, and why is that of little help?",
            f"某個很深的模型每一層只有一個 sigmoid 單元，權重的絕對值都不超過 {_LARGEST}。經過 {_STEPS} 層，$\\delta$ 至少縮小多少倍？"
            "什麼時候恰好只縮小這麼多？權重平均要多大，才可能完全不縮小？為什麼這幫助不大？",
        ),
        Text(
            f"Each step multiplies $\\delta$ by $w\\,\\sigma'(z)$, and $\\sigma'\\le\\tfrac14$. So over {_STEPS} layers $\\delta$ is at most "
            f"$({_LARGEST}/4)^{{{_STEPS}}}=1/{1 / factor:.0f}$ of what it was, with equality only if every weight is ±{_LARGEST} "
            "and every $z=0$. For it not to shrink, the weights have to be 4 in absolute value on the geometric mean, or larger; but "
            "then a small change of the input moves $z$ far from 0, where the slope is much smaller than ¼. This is the "
            "vanishing gradient; a ReLU has slope 1 wherever it is on.",
            f"每一步把 $\\delta$ 乘上 $w\\,\\sigma'(z)$，而 $\\sigma'\\le\\tfrac14$。所以經過 {_STEPS} 層，$\\delta$ 最多剩下原來的 "
            f"$({_LARGEST}/4)^{{{_STEPS}}}=1/{1 / factor:.0f}$；只有每個權重都是 ±{_LARGEST}、每個 $z=0$ 時等號才成立。"
            "要不縮小，權重絕對值的幾何平均至少要有 4；但這時輸入稍有變化，$z$ 就遠離 0，那裡的斜率遠小於 ¼。"
            "這就是梯度消失；ReLU 只要有活化，斜率就是 1。",
        ),
        check,
    )


def slopes_from_outputs() -> dict[str, str]:
    """For each activation its derivative, written with the output a alone, as NumPy understands it."""
    return {"sigmoid": "a*(1-a)", "tanh": "1-a**2", "relu": "(a>0)*1.0", "softplus": "1-np.exp(-a)"}


def _from_the_output() -> Exercise:
    def check() -> bool:
        z = np.array([-2.5, -0.75, 0.4, 1.9])
        right = []
        for name, formula in slopes_from_outputs().items():
            function = ACTIVATIONS[name].function
            slope = (function(z + 1e-6) - function(z - 1e-6)) / 2e-6
            right.append(np.allclose(eval(formula, {"np": np, "a": function(z)}), slope, atol=1e-6))
        return all(right) and (-1) ** 2 == 1**2 and 2 * -1 != 2 * 1

    return Exercise(
        Text(
            "To find $\\sigma'(z)$ in the backward pass, must $z$ be kept in memory, or is $a=\\sigma(z)$ enough, which is kept "
            "anyway? Write $\\sigma'$ with $a$ alone for sigmoid, tanh, ReLU and softplus, $\\sigma(z)=\\ln(1+e^z)$. Give an activation "
            "for which this cannot be done.",
            "反向傳播時要算 $\\sigma'(z)$，記憶體裡必須留著 $z$，還是只要有本來就會留著的 $a=\\sigma(z)$ 就夠了？請只用 $a$ 寫出 sigmoid、tanh、"
            "ReLU 與 softplus（$\\sigma(z)=\\ln(1+e^z)$）的 $\\sigma'$，並舉一個做不到的活化函數。",
        ),
        Text(
            "sigmoid: $a(1-a)$; tanh: $1-a^2$; ReLU: 1 where $a>0$, else 0; softplus: $\\sigma'(z)=1/(1+e^{-z})=1-e^{-a}$, as "
            "$e^a=1+e^z$. It can always be done if $\\sigma$ is strictly increasing, for then $a$ determines $z$. It cannot for "
            "$\\sigma(z)=z^2$: $z=1$ and $z=-1$ have the same $a=1$ and the slopes 2 and −2.",
            "sigmoid：$a(1-a)$；tanh：$1-a^2$；ReLU：$a>0$ 時為 1，否則為 0；softplus：由 $e^a=1+e^z$ 得 "
            "$\\sigma'(z)=1/(1+e^{-z})=1-e^{-a}$。$\\sigma$ 若嚴格遞增就一定做得到，因為 $a$ 決定了 $z$。$\\sigma(z)=z^2$ 則做不到："
            "$z=1$ 與 $z=-1$ 的 $a=1$ 相同，斜率卻是 2 與 −2。",
        ),
        check,
    )


def through_shortcuts(above: Matrix, weights: list[Matrix], slopes: list[Matrix]) -> Matrix:
    """∂E/∂a⁰ from ∂E/∂aᵐ where each layer adds its input to its output; arguments from the first layer to the last."""
    for matrix, slope in zip(weights[::-1], slopes[::-1], strict=True):
        above = above + (above * slope) @ matrix.T
    return above


def _shortcut() -> Exercise:
    def check() -> bool:
        random = np.random.default_rng(0)
        weights = [random.normal(size=(3, 3)) for _ in range(4)]
        x = torch.tensor(random.normal(size=(2, 3)), requires_grad=True)
        end, slopes = x, []
        for matrix in weights:
            z = end @ torch.tensor(matrix)
            slopes.append((1 - torch.tanh(z) ** 2).detach().numpy())
            end = end + torch.tanh(z)
        above = random.normal(size=(2, 3))
        end.backward(torch.tensor(above))  # type: ignore[no-untyped-call]
        found = x.grad
        return found is not None and bool(
            np.allclose(through_shortcuts(above, weights, slopes), found.numpy())
        )

    return Exercise(
        Text(
            "Let each hidden layer, all of one width, add its input to its output: $a^k=a^{k-1}+\\sigma(z^k)$. What becomes of the "
            "recursion? Write it for $g^k=\\partial E/\\partial a^k$. What does it say where all weights are 0?",
            "假設所有隱藏層一樣寬，而且每一層都把輸入加到輸出上：$a^k=a^{k-1}+\\sigma(z^k)$。遞迴式會變成怎樣？請以 "
            "$g^k=\\partial E/\\partial a^k$ 寫出來。權重全部為 0 時，它說明了什麼？",
        ),
        Text(
            "$E$ now depends on $a^{k-1}$ in two ways, directly and through $z^k$: $g^{k-1}=g^k+\\bigl(g^k\\odot\\sigma'(z^k)\\bigr)"
            "W_k^\\top$, and as before $\\partial E/\\partial W_k=(a^{k-1})^\\top\\bigl(g^k\\odot\\sigma'(z^k)\\bigr)$. With zero weights "
            "$g^{k-1}=g^k$: the gradient reaches every layer undiminished, however many there are. This is the idea of residual "
            "networks.",
            "$E$ 現在以兩種方式取決於 $a^{k-1}$：直接相加，以及經過 $z^k$。因此 $g^{k-1}=g^k+\\bigl(g^k\\odot\\sigma'(z^k)\\bigr)W_k^\\top$，"
            "而 $\\partial E/\\partial W_k=(a^{k-1})^\\top\\bigl(g^k\\odot\\sigma'(z^k)\\bigr)$ 與先前一樣。權重為零時 $g^{k-1}=g^k$："
            "不論有多少層，梯度都原封不動地傳到每一層。這就是殘差網路的想法。",
        ),
        check,
    )
