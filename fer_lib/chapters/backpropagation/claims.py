"""Report E's derivation of backpropagation (E12), decided by proofs."""

from collections.abc import Mapping

from fer_lib.chapters.claims import Answer, proved
from fer_lib.chapters.proof_tables import Results
from fer_lib.language import Text
from fer_lib.proofs.backpropagation.slips import SlipExample
from fer_lib.wording import decimal


def e12(results: Results, examples: Mapping[str, SlipExample]) -> Answer:
    """The recursion, and the derivative of the hidden layer.

    Args:
        results: of the proofs.
        examples: the smallest example with each derivative, by ``tables.DERIVATIVES``.
    """
    right, mask, at_a = (decimal(examples[key].slope, 4) for key in ("right", "mask", "at a"))
    return proved(
        "E12",
        results,
        Text(
            "The recursion is proved for any depth, width and activation. Both derivatives printed for the sigmoid of the "
            f"hidden layer are refuted: at $z=2$ the mask is {mask}, the derivative taken at $a$ is {at_a}, and the true "
            f"one is {right}.",
            "遞迴式已證明，深度、寬度與活化函數不限。列出的兩種 sigmoid 隱藏層導數都已推翻：當 $z=2$ 時，遮罩是 "
            f"{mask}，在 $a$ 取值的導數是 {at_a}，真正的導數是 {right}。",
        ),
    )
