"""What chapter 3 says of its trainings: learning curves, overfitting, regularization, activations, kept runs."""

from collections.abc import Sequence

from fer_lib.chapters.training.activation_experiment import ActivationExperiment
from fer_lib.chapters.training.claims import NETWORK
from fer_lib.chapters.training.duplicates_effect import DuplicatesEffect
from fer_lib.chapters.training.regularization_experiment import NAMES, RegularizationExperiment
from fer_lib.chapters.training.run_settings import changes
from fer_lib.chapters.training.run_summary import RunSummary
from fer_lib.language import Text
from fer_lib.metrics.comparison import Verdict
from fer_lib.runs.history import History
from fer_lib.wording import listed, paragraph, percent, points, proportion_text

# What is said of the kinds of regularization that fare alike against none.
_GROUPED: dict[Verdict, Text] = {
    "first": Text(
        "More validation images right than with none: {names}.", "驗證準確率高於不加正則化：{names}。"
    ),
    "second": Text("Fewer validation images right: {names}.", "驗證準確率低於不加正則化：{names}。"),
    "too small": Text(
        "Too close to call from one run of each (less than 1.5 points): {names}.",
        "只訓練一次、差距又小於 1.5 個百分點，不算差異：{names}。",
    ),
    "none": Text("No difference shown: {names}.", "看不出差異：{names}。"),
}


def learning_curves(history: History) -> Text:
    """What the curves show, in a sentence that also serves as their alt text."""
    first, best, last = history.records[0], history.best, history.last
    return Text(
        f"Validation accuracy goes from {percent(first.validation_accuracy)} after the first epoch to its best, "
        f"{percent(best.validation_accuracy)}, in epoch {best.epoch} of {last.epoch}; training accuracy "
        f"ends at {percent(last.train_accuracy)}, while the loss ends at {last.train_loss:.2f} in training "
        f"and {last.validation_loss:.2f} in validation.",
        f"驗證準確率從第 1 個訓練週期的 {percent(first.validation_accuracy)} 升到第 {best.epoch} 個週期"
        f"（共 {last.epoch} 個）的最高值 {percent(best.validation_accuracy)}；訓練準確率最後是 "
        f"{percent(last.train_accuracy)}，訓練損失最後是 {last.train_loss:.2f}，驗證損失則是 "
        f"{last.validation_loss:.2f}。",
    )


def overfitting(run: RunSummary) -> Text:
    """The gap between training and validation accuracy, and whether the validation loss has risen again."""
    train, validation, gap = proportion_text(run.train), proportion_text(run.validation), 100 * run.gap
    accuracies = Text(
        f"With the weights that were kept, the network is right on {train.en} of the training images and on "
        f"{validation.en} of the validation images: a gap of {gap:.1f} points.",
        f"以保留下來的權重計算，網路在訓練集上的準確率是 {train.zh}，在驗證集上是 {validation.zh}，"
        f"兩者相差 {gap:.1f} 個百分點。",
    )
    if run.validation_loss_rises:
        loss = Text(
            "The validation loss rises again at the end while the training loss still falls: from there on the "
            "network learns its images by heart.",
            "訓練損失還在下降，驗證損失卻在後段回升：從那裡開始，網路就是在死背影像了。",
        )
    else:
        loss = Text(
            "The validation loss has not begun to rise at the end: what the network knows by heart has not yet cost "
            "it anything on new faces.",
            "驗證損失到最後還沒有回升：死背的部分還沒有拖累它對新人臉的判斷。",
        )
    return paragraph(accuracies, loss)


def other_network(run: RunSummary) -> Text:
    """Why the main run says nothing of report A's curves."""
    return Text(
        f"The run above is not of report A's network, but of {run.network}.",
        f"上面訓練的不是報告 A 的網路，而是 {run.network}。",
    )


def no_kept_run() -> Text:
    """Why no long run says anything of report A's curves."""
    return Text(f"`results/{NETWORK}` is not there.", f"沒有 `results/{NETWORK}`。")


def regularization(experiment: RegularizationExperiment) -> list[Text]:
    """What each kind sets, what it does to the gap, and what to the validation accuracy; a paragraph each."""
    return [_regularization_settings(experiment), _gaps(experiment), _validation_accuracies(experiment)]


def _regularization_settings(experiment: RegularizationExperiment) -> Text:
    reference = experiment.none.runs[0].config()
    added = {kind: changes(group.runs[0].config(), reference) for kind, group in experiment.others.items()}
    alone = ", ".join(text.en for kind, text in added.items() if kind != "all")
    settings = []
    for kind, text in added.items():
        if kind == "all" and all(part in alone for part in text.en.split(", ")):
            continue  # it adds what the others add, which stands there already
        name = NAMES[kind]
        named = text.en.startswith(name.en)
        settings.append(text if named else Text(f"{name.en}: {text.en}", f"{name.zh}：{text.zh}"))
    return Text(
        f"Settings: {'; '.join(text.en for text in settings)}.",
        f"設定：{'；'.join(text.zh for text in settings)}。",
    )


