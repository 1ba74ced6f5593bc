"""Claims about the gradient of cross entropy (C7) and of report A's binary terms (A15), decided by proofs."""

from fer_lib.chapters.claims import Answer, proved
from fer_lib.chapters.proof_tables import Results
from fer_lib.language import Text


def c7(results: Results) -> Answer:
    """The gradient of cross entropy."""
    return proved(
        "C7",
        results,
        Text(
            "The gradient is proved for any number of classes and labels that add up to 1.",
            "這個梯度已證明，類別數不限，標籤總和為 1。",
        ),
    )


def a15(results: Results) -> Answer:
    """The gradient of one binary term."""
    return proved(
        "A15",
        results,
        Text(
            "Every line of both cases is proved, and the gradient of term $t$ alone for any label; the sum of the terms "
            "has another gradient.",
            "兩種情況的每一行都已證明，單獨第 $t$ 項的梯度也已對任意標籤證明；各項總和的梯度則不同。",
        ),
    )
