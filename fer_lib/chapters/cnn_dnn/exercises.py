"""The exercises of chapter 4: McNemar's test by hand, and what a convolution assumes."""

from itertools import combinations, permutations, product
from math import comb

import numpy as np

from fer_lib.language import Text
from fer_lib.metrics.comparison import mcnemar_p_value
from fer_lib.publish import Exercise
from fer_lib.wording import p_value_text

_FIRST, _SECOND = 1, 9
_N, _RIGHT = 500, (400, 410)
_PIXELS = 5
_SIDE, _FILTERS = 48, 32
_KEEP = 48


def exercises() -> list[Exercise]:
    """All of them, in their order."""
    return [_by_hand(), _accuracies_are_not_enough(), _shifts(), _uses(), _neighbours()]


def two_sided(fewer: int, more: int) -> float:
    """McNemar's exact p-value: how probable a split at least as uneven is for a fair coin, on either side."""
    n = fewer + more
    return min(1.0, float(2 * sum(comb(n, k) for k in range(fewer + 1)) / 2**n))


def _by_hand() -> Exercise:
    p, five = two_sided(_FIRST, _SECOND), two_sided(0, 5)
    total = _FIRST + _SECOND

    def check() -> bool:
        tosses = list(product((0, 1), repeat=total))
        uneven = sum(min(sum(t), total - sum(t)) <= _FIRST for t in tosses) / len(tosses)
        return (
            abs(uneven - p) < 1e-12
            and abs(mcnemar_p_value(0, 5) - five) < 1e-12
            and two_sided(0, 6) < 0.05 < five
        )

    return Exercise(
        Text(
            f"Of all test images, one network alone is right on {_SECOND} and another alone on {_FIRST}. Compute McNemar's "
            "exact two-sided p-value by hand, and check it with `fer_lib.metrics.comparison.mcnemar_p_value`. On how many images "
            "must the two differ at least, so that p can fall below 0.05 at all?",
            f"在所有測試影像中，只有甲模型答對的有 {_SECOND} 張，只有乙模型答對的有 {_FIRST} 張。請手算 McNemar 檢定的精確雙尾 p 值，並用 `fer_lib.metrics.comparison.mcnemar_p_value` 驗證。"
            "兩者至少要在幾張影像上意見不同，p 值才有可能小於 0.05？",
        ),
        Text(
            f"If both are equally good, each of the {total} images falls to either side like a coin. $p=2\\cdot"
            f"\\bigl(\\binom{{{total}}}{{0}}+\\binom{{{total}}}{{1}}\\bigr)/2^{{{total}}}=2\\cdot{1 + total}/{2**total}$ = {p:.3f}. "
            f"With 5 images the most uneven split has p = 2 · 1/{2**5} = {five:.4f}, above 0.05; with 6 it is below. So 6 are the "
            "fewest.",
            f"若兩者一樣好，這 {total} 張影像落在哪一邊就像擲硬幣。$p=2\\cdot\\bigl(\\binom{{{total}}}{{0}}+\\binom{{{total}}}{{1}}"
            f"\\bigr)/2^{{{total}}}=2\\cdot{1 + total}/{2**total}$ = {p:.3f}。只有 5 張時，最懸殊的情況也只有 p = 2 · 1/{2**5} = "
            f"{five:.4f}，大於 0.05；有 6 張時才較小。所以至少要 6 張。",
        ),
        check,
    )


def discordant(first: int, second: int, n: int) -> tuple[int, int]:
    """Fewest and most images on which exactly one of two networks can be right, by their right answers of n."""
    return abs(first - second), min(first + second, 2 * n - first - second)


