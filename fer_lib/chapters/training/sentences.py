"""What chapter 3 says of its trainings: learning curves, overfitting, every run, kept runs."""

import math
from collections.abc import Sequence
from statistics import median

from fer_lib.chapters.training.augmentation_analysis import augmented_run
from fer_lib.chapters.training.duplicates_effect import DuplicatesEffect
from fer_lib.chapters.training.run_summary import RunSummary
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.runs.history import CURVES, History
from fer_lib.wording import all_of, decimal, listed, paragraph, percent, proportion_text, spaced

_CURVES: dict[str, Text] = {
    "train_loss": Text("training loss", "訓練損失"),
    "train_accuracy": Text("training accuracy", "訓練準確率"),
    "validation_loss": Text("validation loss", "驗證損失"),
    "validation_accuracy": Text("validation accuracy", "驗證準確率"),
}


def outline(edition: Edition) -> Text | None:
    """What the chapter looks at beside the main run; None where the edition has nothing more."""
    looks = [
        text
        for text, is_there in (
            (Text("what regularization does", "正則化有什麼作用"), edition.roles.regularization),
            (Text("what augmentation does", "資料增強做了什麼"), augmented_run(edition)),
            (
                Text("whether the choice of the activation matters", "活化函數的選擇要不要緊"),
                edition.roles.activations,
            ),
        )
        if is_there
    ]
    others = len(edition.main_configs) - 1
    if not others:
        return None
    every = all_of(others + 1, Text("runs", "次訓練"))
    curves = Text(
        f"The curves and figures of {every.en} are in {{ref}}`an appendix <sec-runs>`.",
        f"{every.zh}的曲線與數字，見{{ref}}`附錄 <sec-runs>`。",
    )
    if not looks:
        return curves
    english = listed([Text(f"at {text.en}", text.zh) for text in looks]).en
    return paragraph(
        Text(
            f"After the main run, this chapter looks {english}.",
            f"看完主要的訓練，接著看{'、'.join(text.zh for text in looks)}。",
        ),
        curves,
    )


def no_history(run: RunSummary) -> Text:
    """Why there are no curves of a run."""
    return Text(
        f"`{run.name}` was trained elsewhere, and no history of its epochs came with it; `runs adopt … --history FILE "
        "--overwrite` adds one.",
        f"`{run.name}` 是在別處訓練的，沒有附上每個 epoch 的紀錄；用 `runs adopt … --history FILE --overwrite` 可以補上。",
    )


def learning_curves(history: History) -> Text:
    """What the curves show, in a sentence that also serves as their alt text."""
    if history.missing_curves():
        return _curves_with_gaps(history)
    last, rise = history.last, _course(history)
    train, validation = f"{last.train_loss:.2f}", f"{last.validation_loss:.2f}"
    losses = Text(
        f"the loss ends at {train} in training and {validation} in validation",
        f"訓練損失最後是 {train}，驗證損失則是 {validation}",
    )
    if train == validation:
        losses = Text(f"both losses end at {train}", f"訓練與驗證的損失最後都是 {train}")
    return Text(
        f"{rise.en}; training accuracy ends at {percent(last.train_accuracy)}, while {losses.en}.",
        f"{rise.zh}；訓練準確率最後是 {percent(last.train_accuracy)}，{losses.zh}。",
    )


def _course(history: History) -> Text:
    """From where to where the validation accuracy goes, without the full stop; all of it is known."""
    first, last = history.records[0], history.last
    best = max(history.records, key=lambda record: record.validation_accuracy)
    start, top, end = (percent(record.validation_accuracy) for record in (first, best, last))
    if first is last:
        return Text(
            f"After the only epoch validation accuracy is {start}",
            f"唯一一個 epoch 之後，驗證準確率是 {start}",
        )
    if best is first:
        return Text(
            f"Validation accuracy is best in epoch {first.epoch}, {start}, and {end} in the last, {last.epoch}",
            f"驗證準確率在第 {first.epoch} 個 epoch 最高，是 {start}；最後一個（第 {last.epoch} 個）epoch 是 {end}",
        )
    where = (
        Text(f"the last epoch, {last.epoch}", f"最後一個（第 {last.epoch} 個）epoch")
        if best is last
        else Text(f"epoch {best.epoch} of {last.epoch}", f"第 {best.epoch} 個 epoch（共 {last.epoch} 個）")
    )
    if start == top:
        return Text(
            f"Validation accuracy is {start} in epoch {first.epoch}, and hardly higher at its best, in {where.en}",
            f"驗證準確率在第 {first.epoch} 個 epoch 是 {start}，最高是在{where.zh}，也幾乎沒有更高",
        )
    return Text(
        f"Validation accuracy goes from {start} in epoch {first.epoch} to its best, {top}, in {where.en}",
        spaced(f"驗證準確率從第 {first.epoch} 個 epoch 的 {start} 升到{where.zh}的最高值 {top}"),
    )


