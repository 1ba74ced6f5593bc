"""What chapter 11 says: verdicts on gradients, biases without effect, and how fast the networks learn."""

from fer_lib.chapters.batchnorm.experiment import PREFIX, BatchNormExperiment
from fer_lib.chapters.batchnorm.gradient_checks import CancelledBiases
from fer_lib.chapters.batchnorm.names import one_image
from fer_lib.chapters.compared_settings import differ_in
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.proofs.claim import VERDICT_NAMES, Finding
from fer_lib.wording import capitalized, paragraph, percent

HARDLY = 0.1
"""Logits that differ less than so many times as much as with batch normalization hardly differ."""

ROUNDING = 1e-9
"""Gradients in float64 that are smaller than so many times others of the same layers are rounding."""


def live_verdict(finding: Finding) -> Text:
    """The verdict on the comparison that the page shows as code."""
    verdict = VERDICT_NAMES[finding.verdict]
    return Text(
        f"The verdict on the cell above: **{verdict.en}**. {{numref}}`tab-batchnorm-gradients` has all of them; in the "
        "first half every line of the derivation was compared with the next.",
        f"上面這個儲存格的判定：**{verdict.zh}**。所有結果列於 {{numref}}`tab-batchnorm-gradients`；"
        "表的前半部是把推導的每一行與下一行比較。",
    )


def cancelled_biases(biases: CancelledBiases, reports: bool = True) -> Text:
    """Biases before batch normalization have no gradient.

    Args:
        biases: of report A's network, or without the reports of a small one.
        reports: whether the book shows the five reports.
    """
    number = f"{biases.number:,}"
    largest, of_weights = f"{biases.largest_gradient:.0e}", f"{biases.largest_weight_gradient:.1g}"
    if not biases.largest_gradient:
        largest = "0"
    end = Text("These biases could be left out.", "這些偏差項其實可以省略。")
    size = Text("which is rounding", "只是捨入誤差")
    if biases.largest_gradient > ROUNDING * biases.largest_weight_gradient:
        size, end = Text("which is more than rounding", "超過捨入誤差"), Text("", "")
    elif not biases.largest_gradient:
        size = Text("exactly", "完全為零")
    network = (
        Text("Report A’s network", "報告 A 的模型")
        if reports
        else Text(
            "A small network, two convolutions each with batch normalization behind it,",
            "一個小模型有兩層卷積，後面各接批次正規化；它",
        )
    )
    return Text(
        f"{network.en} has {number} biases before batch normalization. For a batch of random images in float64 "
        f"their largest gradient is {largest}, {size.en}; that of the weights of the same layers is "
        f"{of_weights}. {end.en}".rstrip(),
        f"{network.zh}在批次正規化之前有 {number} 個偏差項。以 float64 輸入一批隨機影像，它們的最大梯度是 "
        f"{largest}，{size.zh}；同樣這些層的權重，最大梯度則是 {of_weights}。{end.zh}",
    )


def experiment_follows() -> Text:
    """What the chapter asks beside the gradients, where the edition has the runs."""
    return Text(
        "The last question is whether it speeds up training, and it is put to the test.",
        "最後一個問題是它能不能加快訓練，本章以實驗來檢驗。",
    )


def no_experiment(book: Edition) -> Text:
    """The edition has not both kinds of runs."""
    return Text(
        f"This edition has no runs with and without batch normalization. To see the experiment, add them under `runs:` in "
        f"`{book.file}`, with names that begin with `{PREFIX}`: the same network with it and without, by "
        "`normalization: none` or by an option of your own network.",
        f"這一版沒有比較有、無批次正規化的訓練。若要納入這項實驗，請在 `{book.file}` 的 `runs:` 加上名稱以 `{PREFIX}` "
        "開頭的訓練：同一個模型，有與沒有批次正規化各一；沒有的設定 `normalization: none`，自己的模型則用自己的選項。",
    )


def alike(experiment: BatchNormExperiment) -> Text:
    """What is compared, and in what the two kinds of training differ beside batch normalization."""
    numbers = [len(group.histories) for group in experiment.curves.groups]
    times = Text("", "")
    if len(set(numbers)) > 1:
        times = Text(
            f"There are {numbers[0]} trainings with it and {numbers[1]} without.",
            f"有的訓練 {numbers[0]} 次，沒有的 {numbers[1]} 次。",
        )
    if experiment.settings.is_fair:
        return paragraph(
            Text(
                "The same network is trained with and without batch normalization.",
                "以同一個模型分別做有、無批次正規化的訓練。",
            ),
            times if times.en else Text("Seeds and settings are the same.", "隨機種子與設定都相同。"),
        )
    return paragraph(
        Text("There are trainings with and without batch normalization.", "這裡有做與不做批次正規化的訓練。"),
        times,
        differ_in(Text("batch normalization", "批次正規化"), experiment.settings),
    )


