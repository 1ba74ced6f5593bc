"""The reports' claims about batch normalization: its gradients (A14, C6) and its effect on training (A12)."""

from collections.abc import Mapping

from fer_lib.chapters.batchnorm.experiment import BatchNormExperiment
from fer_lib.chapters.claims import Answer, overall, proved
from fer_lib.language import Text
from fer_lib.proofs.claim import Result
from fer_lib.wording import percent


def a12(experiment: BatchNormExperiment) -> Answer:
    """It speeds up convergence: the best accuracy without it is reached in fewer epochs. Overfitting is not asked."""
    best, (fast, slow) = percent(experiment.best_without), experiment.epochs_to_best_without
    if fast is None:
        finding = Text(
            f"The network without batch normalization reaches {best} in epoch {slow}; the one with it never does.",
            f"沒有批次正規化的網路在第 {slow} 個週期達到 {best}，有批次正規化的網路卻始終沒有達到。",
        )
    else:
        finding = Text(
            f"The best that the network without batch normalization reaches is {best}, in epoch {slow}; with it, epoch "
            f"{fast} is already as good.",
            f"沒有批次正規化的網路最好達到 {best}（第 {slow} 個週期）；有批次正規化時，第 {fast} 個週期就有這個水準。",
        )
    return Answer("A12", finding, overall([fast is not None and fast < slow]))


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