def _curves_with_gaps(history: History) -> Text:
    """The ends of the curves of which something is known, and which of them have gaps."""
    ends = []
    for field in CURVES:
        known = [record for record in history.records if not math.isnan(getattr(record, field))]
        if not known:
            continue
        show = percent if field.endswith("accuracy") else "{:.2f}".format
        name, (first, last) = _CURVES[field], (known[0], known[-1])
        start, end = show(getattr(first, field)), show(getattr(last, field))
        ends.append(
            Text(
                f"{name.en} {start} in epoch {first.epoch}",
                f"{name.zh}在第 {first.epoch} 個 epoch 是 {start}",
            )
            if first is last
            else Text(
                f"{name.en} {start} in epoch {first.epoch} and {end} in epoch {last.epoch}",
                f"{name.zh}在第 {first.epoch} 個 epoch 是 {start}，第 {last.epoch} 個 epoch 是 {end}",
            )
        )
    gaps = listed([_CURVES[name.replace(" ", "_")] for name in history.missing_curves()])
    return paragraph(
        Text(
            f"Written down of this training: {'; '.join(end.en for end in ends)}.",
            f"這次訓練留下的紀錄：{'；'.join(end.zh for end in ends)}。",
        )
        if ends
        else Text("", ""),
        Text(
            f"Not known, or not of every epoch: {gaps.en}.",
            f"沒有紀錄，或並非每個 epoch 都有的是：{gaps.zh}。",
        ),
    )


def images_of_the_curves(run: RunSummary) -> Text:
    """On how many images the values of each epoch were taken, for a caption; of an adopted training nobody knows it."""
    if run.adopted:
        return Text(
            "as they came with the network, on images of which nothing is known here",
            "這些數值隨模型而來，當時用了哪些影像不得而知",
        )
    train, validation = f"{run.train.n:,}", f"{run.validation.n:,}"
    return Text(
        f"n = {train} training and {validation} validation images",
        f"訓練集 n = {train}，驗證集 n = {validation}",
    )


def overfitting(run: RunSummary) -> Text:
    """The gap between training and validation accuracy, and whether the validation loss has risen again."""
    train, validation, gap = (
        percent(run.train.share),
        proportion_text(run.validation),
        f"{abs(100 * run.gap):.1f}",
    )
    apart = Text(f"a gap of {gap} points", f"兩者相差 {gap} 個百分點")
    if decimal(100 * run.gap, 1).startswith("−"):
        apart = Text(f"{gap} points more than of the training images", f"反而高出 {gap} 個百分點")
    return paragraph(
        Text(
            f"With the weights that were kept, the network is right on {train} of the training images and on "
            f"{validation.en} of the validation images: {apart.en}.",
            f"以保留下來的權重計算，模型在訓練集上的準確率是 {train}，在驗證集上是 {validation.zh}，{apart.zh}。",
        ),
        _UNKNOWN_GAP if run.adopted else Text("", ""),
        _end_of_the_losses(run),
    )


_UNKNOWN_GAP = Text(
    "Which of these images the network had seen is not known, so the gap does not say what it knows by heart.",
    "模型看過其中哪些影像不得而知，所以這個差距說明不了它死背了多少。",
)


def _end_of_the_losses(run: RunSummary) -> Text:
    rises, change = run.validation_loss_rises, run.training_loss_change
    if rises is None:
        return Text("", "")
    if not rises:
        end = end_of_the_validation_loss(run)
        if end is None:
            return Text("", "")
        return Text(
            f"The {end.en}: nothing shows so far that learning by heart costs the network anything on new images.",
            f"{end.zh}：還看不出死背拖累了它對新影像的判斷。",
        )
    if change is None or change == 0:
        return Text(
            "The validation loss rises again at the end, as it does where images are learned by heart.",
            "驗證損失在後段回升，死背影像時就會這樣。",
        )
    if change < 0:
        return Text(
            "The validation loss rises again at the end, while the training loss has fallen further since the validation "
            "loss was lowest: from there on the network learns its images by heart.",
            "驗證損失在後段回升，而從驗證損失最低時算起，訓練損失還繼續下降：從那裡開始，模型就是在死背影像了。",
        )
    return Text(
        "The validation loss rises again at the end, and the training loss has risen as well since the validation loss was "
        "lowest: that is not learning by heart, but a training that gets worse.",
        "驗證損失在後段回升，而從驗證損失最低時算起，訓練損失也上升了：這不是死背，而是訓練本身變差了。",
    )


