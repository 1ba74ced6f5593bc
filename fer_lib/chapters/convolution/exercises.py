"""The exercises of chapter 10: pixels that no window reads, a ceiling that is right, two small kernels, gradients by hand."""

from itertools import product

import torch
from torch.nn import functional as F

from fer_lib.language import Text
from fer_lib.proofs.windows import output_size, window_positions
from fer_lib.publish import Exercise

_ROW = {"width": 64, "kernel": 7, "stride": 6, "padding": 1}
_CHANNELS = 64
_KERNEL = 3
_X, _W = (1, 2, 0, 3), (1, -1)


def exercises() -> list[Exercise]:
    """All of them, in their order."""
    return [_unread(), _another_ceiling(), _two_small_kernels(), _separable(), _by_hand()]


def unread_pixels(width: int, kernel: int, stride: int, padding: int) -> int:
    """Pixels of a row that no window reads, for a kernel at least as wide as the stride."""
    return max((width + 2 * padding - kernel) % stride - padding, 0)


def _unread() -> Exercise:
    w, k, s, p = _ROW.values()
    left, unread = (w + 2 * p - k) % s, unread_pixels(**_ROW)
    quotient, row = (w + 2 * p - k) // s, w + 2 * p - k

    def check() -> bool:
        sizes = product(range(1, 13), range(1, 5), range(1, 5), range(3))
        cases = [(w, k, s, p), *(c for c in sizes if c[2] <= c[1] <= c[0] + 2 * c[3])]
        for width, kernel, stride, padding in cases:
            read = {t + a for t in window_positions(width, kernel, stride, padding) for a in range(kernel)}
            never = sum(cell not in read for cell in range(padding, padding + width))
            if never != unread_pixels(width, kernel, stride, padding):
                return False
        return True

    return Exercise(
        Text(
            "Let $k\\ge s$, and let $r$ be the remainder in {eq}`eq-conv-division`. How many pixels of the row does no "
            f"window read? Compute it for $W={w}$, $k={k}$, $s={s}$, $p={p}$. On which side of the image do they lie, and what "
            "could be done?",
            "設 $k\\ge s$，$r$ 是 {eq}`eq-conv-division` 的餘數。一列中有多少像素是任何視窗都讀不到的？"
            f"請對 $W={w}$、$k={k}$、$s={s}$、$p={p}$ 計算。這些像素在影像的哪一側？可以怎麼補救？",
        ),
        Text(
            "As $k\\ge s$, neighbouring windows leave no gap, so the windows read everything up to the end of the last one. The "
            "$r$ cells after it are not read; the last $p$ of them are padding. So $\\max(r-p,\\,0)$ pixels are lost, all at "
            f"the right (or lower) edge. Here ${row}={quotient}\\cdot {s}+{left}$, so $r={left}$ and {unread} pixels are never seen. "
            "More padding on that side alone, or a stride that divides, brings them back.",
            "因為 $k\\ge s$，相鄰的視窗之間沒有空隙，最後一個視窗之前的每一格都會被讀到。它後面的 $r$ 格讀不到，其中最後 $p$ 格是填補。"
            f"所以損失 $\\max(r-p,\\,0)$ 個像素，都在右側（或下側）。這裡 ${row}={quotient}\\cdot {s}+{left}$，即 $r={left}$，"
            f"有 {unread} 個像素永遠讀不到。只在那一側多填補幾格，或選用能整除的步幅，就能補救。",
        ),
        check,
    )