def _accuracies_are_not_enough() -> Exercise:
    (one, other), gap = _RIGHT, _RIGHT[1] - _RIGHT[0]
    fewest, most = discordant(one, other, _N)
    low, high = two_sided(0, gap), two_sided((most - gap) // 2, (most + gap) // 2)

    def check() -> bool:
        possible = [
            (one - both) + (other - both)
            for both in range(one + 1)
            if both <= other and one + other - both <= _N
        ]
        p_values = [mcnemar_p_value((d - gap) // 2, (d + gap) // 2) for d in possible]
        return (min(possible), max(possible)) == (fewest, most) and np.allclose(
            (min(p_values), max(p_values)), (low, high)
        )

    return Exercise(
        Text(
            f"Two networks are right on {one} and on {other} of the same {_N} images. On how many images can exactly one of them "
            "be right: at least, and at most? Which p-values does McNemar's test give in the two cases? What follows for a "
            "paper that reports the two accuracies only?",
            f"兩個模型在同樣的 {_N} 張影像上分別答對 {one} 張與 {other} 張。只有其中一個答對的影像，最少與最多各有幾張？"
            "這兩種情況下，McNemar 檢定的 p 值各是多少？如果一篇論文只列出兩個準確率，會有什麼問題？",
        ),
        Text(
            f"At least {fewest}: everything that the first gets right, the second does too; {p_value_text(low)}. At most {most}: all "
            f"wrong answers are on different images, {_N - other} and {_N - one} of them; {p_value_text(high)}. The same two "
            "accuracies can be a clear difference or none at all, so they do not tell which it is: the answers to each image "
            "have to be kept.",
            f"最少 {fewest} 張：第一個答對的，第二個也都答對，{p_value_text(low)}。最多 {most} 張：兩者答錯的影像完全不同，分別是 {_N - other} 張與 "
            f"{_N - one} 張，{p_value_text(high)}。同樣的兩個準確率，可能是明顯的差異，也可能毫無差異，光看準確率無從分辨：必須保留每張影像的答案。",
        ),
        check,
    )


def commuting_dimension(pixels: int) -> int:
    """How many numbers determine a linear map of so many pixels in a ring that commutes with their shift."""
    return pixels


def _shifts() -> Exercise:
    free = commuting_dimension(_PIXELS)

    def check() -> bool:
        shift = np.roll(np.eye(_PIXELS), 1, axis=0)
        # W S = S W as linear equations for the entries of W.
        equations = np.kron(np.eye(_PIXELS), shift.T) - np.kron(shift, np.eye(_PIXELS))
        solutions = _PIXELS**2 - int(np.linalg.matrix_rank(equations))
        kernel = np.random.default_rng(0).normal(size=_PIXELS)
        ring = np.stack([np.roll(kernel, k) for k in range(_PIXELS)], axis=1)
        return solutions == free and bool(np.allclose(ring @ shift, shift @ ring))

    return Exercise(
        Text(
            f"Take a ring of $n$ pixels and a linear layer $W$. Suppose that shifting the input by one pixel always shifts the output "
            f"by one pixel: $WS=SW$ with the shift $S$. Show that $W$ is a convolution around the ring. How many free weights has "
            f"it for $n$ = {_PIXELS}, instead of {_PIXELS**2}?",
            f"設有排成一圈的 $n$ 個像素與一個線性層 $W$。假設輸入平移一個像素，輸出必定也平移一個像素，也就是 $WS=SW$（$S$ 為平移）。"
            f"試證 $W$ 就是沿著這一圈的卷積。$n$ = {_PIXELS} 時，自由的權重從 {_PIXELS**2} 個變成幾個？",
        ),
        Text(
            "Entry $(i,j)$ of $S^{-1}WS=W$ says $W_{i+1,\\,j+1}=W_{ij}$, indices around the ring. So $W_{ij}$ depends on $i-j$ alone: "
            "$W_{ij}=w_{i-j}$, and $(Wx)_i=\\sum_j w_{i-j}\\,x_j$ is a convolution. The kernel $w$ has "
            f"$n$ = {free} weights. Sharing weights is no trick: it is the only way to treat all places alike.",
            "看 $S^{-1}WS=W$ 的第 $(i,j)$ 個元素，得到 $W_{i+1,\\,j+1}=W_{ij}$（足標沿著圈計算）。所以 $W_{ij}$ 只與 $i-j$ 有關："
            f"$W_{{ij}}=w_{{i-j}}$，而 $(Wx)_i=\\sum_j w_{{i-j}}\\,x_j$ 正是卷積。卷積核 $w$ 有 $n$ = {free} 個權重。"
            "共用權重不是技巧：要對每個位置一視同仁，只有這個辦法。",
        ),
        check,
    )


def work_of_convolution(side: int, filters: int, kernel: int = 3) -> int:
    """Multiplications of a convolution of one channel that keeps the side, for one image."""
    return side**2 * kernel**2 * filters


def _uses() -> Exercise:
    work, weights = work_of_convolution(_SIDE, _FILTERS), 9 * _FILTERS
    dense = _SIDE**2 * _SIDE**2 * _FILTERS

    def check() -> bool:
        small, filters = 4, 2
        counted = sum(1 for _ in product(range(small), range(small), range(3), range(3), range(filters)))
        return (
            work_of_convolution(small, filters) == counted
            and work == weights * _SIDE**2
            and dense / weights == (_SIDE**4 / 9)
        )

    return Exercise(
        Text(
            f"A 3 × 3 convolution takes a grey image of {_SIDE} × {_SIDE} to {_FILTERS} maps of the same size. How many weights has "
            "it (no biases), how many multiplications does it need, and how often is each weight used? How many weights would a "
            "fully connected layer need for as many outputs?",
            f"一層 3 × 3 的卷積把 {_SIDE} × {_SIDE} 的灰階影像變成 {_FILTERS} 張同樣大小的特徵圖。它有多少權重（不計偏差項）？要做多少次乘法？"
            "每個權重用了幾次？若用全連接層得到同樣多的輸出，需要多少權重？",
        ),
        Text(
            f"It has 9 · {_FILTERS} = {weights} weights. Each is used at each of the {_SIDE}² = {_SIDE**2:,} places, so there are "
            f"{work:,} multiplications (at the edge, those with the padding's zeros among them). The fully connected layer needs "
            f"{_SIDE**2:,} · {_FILTERS * _SIDE**2:,} = {dense:,} weights and uses each once.",
            f"它有 9 · {_FILTERS} = {weights} 個權重。每個權重在 {_SIDE}² = {_SIDE**2:,} 個位置各用一次，所以有 {work:,} 次乘法（邊緣與填補的零相乘也算在內）。"
            f"全連接層需要 {_SIDE**2:,} · {_FILTERS * _SIDE**2:,} = {dense:,} 個權重，每個只用一次。",
        ),
        check,
    )


def neighbours_that_stay(height: int, width: int) -> float:
    """Expected number of neighbouring pairs of pixels that are neighbours again in a random order."""
    pairs = height * (width - 1) + width * (height - 1)
    return pairs**2 / comb(height * width, 2)


def _neighbours() -> Exercise:
    pairs, stay = 2 * _KEEP * (_KEEP - 1), neighbours_that_stay(_KEEP, _KEEP)

    def check() -> bool:
        height, width = 2, 3
        places = list(product(range(height), range(width)))
        near = {
            frozenset(two)
            for two in combinations(places, 2)
            if sum(abs(a - b) for a, b in zip(*two, strict=True)) == 1
        }
        orders = list(permutations(places))
        kept = sum(
            frozenset((dict(zip(places, order, strict=True))[a], dict(zip(places, order, strict=True))[b]))
            in near
            for order in orders
            for a, b in map(tuple, near)
        )
        return abs(kept / len(orders) - neighbours_that_stay(height, width)) < 1e-9

    return Exercise(
        Text(
            f"All pixels of a {_KEEP} × {_KEEP} image are put into a random order. How many pairs of pixels that stood side by side or "
            "one above the other do you expect to be neighbours again? Which statistics of the image does no order change?",
            f"把一張 {_KEEP} × {_KEEP} 影像的像素隨機重排。原本左右或上下相鄰的像素對，預期有多少對重排之後仍然相鄰？影像的哪些統計量不論怎麼重排都不變？",
        ),
        Text(
            f"There are 2 · {_KEEP} · {_KEEP - 1} = {pairs:,} such pairs, of {comb(_KEEP**2, 2):,} pairs in all. A pair lands on any "
            f"two places with equal chance, so each stays neighbours with probability {pairs:,} / {comb(_KEEP**2, 2):,}, and "
            f"by linearity of expectation {stay:.1f} pairs do. Mean, variance and the whole histogram of grey levels stay as "
            "they are: a network that only counted grey levels would notice nothing.",
            f"這樣的像素對有 2 · {_KEEP} · {_KEEP - 1} = {pairs:,} 對，所有像素對共 {comb(_KEEP**2, 2):,} 對。一對像素落在任兩個位置的機會都相同，"
            f"所以各以 {pairs:,} / {comb(_KEEP**2, 2):,} 的機率仍然相鄰；由期望值的線性，預期是 {stay:.1f} 對。平均、變異數與整個灰階直方圖都不變："
            "只計算灰階分布的模型什麼也不會發現。",
        ),
        check,
    )
