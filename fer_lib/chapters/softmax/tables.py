"""The tables of chapter 12: proofs, report A's lines, an example, log-sum-exp in floating point."""

from collections.abc import Sequence

from fer_lib.chapters.proof_tables import ProofTable, Results, proof_table
from fer_lib.chapters.softmax.report_a import Derivation, ExampleEntry
from fer_lib.language import Text
from fer_lib.proofs.softmax import binary_terms, derivatives, numbers, stability
from fer_lib.proofs.softmax import label_targets as targets
from fer_lib.publish import BookTable

YES, NO = Text("yes", "是"), Text("no", "否")
LARGEST_SCORES = (-800, -104, -100, 50, 89, 710, 1000)
# Of the binary terms' claims this one is about a derivative in report C, and stands with the derivatives.
_REPORT_C_FACTOR = [claim for claim in binary_terms.CLAIMS if claim.id == "softmax.report_c_factor"]


def derivative_claims(results: Results) -> ProofTable:
    """Proofs about derivatives."""
    caption = Text(
        "Claims about derivatives, as checked in this run, for symbolic $K$.",
        "關於導數的命題，本次執行對符號 $K$ 的檢查結果。",
    )
    return proof_table(caption, results, derivatives.CLAIMS, _REPORT_C_FACTOR)


def binary_claims(results: Results, reports: bool = True) -> ProofTable:
    """Proofs about binary terms, which are report A's where the book shows the reports."""
    caption = (
        Text(
            "Claims about report A’s binary terms, as checked in this run.",
            "關於報告 A 二元項的命題，本次執行的檢查結果。",
        )
        if reports
        else Text(
            "Claims about the binary terms, as checked in this run.",
            "關於二元項的命題，本次執行的檢查結果。",
        )
    )
    return proof_table(
        caption, results, [claim for claim in binary_terms.CLAIMS if claim not in _REPORT_C_FACTOR]
    )


def target_claims(results: Results) -> ProofTable:
    """Proofs about weighted and smoothed labels, and the comparison with torch."""
    caption = Text(
        "Claims about weighted and smoothed labels, and every gradient and Hessian of this chapter against torch in "
        "float64.",
        "關於加權與平滑標籤的命題，以及本章所有梯度與 Hessian 矩陣和 torch（float64）的比較。",
    )
    return proof_table(caption, results, targets.CLAIMS, numbers.CLAIMS)


def stability_claims(results: Results) -> ProofTable:
    """Checks of floating point."""
    caption = Text(
        "Claims about floating point, as checked in this run.", "關於浮點數計算的命題，本次執行的檢查結果。"
    )
    return proof_table(caption, results, stability.CLAIMS)


def report_a_lines(derivation: Derivation) -> BookTable:
    """Whether each line of report A follows from the line before."""
    return BookTable(
        Text(
            "Does each line of report A follow from the line before?",
            "報告 A 的每一行是否能由前一行得出？",
        ),
        [
            Text("Case", "情況"),
            Text("Line", "行"),
            Text("for any $y_t$", "對任意 $y_t$"),
            Text("for the $y_t$ of the case", "對該情況的 $y_t$"),
        ],
        [
            [
                f"$y_t={label}$",
                line.number,
                YES if line.any_label else NO,
                YES if line.label_of_the_case else NO,
            ]
            for label, lines in derivation.cases.items()
            for line in lines
        ],
        "lrll",
    )


def example(entries: Sequence[ExampleEntry]) -> BookTable:
    """Gradients of both losses for three classes."""
    return BookTable(
        Text(
            "Gradients for the scores log 1, log 2, log 3 and the first class as label.",
            "分數為 log 1、log 2、log 3，標籤為第一類時的梯度。",
        ),
        ["$k$", r"$\hat y_k$", "$y_k$", r"$\hat y_k-y_k$", r"$\partial L_\Sigma/\partial z_k$"],
        [
            [
                f"${value}$"
                for value in (entry.place, entry.probability, entry.label, entry.usual, entry.binary_sum)
            ]
            for entry in entries
        ],
        "rrrrr",
    )


def log_sum_exp() -> BookTable:
    """Log-sum-exp by four ways of computing, for scores from small to large."""
    compared = [stability.compare(x) for x in LARGEST_SCORES]
    return BookTable(
        Text(
            "Log-sum-exp of the scores (x, x − 1, x − 2): exact, as written in float32 and float64, and by torch in "
            "float32.",
            "分數 (x, x − 1, x − 2) 的 log-sum-exp：精確值、以 float32 與 float64 照式子計算，以及 torch 的 float32。",
        ),
        [
            "$x$",
            Text("exact", "精確值"),
            Text("float32", "float32"),
            Text("float64", "float64"),
            Text("torch, float32", "torch，float32"),
        ],
        [
            [
                f"${row.x}$",
                *map(_number, (row.exact, row.naive["float32"], row.naive["float64"], row.torch["float32"])),
            ]
            for row in compared
        ],
        "rrrrr",
    )


def _number(value: float) -> str:
    if abs(value) < float("inf"):
        return f"${value:.4f}$"
    return "$+\\infty$" if value > 0 else "$-\\infty$"
