r"""Output size of convolution, pooling and transposed convolution.

A window of k cells starts at cell t·s of a row of W cells with p cells of padding at either end. The position
t is *legal* if the window lies whole in the padded row: :math:`0 \le t` and :math:`ts + k \le W + 2p`. The
output size N is the number of legal positions.
"""

from collections.abc import Callable
from functools import partial
from itertools import product

import numpy as np
import sympy as sp
import torch
import z3

from fer_lib.language import Text
from fer_lib.proofs.claim import Claim, Finding, Source
from fer_lib.proofs.integers import prove_for_all
from fer_lib.proofs.windows import output_size, window_positions

W, p, k, s, d, t, q, r, h = z3.Ints("W p k s d t q r h")
ROOM = W + 2 * p - k  # cells left of the padded row when the window stands at its start
LAYER = z3.And(W >= 1, p >= 0, k >= 1, s >= 1, ROOM >= 0)
LEGAL = z3.And(t >= 0, t * s + k <= W + 2 * p)
DIVISION = z3.And(q * s + r == ROOM, r >= 0, r < s)

OUTPUT_SHAPE = Text("output shape", "輸出大小")
REPORT_A = Source("A", OUTPUT_SHAPE)
REPORT_C = Source("C", OUTPUT_SHAPE)
OWN = Source()

# Formulas of N; Z3's `/` on integers rounds down for a positive divisor.
SizeFormula = Callable[[z3.ArithRef, z3.ArithRef, z3.ArithRef, z3.ArithRef], z3.ArithRef]


def floor_size(W: z3.ArithRef, p: z3.ArithRef, k: z3.ArithRef, s: z3.ArithRef) -> z3.ArithRef:
    """⌊(W + 2p − k)/s⌋ + 1."""
    return (W + 2 * p - k) / s + 1


def ceiling_size(W: z3.ArithRef, p: z3.ArithRef, k: z3.ArithRef, s: z3.ArithRef) -> z3.ArithRef:
    """⌈(W + 2p − k)/s⌉ + 1, with ⌈a/s⌉ = ⌊(a + s − 1)/s⌋ for integers."""
    return (W + 2 * p - k + s - 1) / s + 1


def check_division(remainder_below: z3.ArithRef = s) -> Finding:
    """Quotient and remainder with 0 ≤ r < s determine ⌊(W + 2p − k)/s⌋ = q."""
    division = z3.And(q * s + r == ROOM, r >= 0, r < remainder_below)
    return prove_for_all(z3.And(LAYER, division), ROOM / s == q, (W, p, k, s, q, r))


def check_legal_up_to(last: z3.ArithRef = q) -> Finding:
    """Every position from 0 to ``last`` is legal."""
    return prove_for_all(z3.And(LAYER, DIVISION, t >= 0, t <= last), LEGAL, (W, p, k, s, q, r, t))


def check_illegal_from(first: z3.ArithRef = q + 1) -> Finding:
    """No position from ``first`` on is legal."""
    return prove_for_all(z3.And(LAYER, DIVISION, t >= first), z3.Not(LEGAL), (W, p, k, s, q, r, t))


def check_size(formula: SizeFormula = floor_size) -> Finding:
    """Position t is legal exactly if 0 ≤ t < N, so that there are exactly N of them."""
    size = formula(W, p, k, s)
    counted = z3.And(t >= 0, t < size)
    shown = {r"\hat N": size, "N": floor_size(W, p, k, s)}
    # Of the counterexamples one is shown that somebody would build: p < k ≤ W.
    general = prove_for_all(LAYER, counted == LEGAL, (W, p, k, s, t), shown)
    if general.verdict != "refuted":
        return general
    common = prove_for_all(z3.And(LAYER, p < k, k <= W), counted == LEGAL, (W, p, k, s, t), shown)
    return common if common.verdict == "refuted" else general


