"""What chapter 11 found, in short: the gradients, biases that learn nothing, and how fast the networks learn."""

from fer_lib.chapters.batchnorm.experiment import BatchNormExperiment
from fer_lib.chapters.proof_tables import Results
from fer_lib.language import Text
from fer_lib.proofs.batchnorm import gradients


def findings(results: Results, experiment: BatchNormExperiment | None) -> list[Text]:
    """Two or three sentences on what was proved and what trainings showed.

    Args:
        results: of the chapter's proofs.
        experiment: trainings with and without batch normalization; None where the edition has none.
    """
    proved = all(results[claim.id].verdict == "proved" for claim in gradients.CLAIMS)
    found = [
        Text(
            "The gradients of batch normalization are proved twice for a batch of any size: node by node, and from the whole "
            "expression.",
            "對任意大小的批次，批次正規化的梯度證明了兩次：逐個節點推導，以及對整個式子直接微分。",
        )
        if proved
        else Text(
            "Not every gradient of batch normalization could be proved in this run.",
            "這次執行沒有證明批次正規化的所有梯度。",
        ),
        Text(
            "The gradients of a batch add up to zero, so a bias before batch normalization learns nothing.",
            "一個批次的梯度總和為零，所以批次正規化之前的偏差項什麼也學不到。",
        )
        if results["batchnorm.sum_dx"].verdict == "proved"
        else Text(
            "That the gradients of a batch add up to zero could not be proved in this run.",
            "這次執行沒有證明一個批次的梯度總和為零。",
        ),
    ]
    return found if experiment is None else [*found, _speed(experiment)]


def _speed(experiment: BatchNormExperiment) -> Text:
    """Which of the two kinds of training reaches the same accuracy first, whether or not they differ in more."""
    fast, slow = experiment.epochs_to_best_without
    if fast is None:
        said = Text(
            "The trainings with batch normalization never reach the best accuracy of those without it",
            "有批次正規化的訓練始終沒有達到沒有批次正規化時的最佳準確率",
        )
    elif fast == slow:
        said = Text(
            "The trainings with batch normalization need as many epochs to the best accuracy of those without it",
            "要達到沒有批次正規化時的最佳準確率，有批次正規化的訓練需要同樣多的 epoch",
        )
    else:
        more = Text("fewer", "比較少") if fast < slow else Text("more", "比較多")
        said = Text(
            f"The trainings with batch normalization need {more.en} epochs to the best accuracy of those without it: "
            f"{fast} against {slow}",
            f"要達到沒有批次正規化時的最佳準確率，有批次正規化的訓練需要的 epoch {more.zh}：{fast} 對 {slow}",
        )
    if experiment.settings.is_fair:
        return Text(f"{said.en}.", f"{said.zh}。")
    return Text(
        f"{said.en}; but other settings differ, too.",
        f"{said.zh}；但其他設定也不同。",
    )
