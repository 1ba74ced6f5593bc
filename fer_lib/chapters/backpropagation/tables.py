"""The tables of chapter 13: proofs, and the smallest example of report E's slip."""

from collections.abc import Mapping

from fer_lib.chapters.proof_tables import ProofTable, Results, proof_table
from fer_lib.language import Text
from fer_lib.proofs.backpropagation import composition, recursion, slips, twins, zero_start
from fer_lib.proofs.backpropagation.slips import MASK, SLOPE_AT_A, SlipExample, slip_example
from fer_lib.publish import BookTable
from fer_lib.scratch import ACTIVATIONS
from fer_lib.wording import decimal

DERIVATIVES = {
    "right": (Text("$\\sigma'(z)=a(1-a)$", "$\\sigma'(z)=a(1-a)$"), ACTIVATIONS["sigmoid"]),
    "mask": (Text("mask $[a>0]$", "遮罩 $[a>0]$"), MASK),
    "at a": (Text("$\\sigma'(a)$", "$\\sigma'(a)$"), SLOPE_AT_A),
}
"""What the reports and this book take for the derivative of a sigmoid: its name in the table, and the function."""
_AUTOGRAD, *_SLIPS = slips.CLAIMS  # the first compares the recursion with torch


def recursion_claims(results: Results) -> ProofTable:
    """Proofs about the recursion, and its comparison with torch."""
    caption = Text(
        "Claims about the recursion, as checked in this run.", "關於遞迴式的命題，本次執行的檢查結果。"
    )
    return proof_table(caption, results, recursion.CLAIMS, composition.CLAIMS, [_AUTOGRAD])


def slip_claims(results: Results) -> ProofTable:
    """Proofs about the slip in report E."""
    caption = Text("Claims about the slip, as checked in this run.", "關於筆誤的命題，本次執行的檢查結果。")
    return proof_table(caption, results, _SLIPS)


def zero_claims(results: Results) -> ProofTable:
    """Proofs about zero initialization."""
    caption = Text(
        "Claims about zero initialization, as checked in this run.",
        "關於零初始化的命題，本次執行的檢查結果。",
    )
    return proof_table(caption, results, zero_start.CLAIMS, twins.CLAIMS)


def slip_examples() -> dict[str, SlipExample]:
    """The smallest example with each of ``DERIVATIVES``."""
    return {key: slip_example(activation) for key, (_, activation) in DERIVATIVES.items()}


def slip(examples: Mapping[str, SlipExample]) -> BookTable:
    """The gradient of the smallest example with three derivatives of the sigmoid."""
    return BookTable(
        Text(
            "The smallest example: the gradient by the recursion with three derivatives of the sigmoid, by torch, and as "
            "the slope of the loss itself.",
            "最小的例子：以三種 sigmoid「導數」由遞迴式算出的梯度、torch 的梯度，以及損失本身的斜率。",
        ),
        [
            Text("Derivative", "導數"),
            Text("its value", "其值"),
            Text("$g$, recursion", "$g$，遞迴式"),
            Text("$g$, torch", "$g$，torch"),
            Text("slope of the loss", "損失的斜率"),
        ],
        [
            [
                DERIVATIVES[key][0],
                *(decimal(value, 4) for value in (one.slope, one.found, one.autograd, one.measured)),
            ]
            for key, one in examples.items()
        ],
        "lrrrr",
    )