def check_ceiling_agrees(remainder: z3.ArithRef = r) -> Finding:
    """The ceiling u of (W + 2p − k)/s, that is (u − 1)s < W + 2p − k ≤ us, is q exactly where r = 0."""
    u = z3.Int("u")
    ceiling = z3.And((u - 1) * s < ROOM, u * s >= ROOM)
    return prove_for_all(
        z3.And(LAYER, DIVISION, ceiling), (u == q) == (remainder == 0), (W, p, k, s, q, r, u)
    )


def course_size(W: sp.Expr, p: sp.Expr, k: sp.Expr, s: sp.Expr) -> sp.Expr:
    """⌊(W + 2p − k)/s + 1⌋, as reports A and the course write it."""
    return sp.floor((W + 2 * p - k) / s + 1)


def check_course_form(
    formula: Callable[[sp.Expr, sp.Expr, sp.Expr, sp.Expr], sp.Expr] = course_size,
) -> Finding:
    r"""SymPy: the formula along W and along H, each with its own padding, kernel and stride.

    With :math:`W = q_1 s_1 + r_1 + k_1 - 2p_1` and :math:`s_1 = r_1 + 1 + e_1` for integers
    :math:`r_1, e_1 \ge 0` (that is :math:`0 \le r_1 < s_1`), the legal positions 0…q₁ are counted by a sum.
    """
    for direction in "12":
        quotient, rest, excess, padding = (
            sp.Symbol(name + direction, integer=True, nonnegative=True) for name in "qrep"
        )
        kernel = sp.Symbol("k" + direction, integer=True, positive=True)
        stride = rest + 1 + excess
        width = quotient * stride + rest + kernel - 2 * padding
        fraction = rest / stride
        if not (fraction.is_nonnegative and sp.cancel(1 - fraction).is_positive):
            return Finding("undecided")
        position = sp.Symbol("t", integer=True)
        counted = sp.Sum(1, (position, 0, quotient)).doit()
        # ⌊q + r/s + 1⌋: partial fractions split off the integers, which SymPy then draws out of the floor;
        # what is left is ⌊r/s⌋ = 0, because 0 ≤ r/s < 1 was shown above.
        value = formula(width, padding, kernel, stride).replace(
            sp.floor, lambda inner, e=excess: sp.floor(sp.apart(sp.cancel(inner), e))
        )
        if sp.expand(value.subs(sp.floor(fraction), 0) - counted) != 0:
            return _numeric_counterexample(formula)
    return Finding("proved")


def _numeric_counterexample(formula: Callable[[sp.Expr, sp.Expr, sp.Expr, sp.Expr], sp.Expr]) -> Finding:
    for width, padding, kernel, stride in product(range(1, 7), range(3), range(1, 5), range(1, 4)):
        if width + 2 * padding < kernel:
            continue
        found = formula(*map(sp.Integer, (width, padding, kernel, stride)))
        true = len(window_positions(width, kernel, stride, padding))
        if found != true:
            values = (("W", width), ("p", padding), ("k", kernel), ("s", stride))
            return Finding("refuted", (*values, (r"\hat N", found), ("N", true)))
    return Finding("undecided")


def small_layers() -> list[tuple[int, int, int, int]]:
    """(W, k, s, p) of every layer with W ≤ 32, k ≤ 11, s ≤ 7, p ≤ 4 whose window fits."""
    every = product(range(1, 33), range(1, 12), range(1, 8), range(5))
    return [layer for layer in every if layer[0] + 2 * layer[3] >= layer[1]]


def check_enumeration(formula: Callable[[int, int, int, int], int] = output_size) -> Finding:
    """Slide the window over every small layer and count."""
    for width, kernel, stride, padding in small_layers():
        true = len(window_positions(width, kernel, stride, padding))
        if formula(width, kernel, stride, padding) != true:
            values = (("W", width), ("k", kernel), ("s", stride), ("p", padding))
            return Finding("refuted", (*values, ("N", true)))
    return Finding("proved")


