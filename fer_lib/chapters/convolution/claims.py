"""Claims about convolutions that proofs decide: output size (A13, C5), operations (D6) and time (D7)."""

from fer_lib.chapters.claims import Answer, proved
from fer_lib.chapters.convolution.report_d_work import NetworkWork
from fer_lib.chapters.proof_tables import Results
from fer_lib.language import Text
from fer_lib.proofs.operation_counts import LAYER_A, LAYER_B


def a13(results: Results) -> Answer:
    """Report A's output size."""
    return proved(
        "A13",
        results,
        Text(
            "The formula is proved for all integers, and so is the course's form, in which width and height have "
            "kernels, strides and paddings of their own.",
            "這個式子已對所有整數證明；課程的寫法中，寬與高各有自己的卷積核、步幅與填補，也已證明。",
        ),
    )


def c5(results: Results) -> Answer:
    """Report C's output size, with a ceiling."""
    values = results["conv.ceiling"].finding.counterexample_latex
    return proved(
        "C5",
        results,
        Text(
            f"The ceiling counts a window that sticks out: at ${values}$ it gives $\\hat N$.",
            f"ceiling（無條件進位）會多算超出邊界的視窗：當 ${values}$ 時，它得到 $\\hat N$。",
        ),
    )


def d6(results: Results) -> Answer:
    """Parameters and operations of the exercise's layers."""
    without_bias = [layer.additions_without_bias for layer in (LAYER_A, LAYER_B)]
    return proved(
        "D6",
        results,
        Text(
            "All six numbers are proved. The additions are those with the bias; without it they are "
            f"{without_bias[0]} and {without_bias[1]}.",
            f"六個數字都已證明。加法次數含加上偏差項；不含時是 {without_bias[0]} 與 {without_bias[1]} 次。",
        ),
    )


def d7(results: Results, work: NetworkWork) -> Answer:
    """Report D's time of all layers, and its output side."""
    values = results["conv.output_side_d"].finding.counterexample_latex
    layers = work.costless_layers
    return proved(
        "D7",
        results,
        Text(
            f"The sum is proved to be half of all operations. The printed output side is refuted: at ${values}$ it gives "
            f"$\\hat m$, and in report D's network it makes the last {layers} layers cost nothing.",
            f"這個總和已證明是全部運算次數的一半。列出的輸出邊長則已推翻：當 ${values}$ 時，它得到 $\\hat m$；"
            f"代入報告 D 的模型，最後 {layers} 層就完全不需要運算。",
        ),
    )
