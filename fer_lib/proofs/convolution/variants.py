r"""Dilation, 'same' padding, pooling and transposed convolution: consequences of the output size."""

from functools import partial

import z3

from fer_lib.language import Text
from fer_lib.proofs.claim import Claim, Finding, Source
from fer_lib.proofs.convolution.sizes import DIVISION, LAYER, OWN, W, d, floor_size, h, k, p, q, r, s, t
from fer_lib.proofs.integers import prove_for_all
from fer_lib.proofs.windows import window_positions


def check_dilation(extent: z3.ArithRef = d * (k - 1) + 1) -> Finding:
    """A kernel with distance d between its cells covers d(k − 1) + 1 cells; the rest is as before."""
    room = W + 2 * p - extent
    last_cell = t * s + d * (k - 1)  # the last cell that the kernel reads, counted from 0
    legal = z3.And(t >= 0, last_cell <= W + 2 * p - 1)
    fits = z3.And(W >= 1, p >= 0, k >= 1, s >= 1, d >= 1, W + 2 * p >= d * (k - 1) + 1)
    return prove_for_all(fits, legal == z3.And(t >= 0, t < room / s + 1), (W, p, k, s, d, t))


def check_same_odd(padding: z3.ArithRef = h) -> Finding:
    """K = 2h + 1, p = h, s = 1 give N = W."""
    size = floor_size(W, padding, 2 * h + 1, z3.IntVal(1))
    return prove_for_all(z3.And(W >= 1, h >= 0), size == W, (W, h), {"N": size})


def check_same_even(kernel: z3.ArithRef = 2 * h) -> Finding:
    """With stride 1 and an even kernel no equal padding on both sides gives N = W."""
    size = floor_size(W, p, kernel, z3.IntVal(1))
    return prove_for_all(z3.And(W >= 1, h >= 1, p >= 0), size != W, (W, h, p), {"N": size})


def check_same_keras(short: z3.ArithRef | None = None) -> Finding:
    """Keras' 'same': max((⌈W/s⌉ − 1)s + k − W, 0) cells of padding in all give N = ⌈W/s⌉."""
    size = (W + s - 1) / s
    wanted = (size - 1) * s + k - W if short is None else short
    total = z3.If(wanted > 0, wanted, z3.IntVal(0))
    return prove_for_all(z3.And(W >= 1, k >= 1, s >= 1), (W + total - k) / s + 1 == size, (W, k, s))


def check_pool_halves(stride: int) -> Finding:
    """2×2 pooling of an even W gives W/2."""
    size = floor_size(W, z3.IntVal(0), z3.IntVal(2), z3.IntVal(stride))
    # Even sides only; of the counterexamples the network's own side, 48, is shown.
    general = prove_for_all(z3.And(W >= 2, W % 2 == 0), size == W / 2, (W,), {"N": size, "W/2": W / 2})
    if general.verdict != "refuted":
        return general
    return prove_for_all(W == 48, size == W / 2, (W,), {"N": size, "W/2": W / 2})


def check_transposed(output_padding: z3.ArithRef = r) -> Finding:
    """A transposed convolution of N cells with output padding r = (W + 2p − k) mod s has W cells again."""
    restored = (q + 1 - 1) * s - 2 * p + k + output_padding
    return prove_for_all(z3.And(LAYER, DIVISION), restored == W, (W, p, k, s, q, r))


def report_a_chain(pool_stride: int = 2) -> list[int]:
    """Sides of report A's feature maps, by sliding windows: the input, after each pooling, after the last layer."""
    sides = [48]
    for _ in range(4):
        convolved = len(window_positions(sides[-1], 3, 1, 1))
        sides.append(len(window_positions(convolved, 2, pool_stride)))
    fifth = len(window_positions(sides[-1], 3, 1, 1))
    return [*sides, len(window_positions(fifth, 3))]


def check_chain(pool_stride: int = 2) -> Finding:
    """48, 24, 12, 6, 3, 1 in report A's network."""
    sides = report_a_chain(pool_stride)
    if sides == [48, 24, 12, 6, 3, 1]:
        return Finding("proved")
    return Finding("refuted", ((r"\text{sides}", ", ".join(map(str, sides))),))


CLAIMS = (
    Claim(
        "conv.dilation",
        r"N=\left\lfloor\tfrac{W+2p-d(k-1)-1}{s}\right\rfloor+1",
        Text("the output size with dilation $d$", "空洞卷積（擴張率 $d$）的輸出大小"),
        OWN,
        "Z3",
        "proved",
        check_dilation,
    ),
    Claim(
        "conv.same_odd",
        r"k=2h+1,\ p=h,\ s=1 \implies N=W",
        Text("‘same’ padding, odd kernel", "「same」填補，奇數卷積核"),
        OWN,
        "Z3",
        "proved",
        check_same_odd,
    ),
    Claim(
        "conv.same_even",
        r"k=2h,\ s=1 \implies N\ne W\text{ for every }p",
        Text("no equal padding for an even kernel", "偶數卷積核沒有對稱的填補"),
        OWN,
        "Z3",
        "proved",
        check_same_even,
    ),
    Claim(
        "conv.same_keras",
        r"P=\max\bigl((\lceil W/s\rceil-1)s+k-W,\,0\bigr) \implies N=\lceil W/s\rceil",
        Text("Keras’ ‘same’ with any stride", "Keras 的「same」，任意步幅"),
        OWN,
        "Z3",
        "proved",
        check_same_keras,
    ),
    Claim(
        "conv.pool_halves",
        r"k=s=2,\ p=0,\ 2\mid W \implies N=W/2",
        Text("2×2 pooling with stride 2 halves", "步幅 2 的 2×2 池化使邊長減半"),
        OWN,
        "Z3",
        "proved",
        partial(check_pool_halves, 2),
    ),
    Claim(
        "conv.pool_stride_one",
        r"k=2,\ s=1,\ p=0,\ 2\mid W \implies N=W/2",
        Text("2×2 pooling with stride 1 halves", "步幅 1 的 2×2 池化使邊長減半"),
        Source("A", Text("model", "模型")),
        "Z3",
        "refuted",
        partial(check_pool_halves, 1),
    ),
    Claim(
        "conv.transposed",
        r"(N-1)s-2p+k+r=W",
        Text("transposed convolution restores $W$", "轉置卷積還原 $W$"),
        OWN,
        "Z3",
        "proved",
        check_transposed,
    ),
    Claim(
        "conv.chain_a",
        r"48\to 24\to 12\to 6\to 3\to 1",
        Text("sides in report A’s network", "報告 A 神經網路的邊長"),
        Source("A", Text("model", "模型")),
        "enumeration",
        "proved",
        check_chain,
    ),
)
