"""The tables of chapter 3: epochs, regularization, activations, every run, kept long runs, settings."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from fer_lib.chapters.training import kept_runs as kept
from fer_lib.chapters.training.activation_experiment import ActivationExperiment
from fer_lib.chapters.training.duplicates_effect import DuplicatesEffect, Gain
from fer_lib.chapters.training.experiment_sentences import number_of_activations
from fer_lib.chapters.training.paired_tests import paired_tests
from fer_lib.chapters.training.regularization_experiment import RegularizationExperiment
from fer_lib.chapters.training.run_settings import OPTIMIZER_NAMES, SCHEDULE_NAMES, regularization_of
from fer_lib.chapters.training.run_summary import RunSummary
from fer_lib.chapters.training.sentences import numbers_of_images
from fer_lib.language import Text
from fer_lib.publish import BookTable
from fer_lib.runs import RunFolder
from fer_lib.runs.history import History
from fer_lib.runs.results import Result, devices
from fer_lib.wording import decimal, interval_percent, percent, points_with_interval


def epochs(history: History) -> BookTable:
    """Losses and accuracies of the best epoch, if one was chosen by what is known, and of the last."""

    def shown(value: float, show: Callable[[float], str]) -> str:
        return "–" if math.isnan(value) else show(value)

    shown_epochs, caption = (
        [(Text("last", "最後"), history.last)],
        Text("The last epoch.", "最後一個 epoch。"),
    )
    if history.best_metric != "epoch" and history.has(history.best_metric):
        shown_epochs.insert(0, (Text("best", "最佳"), history.best))
        caption = Text(
            "The best epoch (chosen on the validation images) and the last one.",
            "最佳 epoch（依驗證集挑選）與最後一個 epoch。",
        )
    return BookTable(
        caption,
        [
            Text("Epoch", "epoch"),
            Text("Training loss", "訓練損失"),
            Text("Validation loss", "驗證損失"),
            Text("Training accuracy", "訓練準確率"),
            Text("Validation accuracy", "驗證準確率"),
        ],
        [
            [
                Text(f"{label.en}: {record.epoch}", f"{label.zh}：{record.epoch}"),
                shown(record.train_loss, "{:.3f}".format),
                shown(record.validation_loss, "{:.3f}".format),
                shown(record.train_accuracy, percent),
                shown(record.validation_accuracy, percent),
            ]
            for label, record in shown_epochs
        ],
        "lrrrr",
    )


def regularization(experiment: RegularizationExperiment) -> BookTable:
    """Accuracies with the kept weights and the gap, for each kind of regularization."""
    n = experiment.n[1]
    return BookTable(
        Text(
            f"{'The same training' if experiment.is_fair else 'Trainings'} with each kind of regularization; n = {n:,} "
            "validation images.",
            f"{'同一次訓練加上各種正則化的結果' if experiment.is_fair else '各種正則化的訓練結果'}；驗證集 n = {n:,}。",
        ),
        [
            Text("Regularization", "正則化"),
            Text("Validation", "驗證準確率"),
            Text("Training", "訓練準確率"),
            Text("Gap (points)", "差距（百分點）"),
        ],
        [
            [group.name, group.shown_accuracy(), percent(group.mean_accuracy("train")), group.shown_gap()]
            for group in experiment.groups.values()
        ],
        "lrrr",
    )


def regularization_tests(experiment: RegularizationExperiment) -> BookTable:
    """Each kind of regularization against none, image by image."""
    n = experiment.family.n
    caption = Text(
        f"Each kind of regularization against none, on the same n = {n:,} validation images.",
        f"各種正則化與不加正則化，在同樣的 n = {n:,} 張驗證影像上比較。",
    )
    return paired_tests(caption, experiment.family)


def activation_tests(experiment: ActivationExperiment) -> BookTable:
    """Every two activations, image by image."""
    n, number = experiment.family.n, number_of_activations(experiment)
    each_two = "兩兩" if len(experiment.groups) > 2 else ""
    caption = Text(
        f"Every two activations on the same n = {n:,} validation images.",
        f"{number.zh}活化函數{each_two}在同樣的 n = {n:,} 張驗證影像上比較。",
    )
    return paired_tests(caption, experiment.family)


def runs(title: Text, summaries: Sequence[RunSummary]) -> BookTable:
    """One row a run of a set: best epoch, accuracies, gap, time."""
    n = numbers_of_images(summaries)
    return BookTable(
        Text(
            f"Runs: {title.en}; {n.en}. Best/all: the best epoch and the number of epochs; gap in points; times are medians.",
            f"各次訓練：{title.zh}；{n.zh}。最佳/全部：最佳 epoch 與 epoch 總數；差距以百分點計，時間是中位數。",
        ),
        [
            Text("Run", "訓練"),
            Text("Best/all", "最佳/全部"),
            Text("Validation (95%)", "驗證集（95%）"),
            Text("Training", "訓練集"),
            Text("Gap", "差距"),
            Text("s/epoch", "秒/epoch"),
        ],
        [
            [
                run.name,
                _best_of_all(run),
                f"{percent(run.validation.share)} "
                f"({interval_percent(run.validation.wilson_interval).removesuffix('%')})",
                percent(run.train.share),
                decimal(100 * run.gap, 1),
                "–" if run.seconds_per_epoch is None else f"{run.seconds_per_epoch:.1f}",
            ]
            for run in summaries
        ],
        "lcrrrr",
    )


def _best_of_all(run: RunSummary) -> str:
    """Number of the best epoch and of all; nobody knows which weights of an adopted training were kept."""
    best = "–" if run.adopted or run.history is None else run.history.best.epoch
    return f"{best}/{'–' if run.epochs is None else run.epochs}"


def kept_runs(results: list[Result]) -> BookTable:
    """The kept long runs on FER2013."""
    return BookTable(
        Text(
            f"Long trainings on FER2013 (device: {devices(results)}), one seed each.",
            f"在 FER2013 上的長時間訓練（裝置：{devices(results)}），各用一個隨機種子。",
        ),
        kept.COLUMNS,
        [kept.kept_run_row(result) for result in results],
        kept.ALIGN,
    )


def duplicates_effect(effects: Sequence[DuplicatesEffect]) -> BookTable:
    """What leaked duplicates are worth on each of FER2013's test splits, for each pair of kept runs."""

    def shown(gain: Gain | None) -> Text | str:
        return points_with_interval(gain.difference, gain.interval) if gain else "–"

    return BookTable(
        Text(
            "Accuracy with copies minus accuracy without, of trainings that differ in nothing else. One seed each; the "
            "intervals are those of different images and hence too wide.",
            "保留複本的準確率減去去除複本的準確率，兩次訓練只差在這一點。各用一個隨機種子；信賴區間以不同影像的情況計算，因此偏寬。",
        ),
        [
            Text("Run", "訓練"),
            Text("PublicTest, points (95%)", "PublicTest，百分點（95%）"),
            Text("PrivateTest, points (95%)", "PrivateTest，百分點（95%）"),
        ],
        [
            [effect.kept.name, shown(effect.gain("validation")), shown(effect.gain("test"))]
            for effect in effects
        ],
        "lrr",
    )


