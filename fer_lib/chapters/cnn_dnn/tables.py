"""The tables of chapter 4: the two networks of a pair, and what shuffling changes."""

from fer_lib.chapters.cnn_dnn.pair_experiment import PairExperiment, run_names
from fer_lib.chapters.cnn_dnn.shuffle_experiment import ShuffleExperiment
from fer_lib.chapters.seed_groups import GroupComparison
from fer_lib.language import Text
from fer_lib.publish import BookTable
from fer_lib.wording import capitalized, percent, points, points_with_interval, tidy


def pair(experiment: PairExperiment) -> BookTable:
    """One row a quantity, one column a network."""
    n, groups, totals = experiment.n, experiment.groups, experiment.totals
    epochs, jitters = [g.runs[0].history().last.epoch for g in groups], _jitters(experiment)
    near_best = [experiment.epochs_to_share_of_best(g) for g in groups]
    seconds = [experiment.seconds_per_epoch(g) for g in groups]
    rows: list[list[object]] = [
        [Text("run", "訓練"), *(tidy(run_names(group)) for group in groups)],
        [Text("network", "模型"), *(f"`{model}`" for model in experiment.models)],
        [Text("trainable parameters", "可訓練參數量"), *(f"{t.trainable:,}" for t in totals)],
        [Text("multiply-accumulates an image", "每張影像的乘加次數"), *(f"{t.macs:,}" for t in totals)],
        [
            Text("each weight is used, on average", "每個權重平均使用次數"),
            *(f"{t.macs / t.weights_only:,.0f}×" for t in totals),
        ],
        [Text("validation accuracy", "驗證準確率"), *(g.shown_accuracy() for g in groups)],
        [Text("training accuracy", "訓練準確率"), *(percent(g.mean_accuracy("train")) for g in groups)],
        [Text("epochs", "epoch"), *(f"{number:,}" for number in epochs)],
        [
            Text("epochs to 95% of its best", "達到自身最佳的 95% 所需 epoch"),
            *(f"{number:,}" for number in near_best),
        ],
        [Text("seconds an epoch", "每個 epoch 秒數"), *(f"{s:.2f}" for s in seconds)],
        [Text("jitter of the curve (points)", "曲線抖動（百分點）"), *jitters],
    ]
    if experiment.has_test_accuracy:
        rows.insert(6, [Text("test accuracy", "測試準確率"), *(g.shown_accuracy("test") for g in groups)])
    return BookTable(
        Text(
            f"{capitalized(experiment.name).en}; n = {n:,} validation images.",
            f"{experiment.name.zh}；驗證集 n = {n:,}。",
        ),
        [Text("Quantity", "項目"), Text("CNN", "CNN"), Text("DNN", "DNN")],
        rows,
        "lrr",
    )


def _jitters(experiment: PairExperiment) -> list[str]:
    jitters = [experiment.jitter(group) for group in experiment.groups]
    return ["–" if jitter is None else f"{100 * jitter:.2f}" for jitter in jitters]


def shuffling(experiment: ShuffleExperiment) -> BookTable:
    """One row a network, and one for the lead of the CNN."""

    def change(comparison: GroupComparison) -> Text | str:
        if len(comparison.comparisons) > 1:
            return points(comparison.difference)
        return points_with_interval(comparison.difference, comparison.comparisons[0].difference_interval)

    cnn, dnn = (experiment.cnn, experiment.cnn_shuffled), (experiment.dnn, experiment.dnn_shuffled)
    before, after = experiment.lead.difference, experiment.lead_shuffled.difference
    return BookTable(
        Text(
            f"The same in numbers, with the lead of the CNN; n = {experiment.n:,} validation images.",
            f"同樣的數字，以及 CNN 的領先幅度；驗證集 n = {experiment.n:,}。",
        ),
        [
            Text("Network", "模型"),
            Text("As they are", "原本的像素"),
            Text("Shuffled", "打亂的像素"),
            Text("Change (points)", "變化（百分點）"),
        ],
        [
            ["CNN", *(group.shown_accuracy() for group in cnn), change(experiment.cnn_change)],
            ["DNN", *(group.shown_accuracy() for group in dnn), change(experiment.dnn_change)],
            [
                Text("lead of the CNN (points)", "CNN 領先（百分點）"),
                points(before),
                points(after),
                points(after - before),
            ],
        ],
        "lrrr",
    )
