"""The reports' claims about batch normalization that proofs decide: its gradients (A14, C6)."""

from collections.abc import Mapping

from fer_lib.chapters.claims import Answer, proved
from fer_lib.language import Text
from fer_lib.proofs.claim import Result


def a14(results: Mapping[str, Result]) -> Answer:
    """The six gradients as derived."""
    return proved(
        "A14",
        results,
        Text(
            "Each of the six gradients is proved for a batch of any size.",
            "六個梯度都已證明，批次大小不限。",
        ),
    )


def c6(results: Mapping[str, Result]) -> Answer:
    """Report C's line without its scale."""
    return proved(
        "C6",
        results,
        Text(
            r"The line is refuted by a batch of numbers; it is off by $(1-\gamma)\,g_k/s$.",
            r"這一行已由一個批次的數值推翻；與正確的梯度相差 $(1-\gamma)\,g_k/s$。",
        ),
    )