def check_torch(formula: Callable[[int, int, int, int, int], int] = output_size, cases: int = 300) -> Finding:
    """Sizes that torch gives for random layers (seed 0), on its ``meta`` device, which computes shapes only."""
    random = np.random.Generator(np.random.PCG64(0))
    worst = 0
    for _ in range(cases):
        kernel, stride, dilation = (int(n) for n in random.integers(1, 6, 3))
        padding = int(random.integers(0, 5))
        extent = dilation * (kernel - 1) + 1
        width = int(random.integers(max(1, extent - 2 * padding), 64))
        row = torch.empty(1, 1, width, device="meta")
        weights = torch.empty(1, 1, kernel, device="meta")
        got = torch.nn.functional.conv1d(row, weights, None, stride, padding, dilation).shape[-1]
        worst = max(worst, abs(got - formula(width, kernel, stride, padding, dilation)))
    return Finding("checked numerically" if worst == 0 else "refuted", largest_error=float(worst))


CLAIMS = (
    Claim(
        "conv.division",
        r"W+2p-k=qs+r,\ 0\le r<s \implies \left\lfloor\tfrac{W+2p-k}{s}\right\rfloor=q",
        Text("division with remainder gives the floor", "除法原理的商即為 floor（高斯符號）"),
        OWN,
        "Z3",
        "proved",
        check_division,
    ),
    Claim(
        "conv.window_legal",
        r"0\le t\le q \implies ts+k\le W+2p",
        Text("windows $0,\\dots,q$ fit", "第 $0,\\dots,q$ 個視窗都放得下"),
        OWN,
        "Z3",
        "proved",
        check_legal_up_to,
    ),
    Claim(
        "conv.window_maximal",
        r"t\ge q+1 \implies ts+k> W+2p",
        Text("no window beyond $q$ fits", "第 $q$ 個之後都放不下"),
        OWN,
        "Z3",
        "proved",
        check_illegal_from,
    ),
    Claim(
        "conv.output_size",
        r"0\le t,\ ts+k\le W+2p \iff 0\le t<\left\lfloor\tfrac{W+2p-k}{s}\right\rfloor+1",
        Text("the output size, all integers", "輸出大小，對所有整數"),
        REPORT_A,
        "Z3",
        "proved",
        check_size,
    ),
    Claim(
        "conv.output_size_course",
        r"W'=\left\lfloor\tfrac{W+2p_1-k_1}{s_1}+1\right\rfloor,\ "
        r"H'=\left\lfloor\tfrac{H+2p_2-k_2}{s_2}+1\right\rfloor",
        Text("the course's form, $W$ and $H$ apart", "課程的寫法，$W$ 與 $H$ 分開"),
        REPORT_A,
        "SymPy",
        "proved",
        check_course_form,
    ),
    Claim(
        "conv.output_size_enumerated",
        r"W\le 32,\ k\le 11,\ s\le 7,\ p\le 4:\ N=\left\lfloor\tfrac{W+2p-k}{s}\right\rfloor+1",
        Text("every small layer, windows counted", "所有小層，逐一數視窗"),
        OWN,
        "enumeration",
        "proved",
        check_enumeration,
    ),
    Claim(
        "conv.output_size_torch",
        r"N=\left\lfloor\tfrac{W+2p-d(k-1)-1}{s}\right\rfloor+1\text{ in torch}",
        Text("the sizes that torch gives", "torch 給出的大小"),
        OWN,
        "numeric",
        "checked numerically",
        check_torch,
    ),
    Claim(
        "conv.ceiling",
        r"N=\left\lceil\tfrac{W+2p-k}{s}+1\right\rceil",
        Text("the output size with a ceiling", "以 ceiling（無條件進位）計算輸出大小"),
        REPORT_C,
        "Z3",
        "refuted",
        partial(check_size, ceiling_size),
    ),
    Claim(
        "conv.ceiling_agrees",
        r"\left\lceil\tfrac{W+2p-k}{s}\right\rceil=\left\lfloor\tfrac{W+2p-k}{s}\right\rfloor \iff r=0",
        Text("the ceiling is right only where $r=0$", "ceiling（無條件進位）只在 $r=0$ 時正確"),
        OWN,
        "Z3",
        "proved",
        check_ceiling_agrees,
    ),
)