def end_of_the_validation_loss(run: RunSummary) -> Text | None:
    """Where a validation loss that has not risen again ends, as a clause; None where one epoch has no course.

    What counts as its end is the median of the last tenth of the epochs.
    """
    losses = [record.validation_loss for record in run.history.records] if run.history else []
    if len(losses) < 2:
        return None
    lowest, tail = min(losses), len(losses) // 10
    if losses[-1] == lowest:
        return Text(
            f"validation loss ends at its lowest, {lowest:.2f}", f"驗證損失最後就在最低點（{lowest:.2f}）"
        )
    of = (
        Text(f", as the median of its last {tail} epochs,", f"以最後 {tail} 個 epoch 的中位數來看")
        if tail > 1
        else Text("", "最後")
    )
    end = median(losses[-max(1, tail) :])
    above = percent(end / lowest - 1) if end > lowest else percent(0)
    if above == percent(0):
        return Text(
            f"validation loss ends{of.en} about as low as it ever was", f"驗證損失{of.zh}和最低點差不多"
        )
    return Text(
        f"validation loss ends{of.en} {above} above its lowest", f"驗證損失{of.zh}只比最低點高 {above}"
    )


def no_results() -> Text:
    """Why there are no long trainings to show."""
    return Text("`results/` holds no trainings.", "`results/` 裡沒有任何訓練結果。")


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


def only_run(run: RunSummary) -> Text:
    """Why the runs of the edition are not listed."""
    return Text(
        f"`{run.name}` is the only run of this edition on its main data, and stands above.",
        f"這一版以主要資料進行的訓練只有 `{run.name}`，前面已經介紹過了。",
    )


def settings(run: RunSummary) -> Text:
    """What the table of settings says; of a training elsewhere some of them may not be known."""
    if run.adopted:
        return Text(
            "{numref}`tab-settings` says how the main run was trained, as far as that is known, and how fast its machine "
            "was.",
            "{numref}`tab-settings` 列出主要訓練的設定（未知的除外），以及所用機器的速度。",
        )
    return Text(
        "{numref}`tab-settings` says how the main run was trained, and how fast its machine was.",
        "{numref}`tab-settings` 列出主要訓練的設定，以及所用機器的速度。",
    )


def no_settings(run: RunSummary) -> Text:
    """Why there is no table of settings."""
    return Text(
        f"`{run.name}` was trained elsewhere, and nobody has said how; `runs adopt … -p KEY VALUE --overwrite` adds "
        "what is known.",
        f"`{run.name}` 是在別處訓練的，沒有留下設定；用 `runs adopt … -p KEY VALUE --overwrite` 可以補上已知的部分。",
    )


def without_curves(summaries: Sequence[RunSummary]) -> Text | None:
    """Which runs have no curves; None where all have some."""
    names = [Text(f"`{run.name}`", f"`{run.name}`") for run in summaries if run.history is None]
    if not names:
        return None
    listing = listed(names)
    return Text(
        f"Trained elsewhere, without a history of the epochs, and so without curves: {listing.en}.",
        f"在別處訓練、沒有每個 epoch 的紀錄，因此沒有曲線的是：{listing.zh}。",
    )


def best_epochs(histories: dict[str, History]) -> Text:
    """The best validation accuracy of each run, and when, where it is known: the alt text of its curves."""
    bests = [
        (name, percent(best.validation_accuracy), best.epoch)
        for name, history in histories.items()
        if history.has(history.best_metric)
        if not math.isnan((best := history.best).validation_accuracy)
    ]
    if not bests:
        names = ", ".join(histories)
        return Text(f"The curves of {names}.", f"{names} 的曲線。")
    english = "; ".join(f"{name} {accuracy} in epoch {epoch}" for name, accuracy, epoch in bests)
    chinese = "；".join(f"{name} 在第 {epoch} 個 epoch 達 {accuracy}" for name, accuracy, epoch in bests)
    return Text(f"Best validation accuracy: {english}.", f"最佳驗證準確率：{chinese}。")


def leaked_duplicates(effect: DuplicatesEffect) -> Text:
    """How many training images are duplicates of test images."""
    everything, rest = effect.training_images
    if rest == everything:
        return Text(
            f"There are no such copies among the {everything:,} training images.",
            f"{everything:,} 張訓練影像裡沒有這樣的複本。",
        )
    share = percent((everything - rest) / everything)
    return Text(
        f"The copies are {everything - rest:,} of the {everything:,} training images ({share}).",
        f"訓練影像共 {everything:,} 張，其中 {everything - rest:,} 張是這樣的複本（{share}）。",
    )


def no_duplicates_effect() -> Text:
    """Why nothing can be said of leaked duplicates."""
    return Text("`results/` holds no such pair.", "`results/` 裡沒有這樣的一對訓練。")
