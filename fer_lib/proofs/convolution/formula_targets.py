"""Chapter 10: sizes and counts of a convolution layer."""

import sympy as sp

from fer_lib.language import Text
from fer_lib.proofs.equality.whole_numbers import WholeNumberDecider
from fer_lib.proofs.formula_target import Target
from fer_lib.proofs.formulas import Notation
from fer_lib.proofs.formulas.notation import scalar

W, K, S, C, F, K1, K2, M1, M2 = sp.symbols("W k s c f k1 k2 m1 m2", integer=True, positive=True)
P = sp.Symbol("p", integer=True, nonnegative=True)

_ROW = Notation(
    (
        scalar(
            "W W_in W_i",
            "W",
            Text("cells of the input row, at least 1", "輸入一列的格數，至少 1"),
            W,
            others="n w w_in H H_in H_i h h_in I I_in i N N_in n_in W_1 H_1 n_W n_H L L_in input",
        ),
        scalar(
            "p p_1",
            "p",
            Text("padding at either end, at least 0", "兩端各填補的格數，至少 0"),
            P,
            others="P P_1 pad padding",
        ),
        scalar(
            "k k_1",
            "k",
            Text("cells of the window, at least 1", "視窗的格數，至少 1"),
            K,
            others="K K_1 F f kernel kernel_size filter",
        ),
        scalar("s s_1", "s", Text("stride, at least 1", "步幅，至少 1"), S, others="S S_1 stride"),
    )
)
_LAYER = Notation(
    (
        scalar("c", "c", Text("input channels", "輸入通道數"), C, others="C C_in c_in"),
        scalar("f", "f", Text("filters", "濾波器數"), F, others="C_out c_out"),
        scalar("k1 k_1", "k_1", Text("rows of the kernel", "卷積核的列數"), K1, others="k_h K_h"),
        scalar("k2 k_2", "k_2", Text("columns of the kernel", "卷積核的行數"), K2, others="k_w K_w"),
        scalar("m1 m_1", "m_1", Text("rows of the output", "輸出的列數"), M1, others="H_out h_out"),
        scalar("m2 m_2", "m_2", Text("columns of the output", "輸出的行數"), M2, others="W_out w_out"),
    )
)
_ROOM = W + 2 * P - K
# Somebody would build a layer whose window is larger than the padding and no larger than the input.
_decide_size = WholeNumberDecider((W, P, K, S), (9, 2, 5, 4), (_ROOM,), (K - P - 1, W - K))
_decide_count = WholeNumberDecider((C, F, K1, K2, M1, M2), (3,) * 6)
_EVERY_LAYER = Text("layers of every size", "任意大小的層")


def _count(name: str, latex: str, meaning: Text, correct: sp.Expr) -> Target:
    return Target(f"conv.{name}", latex, meaning, _EVERY_LAYER, _LAYER, correct, _decide_count)


TARGETS = (
    Target(
        "conv.output_size",
        "N",
        Text(
            "the number of positions of a window that lies whole in the padded row",
            "視窗完整落在填補後的列內時，位置的個數",
        ),
        Text("all integers with $k \\le W+2p$", "所有滿足 $k \\le W+2p$ 的整數"),
        _ROW,
        sp.floor(_ROOM / S) + 1,
        _decide_size,
    ),
    _count(
        "parameters",
        r"\#\text{parameters}",
        Text("the parameters of a convolution layer with bias", "含偏差項的卷積層的參數量"),
        (K1 * K2 * C + 1) * F,
    ),
    _count(
        "multiplications",
        r"\#\text{multiplications}",
        Text("the multiplications of a convolution layer for one image", "卷積層處理一張影像所需的乘法次數"),
        K1 * K2 * C * F * M1 * M2,
    ),
    _count(
        "additions",
        r"\#\text{additions}",
        Text(
            "the additions of a convolution layer for one image, the bias included",
            "卷積層處理一張影像所需的加法次數，含加上偏差項",
        ),
        K1 * K2 * C * F * M1 * M2,
    ),
    _count(
        "additions_without_bias",
        r"\#\text{additions}",
        Text(
            "the additions of a convolution layer without bias for one image",
            "不含偏差項的卷積層處理一張影像所需的加法次數",
        ),
        (K1 * K2 * C - 1) * F * M1 * M2,
    ),
)