def settings(run: RunFolder) -> BookTable:
    """How a run's network was trained, on what, and how fast.

    Raises:
        UserError: if the run is not finished.
    """
    metrics, provenance = run.metrics(), run.provenance()

    def of_key(key: str, show: Callable[[Any], Any] = str) -> Any:
        """A key's value, ``–`` where nobody has said it of a training from elsewhere."""
        value = run.known(key)
        return "–" if value is None else show(value)

    def figure(value: float | None, form: str) -> str:
        return "–" if value is None else format(value, form)

    return BookTable(
        Text("Settings of the main run.", "主要訓練的設定。"),
        [Text("Setting", "項目"), Text("Value", "值")],
        [
            [Text("optimizer", "最佳化器"), of_key("optimizer", OPTIMIZER_NAMES.__getitem__)],
            [Text("highest learning rate", "最高學習率"), of_key("learning_rate", "{:g}".format)],
            [
                Text("course of the learning rate", "學習率的變化"),
                of_key("schedule", SCHEDULE_NAMES.__getitem__),
            ],
            [Text("regularization", "正則化"), "–" if run.adopted else regularization_of(run.config())],
            [Text("batch size", "批次大小"), of_key("batch_size", "{:,}".format)],
            [Text("epochs", "epoch"), figure(metrics["selected"]["of"], ",d")],
            [Text("seed", "隨機種子"), of_key("seed")],
            [Text("precision", "數值精度"), provenance.get("precision", "–")],
            [Text("device", "裝置"), provenance.get("device", {}).get("name", "–")],
            [
                Text("seconds an epoch, with validation (median)", "每個 epoch 秒數，含驗證（中位數）"),
                figure(metrics["seconds_per_epoch"], ".1f"),
            ],
            [
                Text(
                    "training images a second, validation not counted (median)",
                    "每秒訓練影像數，不含驗證（中位數）",
                ),
                figure(metrics["images_per_second"], ",.0f"),
            ],
        ],
        "lr",
    )


def says_something(table: BookTable) -> bool:
    """Whether a table of settings has a value: of a training from elsewhere, nobody may have said any."""
    return any(value != "–" for _, value in table.rows)
