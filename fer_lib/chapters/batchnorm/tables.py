"""The tables of chapter 11: proofs, report C's slip, two sums of the gradient, accuracy by epoch."""

from collections.abc import Mapping

from fer_lib.chapters.batchnorm.experiment import LABELS, BatchNormExperiment
from fer_lib.chapters.batchnorm.gradient_checks import errors_by_gamma, sums_by_epsilon
from fer_lib.chapters.batchnorm.names import seeds_text
from fer_lib.language import Text, heading
from fer_lib.proofs.batchnorm import consequences, gradients, torch_checks
from fer_lib.proofs.claim import Result
from fer_lib.publish import BookTable


def gradient_claims(results: Mapping[str, Result]) -> tuple[Text, list[Result]]:
    """Caption and results of the gradients' proofs."""
    return (
        Text("The gradients, as checked in this run.", "各個梯度，本次執行的檢查結果。"),
        [results[claim.id] for claim in gradients.CLAIMS],
    )


def consequence_claims(results: Mapping[str, Result], reports: bool = True) -> tuple[Text, list[Result]]:
    """Caption and results of the claims about sums of the gradient, and of report C's line."""
    return (
        Text(
            "Claims about sums of the gradient, and report C’s line.",
            "關於梯度之和的命題，以及報告 C 的那一行。",
        )
        if reports
        else Text("Claims about sums of the gradient.", "關於梯度之和的命題。"),
        [results[claim.id] for claim in consequences.CLAIMS],
    )


def torch_claims(results: Mapping[str, Result]) -> tuple[Text, list[Result]]:
    """Caption and results of the comparisons with torch."""
    return (
        Text(
            "The formulas against torch in float64: largest deviation over all entries.",
            "公式與 torch（float64）相比：所有分量的最大偏差。",
        ),
        [results[claim.id] for claim in torch_checks.CLAIMS],
    )


def missing_gamma() -> BookTable:
    """The derived gradient and report C's line against autograd, for several γ."""
    return BookTable(
        Text(
            "Largest deviation from torch’s automatic differentiation, one channel of eight numbers in float64.",
            "與 torch 自動微分的最大偏差；一個通道、八個數、float64。",
        ),
        [
            "$\\gamma$",
            Text("Largest gradient", "最大梯度"),
            Text("Error of the formula", "本章公式的誤差"),
            Text("Error of report C", "報告 C 的誤差"),
        ],
        [
            [f"{row.gamma:g}", f"{row.largest_gradient:.3f}", f"{row.formula:.0e}", f"{row.report_c:.1g}"]
            for row in errors_by_gamma((1.0, 1.01, 0.5, 2.0, -1.0))
        ],
        "rrrr",
    )


def sums() -> BookTable:
    """The two sums over the batch, for several ε."""
    return BookTable(
        Text(
            "Both sums for $\\gamma=1$, by torch’s automatic differentiation; torch’s own $\\varepsilon$ is $10^{-5}$. One "
            "channel of eight numbers in float64.",
            "$\\gamma=1$ 時，以 torch 自動微分算出的兩個和；torch 預設的 $\\varepsilon$ 是 $10^{-5}$。一個通道、八個數、float64。",
        ),
        [
            "$\\varepsilon$",
            "$\\sum\\partial\\ell/\\partial x_k$",
            "$\\sum\\partial\\ell/\\partial x_k\\,\\hat x_k$",
            Text("By the formula", "依公式"),
        ],
        [
            [f"{row.epsilon:g}", f"{row.total:.0e}", f"{row.along_xhat:.6g}", f"{row.formula:.6g}"]
            for row in sums_by_epsilon((1e-8, 1e-5, 1e-2, 1.0))
        ],
        "rrrr",
    )


def accuracy(experiment: BatchNormExperiment) -> BookTable:
    """Validation accuracy after each epoch, a column each kind of network."""
    seeds = seeds_text(experiment)
    return BookTable(
        Text(
            f"Validation accuracy after each epoch, {seeds.en}.",
            f"每個 epoch 之後的驗證準確率，{seeds.zh}。",
        ),
        [heading("epoch"), *LABELS.values()],
        [
            [number, *(group.shown_accuracy(number) for group in experiment.curves.groups)]
            for number in range(1, experiment.epochs + 1)
        ],
        "rrr",
    )