def convergence(experiment: BatchNormExperiment) -> Text:
    """Which of the two reaches the same accuracy in fewer epochs, and where the network without it loses its time."""
    return paragraph(_same_accuracy(experiment), plateau(experiment))


def _same_accuracy(experiment: BatchNormExperiment) -> Text:
    best, (fast, slow) = percent(experiment.best_without), experiment.epochs_to_best_without
    if fast is None:
        return Text(
            f"The network without batch normalization reaches {best} in epoch {slow}; the one with it never does.",
            f"沒有批次正規化的模型在第 {slow} 個 epoch 達到 {best}，有批次正規化的模型卻始終沒有達到。",
        )
    there = Text(
        f"The best that the network without batch normalization reaches is {best}, in epoch {slow}",
        f"沒有批次正規化的模型最好達到 {best}（第 {slow} 個 epoch）",
    )
    if fast < slow:
        return Text(
            f"{there.en}; with it, epoch {fast} is already as good.",
            f"{there.zh}；有批次正規化時，第 {fast} 個 epoch 就有這個水準。",
        )
    if fast == slow:
        return Text(
            f"{there.en}; with it, the same epoch is as good.",
            f"{there.zh}；有批次正規化時，也在這個 epoch 達到。",
        )
    return Text(
        f"{there.en}; with it, that takes until epoch {fast}.",
        f"{there.zh}；有批次正規化時，要到第 {fast} 個 epoch 才達到。",
    )


def plateau(experiment: BatchNormExperiment) -> Text:
    """How long the network without it is no better than one class for every image; empty if it never is."""
    epochs = experiment.plateau
    if not epochs:
        return Text("", "")
    share, image = percent(experiment.largest_class_share), one_image(experiment.dataset)
    when = Text(f"for the first {epochs} epochs", f"在最初 {epochs} 個 epoch 裡")
    if epochs == len(experiment.without_norm.mean("train_loss")):
        when = Text("to its end", "直到結束")
    elif epochs == 1:
        when = Text("for the first epoch", "在第一個 epoch 裡")
    said = Text(
        f"{when.en} the network without it is right hardly more often than one that gives every {image.en} the most frequent "
        f"class ({share}).",
        f"{when.zh}，沒有批次正規化的模型答對的比例，幾乎不高於把所有{image.zh}都判成最常見的類別（{share}）。",
    )
    if experiment.is_faster:
        return Text(f"What is slow is the beginning: {said.en}", f"慢的是開頭：{said.zh}")
    return capitalized(said)


def spread_of_logits(experiment: BatchNormExperiment) -> Text:
    """How much the logits of an untrained network differ, with batch normalization and without."""
    image = one_image(experiment.dataset)
    spread = experiment.logit_spread
    batch, none = (f"{spread[kind]:.2g}" for kind in ("batch", "none"))
    if (
        not experiment.settings.is_fair
        or not experiment.is_faster
        or spread["none"] > HARDLY * spread["batch"]
    ):
        return Text(
            f"Before the first step, with the initial weights, the logits of different {image.en}s have a standard "
            f"deviation of {batch} with batch normalization and {none} without.",
            f"在第一步之前，以初始權重計算，不同{image.zh}的 logit 的標準差，有批次正規化時是 {batch}，沒有時是 {none}。",
        )
    return Text(
        f"A likely reason shows before the first step. With the initial weights, the logits of different {image.en}s have "
        f"a standard deviation of {batch} with batch normalization and {none} without: on their way through the layers "
        f"the differences between {image.en}s shrink until there is hardly anything to learn from. Batch normalization "
        "restores them in each layer.",
        f"可能的原因在第一步之前就看得到。以初始權重計算，不同{image.zh}的 logit 的標準差，有批次正規化時是 {batch}，"
        f"沒有時只有 {none}：{image.zh}之間的差異一層一層縮小，最後幾乎沒有差異可供學習。批次正規化則在每一層把差異恢復。",
    )


def limits() -> Text:
    """What the experiment leaves open."""
    return Text(
        "This is one network with one learning rate and torch’s usual initial weights; elsewhere the gain may differ.",
        "這只是一個模型、一個學習率，以及 torch 預設的初始權重，換了條件，差距可能不同。",
    )