def ceiling_form(width: int, kernel: int, stride: int, padding: int) -> int:
    """⌈(W + 2p − k + 1) / s⌉."""
    return -(-(width + 2 * padding - kernel + 1) // stride)


def _another_ceiling() -> Exercise:
    def check() -> bool:
        cases = product(range(1, 15), range(1, 6), range(1, 7), range(3))
        return all(
            ceiling_form(*case) == output_size(*case) for case in cases if case[1] <= case[0] + 2 * case[3]
        )

    return Exercise(
        Text(
            "A library computes $N=\\left\\lceil\\frac{W+2p-k+1}{s}\\right\\rceil$, with a ceiling. Is that wrong, too? Decide it by "
            'hand, then ask `python -m fer_lib prove --against conv.output_size "ceiling((W + 2*p - k + 1)/s)"`.',
            "有個函式庫用 ceiling（無條件進位）計算 $N=\\left\\lceil\\frac{W+2p-k+1}{s}\\right\\rceil$。這樣也是錯的嗎？請先用手算判斷，"
            '再執行 `python -m fer_lib prove --against conv.output_size "ceiling((W + 2*p - k + 1)/s)"`。',
        ),
        Text(
            "It is right. With $W+2p-k=qs+r$ and $0\\le r<s$, the quotient is $q+\\frac{r+1}{s}$, and $0<\\frac{r+1}{s}\\le1$; so the "
            "ceiling is $q+1=N$. A ceiling is not wrong in itself: wrong is to round the *same* fraction up. The $+1$ in the "
            "numerator counts window positions with stride 1, of which every $s$-th is kept, beginning with the first.",
            "這是對的。由 $W+2p-k=qs+r$、$0\\le r<s$，商是 $q+\\frac{r+1}{s}$，而 $0<\\frac{r+1}{s}\\le1$，所以 ceiling 是 $q+1=N$。"
            "錯的不是 ceiling 本身，而是把*同一個*分數改成進位。分子的 $+1$ 算出的是步幅為 1 時的視窗位置數，再從第一個開始，每 $s$ 個留一個。",
        ),
        check,
    )


def receptive_side(layers: int, kernel: int) -> int:
    """Side of the square of pixels on which one output of a stack of convolutions with stride 1 depends."""
    return 1 + layers * (kernel - 1)


def stack_weights(layers: int, kernel: int, channels: int) -> int:
    """Weights of so many convolutions, all with the same number of channels, without biases."""
    return layers * kernel**2 * channels**2


def _two_small_kernels() -> Exercise:
    c, seen = _CHANNELS, receptive_side(2, 3)
    two, one = stack_weights(2, 3, c), stack_weights(1, seen, c)

    def check() -> bool:
        image = torch.zeros(1, 1, 15, 15, requires_grad=True)
        passed = F.conv2d(F.conv2d(image, torch.ones(1, 1, 3, 3)), torch.ones(1, 1, 3, 3))
        (gradient,) = torch.autograd.grad(passed[0, 0, 5, 5], image)
        layers = (
            [torch.nn.Conv2d(c, c, 3, bias=False) for _ in range(2)],
            [torch.nn.Conv2d(c, c, seen, bias=False)],
        )
        counted = [sum(layer.weight.numel() for layer in stack) for stack in layers]
        return int(gradient.count_nonzero()) == seen**2 and counted == [two, one]

    return Exercise(
        Text(
            "Two 3 × 3 convolutions with stride 1 follow each other. On how many pixels of the input does one output value depend? "
            f"Which single kernel sees as many, and how do the weights compare for {c} channels throughout, without biases? What "
            "does the pair have beside that? And what if nothing stood between the two layers?",
            "兩層步幅 1 的 3 × 3 卷積前後相接。一個輸出值與輸入的多少像素有關？哪一個單獨的卷積核看得一樣多？"
            f"若每層都是 {c} 個通道、不計偏差項，兩種做法的權重各有多少？兩層的做法還多了什麼？如果兩層之間什麼都沒有呢？",
        ),
        Text(
            f"Each layer adds 2 to the side: {seen} × {seen} pixels, as one {seen} × {seen} kernel. Two layers have "
            f"$2\\cdot 9\\,c^2$ = {two:,} weights, one layer $25\\,c^2$ = {one:,}. The pair also has a nonlinear function "
            "between its layers. Without it, the two would be one linear map: again a convolution, by a kernel that is the "
            "convolution of the two kernels.",
            f"每一層讓邊長增加 2，所以是 {seen} × {seen} 個像素，與一個 {seen} × {seen} 的卷積核相同。兩層共有 $2\\cdot 9\\,c^2$ = {two:,} 個權重，"
            f"一層則有 $25\\,c^2$ = {one:,} 個。兩層之間還多了一個非線性的活化函數；少了它，兩層合起來只是一個線性映射，仍是一個卷積，"
            "卷積核就是兩個卷積核的卷積。",
        ),
        check,
    )


def separable_share(kernel: int, filters: int) -> float:
    """Multiplications of a depthwise and a pointwise convolution, as a share of those of an ordinary one."""
    return 1 / filters + 1 / kernel**2


def _separable() -> Exercise:
    c, k = _CHANNELS, _KERNEL
    share = separable_share(k, c)

    def check() -> bool:
        ordinary = torch.nn.Conv2d(c, c, k, bias=False).weight.numel()
        depthwise = torch.nn.Conv2d(c, c, k, groups=c, bias=False).weight.numel()
        pointwise = torch.nn.Conv2d(c, c, 1, bias=False).weight.numel()
        # With stride 1 and 'same' padding, each weight is used once at each of the output's cells.
        return abs((depthwise + pointwise) / ordinary - share) < 1e-12

    return Exercise(
        Text(
            "Divide a convolution in two: first each of the $c$ channels gets one $k\\times k$ kernel of its own (*depthwise*), then "
            "$f$ kernels of 1 × 1 mix the channels (*pointwise*). The output has $m\\times m$ cells after either. Which share "
            f"of the multiplications of an ordinary convolution is left? Put in $k={k}$, $f={c}$. Which of the two parts costs more?",
            "把一層卷積拆成兩步：先讓 $c$ 個通道各用自己的一個 $k\\times k$ 卷積核（*depthwise*），再用 $f$ 個 1 × 1 的卷積核混合各通道（*pointwise*）。"
            f"兩步的輸出都是 $m\\times m$ 格。乘法次數是一般卷積的幾分之幾？請代入 $k={k}$、$f={c}$。兩步之中哪一步比較貴？",
        ),
        Text(
            "Depthwise: $k^2c\\,m^2$, pointwise: $c\\,f\\,m^2$, ordinary: $k^2c\\,f\\,m^2$. The share is "
            f"$\\frac1f+\\frac1{{k^2}}$, here {share:.3f}. The pointwise part costs $f/k^2$ times the other, so with {c} filters it is "
            "by far the dearer one, though its kernels are the smallest there are.",
            "depthwise：$k^2c\\,m^2$，pointwise：$c\\,f\\,m^2$，一般卷積：$k^2c\\,f\\,m^2$。比例是 "
            f"$\\frac1f+\\frac1{{k^2}}$，這裡是 {share:.3f}。pointwise 的次數是 depthwise 的 $f/k^2$ 倍，"
            f"所以有 {c} 個濾波器時，它貴得多，儘管它的卷積核是最小的。",
        ),
        check,
    )


def gradients_by_hand(x: tuple[int, ...], w: tuple[int, ...]) -> tuple[list[int], list[int], list[int]]:
    """y, ∂L/∂w and ∂L/∂x of L = ½ Σ y² for one row, stride 1, no padding and no bias, by the formulas."""
    n = len(x) - len(w) + 1
    y = [sum(w[a] * x[i + a] for a in range(len(w))) for i in range(n)]
    to_w = [sum(y[i] * x[i + a] for i in range(n)) for a in range(len(w))]
    to_x = [sum(y[i] * w[u - i] for i in range(n) if 0 <= u - i < len(w)) for u in range(len(x))]
    return y, to_w, to_x


def _by_hand() -> Exercise:
    y, to_w, to_x = gradients_by_hand(_X, _W)

    def check() -> bool:
        x, w = (torch.tensor([[values]], dtype=torch.float64, requires_grad=True) for values in (_X, _W))
        out = F.conv1d(x, w)
        found = torch.autograd.grad((out**2).sum() / 2, (w, x))
        wanted = (out, *found), (y, to_w, to_x)
        return all(t.flatten().tolist() == values for t, values in zip(*wanted, strict=True))

    return Exercise(
        Text(
            f"One row of pixels $x={_X}$, one kernel $w={_W}$, stride 1, no padding, no bias, and the loss $L=\\frac12\\sum_i y_i^2$. "
            "Compute $y$, $\\partial L/\\partial w$ and $\\partial L/\\partial x$ by hand. Why do the entries of the last add up to 0?",
            f"一列像素 $x={_X}$，一個卷積核 $w={_W}$，步幅 1，沒有填補與偏差項，損失為 $L=\\frac12\\sum_i y_i^2$。"
            "請手算 $y$、$\\partial L/\\partial w$ 與 $\\partial L/\\partial x$。為什麼最後一個的各項加起來是 0？",
        ),
        Text(
            f"$y={tuple(y)}$, and $g=y$. By {{eq}}`eq-conv-gradient-weights`, $\\partial L/\\partial w_a=\\sum_i g_i\\,x_{{i+a}}$ gives "
            f"${tuple(to_w)}$. By {{eq}}`eq-conv-gradient-flipped`, the flipped kernel over $g$ gives ${tuple(to_x)}$. Its sum is "
            "$\\sum_i g_i\\cdot\\sum_a w_a$, and the weights of this kernel add up to 0: making the whole row brighter changes no output.",
            f"$y={tuple(y)}$，而 $g=y$。由 {{eq}}`eq-conv-gradient-weights`，$\\partial L/\\partial w_a=\\sum_i g_i\\,x_{{i+a}}$ 得 "
            f"${tuple(to_w)}$。由 {{eq}}`eq-conv-gradient-flipped`，把翻轉的卷積核掃過 $g$，得 ${tuple(to_x)}$。它的總和是 "
            "$\\sum_i g_i\\cdot\\sum_a w_a$，而這個卷積核的權重總和是 0：整列一起變亮，輸出完全不變。",
        ),
        check,
    )