def _gaps(experiment: RegularizationExperiment) -> Text:
    gap = experiment.none.shown_gap()
    without = Text(
        f"With no regularization the gap between training and validation accuracy, in points with its 95% interval, is "
        f"{gap.en}.",
        f"不加正則化時，訓練與驗證準確率的差距（百分點與 95% 信賴區間）是 {gap.zh}。",
    )
    narrower, narrowest = experiment.narrower, experiment.narrowest
    if not narrower:
        return paragraph(
            without,
            Text(
                "No kind of regularization narrows it by more than the intervals allow.",
                "沒有哪一種正則化讓差距縮小到超出信賴區間的範圍。",
            ),
        )
    names, least = listed([group.name for group in narrower]), f"{100 * narrowest.gap():.1f}"
    return paragraph(
        without,
        Text(
            f"Clearly narrower, with intervals that do not overlap: {names.en}.",
            f"差距明顯較小（信賴區間不重疊）的有：{names.zh}。",
        ),
        Text(
            f"The narrowest is that of {narrowest.name.en}, {least} points.",
            f"最小的是{narrowest.name.zh}，{least} 個百分點。",
        ),
    )


def _validation_accuracies(experiment: RegularizationExperiment) -> Text:
    family = experiment.family
    by_verdict: dict[Verdict, list[Text]] = {}
    for group, verdict in zip(experiment.others.values(), family.verdicts, strict=True):
        by_verdict.setdefault(verdict, []).append(group.name)
    sentences = []
    for verdict, template in _GROUPED.items():
        if verdict in by_verdict:
            names = listed(by_verdict[verdict])
            sentences.append(Text(template.en.format(names=names.en), template.zh.format(names=names.zh)))
    limit = family.detectable_difference
    if limit is not None:
        shown = points(limit).lstrip("+")
        sentences.append(
            Text(
                f"With {family.n:,} images a true difference below {shown} points would often be missed.",
                f"以 {family.n:,} 張影像，小於 {shown} 個百分點的真正差異常會被漏掉。",
            )
        )
    return paragraph(*sentences)


def number_of_activations(experiment: ActivationExperiment) -> Text:
    """How many activations are compared, in a word."""
    return {2: Text("two", "兩種"), 3: Text("three", "三種")}[len(experiment.groups)]


def detection_limits(experiment: ActivationExperiment) -> Text | None:
    """What the comparisons of the activations cannot show; None where every one shows a difference."""
    family, limit = experiment.family, experiment.family.detectable_difference
    if limit is None:
        return None
    missed, room = (points(share).lstrip("+") for share in (limit, experiment.largest_bound))
    limits = Text(
        f"No difference shown is not the same as equal. With {family.n:,} images and as many disagreements as there are "
        f"here, a true difference below about {missed} points would be missed more often than one time in five, and the "
        f"intervals leave room for up to {room} points.",
        f"看不出差異不等於沒有差異。以這裡的 {family.n:,} 張影像和意見不同的張數，真正的差異若小於約 {missed} "
        f"個百分點，五次裡會漏掉一次以上；信賴區間也還容許最多 {room} 個百分點的差異。",
    )
    if not experiment.has_one_seed:
        return limits
    return paragraph(
        limits,
        Text(
            "And each activation was trained once: the test knows the chance in the choice of the images, not the "
            "chance in the seed.",
            "而且每種激活函數只訓練了一次：檢定只考慮了抽到哪些影像的偶然，沒有考慮隨機種子的偶然。",
        ),
    )


def numbers_of_images(summaries: Sequence[RunSummary]) -> Text:
    """How many images the runs were trained and judged on, for a caption."""

    def numbers(counts: Sequence[int]) -> str:
        low, high = min(counts), max(counts)
        return f"{low:,}" if low == high else f"{low:,}–{high:,}"

    train = numbers([run.train.n for run in summaries])
    validation = numbers([run.validation.n for run in summaries])
    return Text(
        f"n = {train} training and {validation} validation images",
        f"訓練集 n = {train}，驗證集 n = {validation}",
    )


def best_epochs(histories: dict[str, History]) -> Text:
    """The best validation accuracy of each run, and when: the alt text of its curves."""
    bests = [(name, percent(h.best.validation_accuracy), h.best.epoch) for name, h in histories.items()]
    english = "; ".join(f"{name} {accuracy} in epoch {epoch}" for name, accuracy, epoch in bests)
    chinese = "；".join(f"{name} 在第 {epoch} 個週期達 {accuracy}" for name, accuracy, epoch in bests)
    return Text(f"Best validation accuracy: {english}.", f"最佳驗證準確率：{chinese}。")


def leaked_duplicates(effect: DuplicatesEffect) -> Text:
    """How many training images are duplicates of test images."""
    everything, rest = effect.training_images
    share = percent((everything - rest) / everything)
    return Text(
        f"The copies are {everything - rest:,} of the {everything:,} training images ({share}).",
        f"訓練影像共 {everything:,} 張，其中 {everything - rest:,} 張是這樣的副本（{share}）。",
    )


def no_duplicates_effect() -> Text:
    """Why nothing can be said of leaked duplicates."""
    return Text("`results/` holds no such pair.", "`results/` 裡沒有這樣的一對訓練。")
