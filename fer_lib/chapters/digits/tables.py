"""The chapter's tables: accuracies, parameters that moved, pairs of digits, and what the report's formulas give."""

from collections.abc import Sequence

from fer_lib.chapters.backpropagation.zero_start import StartRuns
from fer_lib.chapters.backpropagation.zero_start_figure import START_NAMES
from fer_lib.chapters.digits.experiments import Experiments, Written, moved_values
from fer_lib.chapters.digits.pairs import confused_digits
from fer_lib.chapters.digits.report_e import TWO_UNITS_ACCURACIES, printed_two_units
from fer_lib.chapters.digits.seeds import accuracies_of
from fer_lib.language import Text
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.proportion import Proportion
from fer_lib.wording import interval_percent, percent

ACCURACY_COLUMNS = (
    Text("Hidden units, start", "隱藏單元、起點"),
    Text("Epochs", "週期"),
    Text("Training", "訓練集"),
    Text("Test", "測試集"),
    Text("Test, seed 0", "測試集，種子 0"),
)
PAIR_COLUMNS = (
    Text("Network", "網路"),
    Text("Pair", "數字對"),
    Text("Mistaken", "認錯"),
    Text("Share (95% interval)", "比例（95% 信賴區間）"),
    Text("Rank (95% interval)", "名次（95% 區間）"),
)
MOVED_COLUMNS = (
    Text("Activation", "激活函數"),
    Text("Hidden weights", "隱藏層權重"),
    Text("Hidden biases", "隱藏層偏差項"),
    Text("Output weights", "輸出層權重"),
    Text("Output biases", "輸出層偏差項"),
)
WRITTEN_COLUMNS = (
    Text("Forward and backward pass", "前向與反向"),
    Text("Learning rate", "學習率"),
    Text("Training", "訓練集"),
    Text("Test", "測試集"),
)
WRITTEN_NAMES: dict[Written, Text] = {
    "sigmoid": Text("sigmoid, its own derivative", "sigmoid，用它自己的導數"),
    "sigmoid, mask": Text("sigmoid, mask of a ReLU (as written)", "sigmoid，ReLU 的遮罩（照報告所寫）"),
}
RELU = Text("ReLU, its own derivative", "ReLU，用它自己的導數")
PAIRS = 4


def shown(accuracy: Proportion) -> Text:
    """Share with its interval, without n: ``96.3% (95.8–96.8%)``."""
    share, interval = percent(accuracy.share), interval_percent(accuracy.wilson_interval)
    return Text(f"{share} ({interval})", f"{share}（{interval}）")


def accuracy_rows(experiments: Experiments) -> list[list[object]]:
    """One row a network: mean ± standard deviation over the seeds, and the first seed's accuracy with its interval."""
    units = Text("{n}, {start}", "{n}，{start}")
    kinds: list[tuple[Text, StartRuns]] = [
        (
            Text(
                units.en.format(n=experiments.plan.main.hidden, start=START_NAMES[start].en),
                units.zh.format(n=experiments.plan.main.hidden, start=START_NAMES[start].zh),
            ),
            runs,
        )
        for start, runs in experiments.starts.items()
    ]
    random = START_NAMES["random"]
    kinds.append(
        (
            Text(units.en.format(n=2, start=random.en), units.zh.format(n=2, start=random.zh)),
            experiments.two_units,
        )
    )
    return [
        [
            name,
            runs.epochs[-1],
            accuracies_of(runs, "train").shown(),
            accuracies_of(runs, "test").shown(),
            shown(accuracies_of(runs, "test").accuracies[0]),
        ]
        for name, runs in kinds
    ]


def moved_rows(experiments: Experiments) -> list[list[object]]:
    """How many parameters moved with everything zero, of how many; mean over the seeds."""
    rows: list[list[object]] = []
    for name, runs in (("ReLU", experiments.starts["zero"]), ("sigmoid", experiments.sigmoid_all_zero)):
        network = runs.histories[0].networks[0]
        cells = []
        for layer, (weights, biases) in enumerate(moved_values(runs)):
            cells += [
                f"{weights.mean():,.0f} / {network.weights[layer].size:,}",
                f"{biases.mean():,.0f} / {network.biases[layer].size:,}",
            ]
        rows.append([name, *cells])
    return rows


def pair_rows(matrices: Sequence[tuple[Text, ConfusionMatrix]]) -> list[list[object]]:
    """The pairs of digits that are most often taken for each other, in either direction, for each matrix."""
    return [
        [
            name,
            pair.name,
            f"{pair.there} + {pair.back}",
            shown(pair.share),
            Text(
                f"{pair.rank} ({pair.rank_interval[0]}–{pair.rank_interval[1]})",
                f"{pair.rank}（{pair.rank_interval[0]}–{pair.rank_interval[1]}）",
            ),
        ]
        for name, matrix in matrices
        for pair in confused_digits(matrix)[:PAIRS]
    ]


def written_rows(experiments: Experiments) -> list[list[object]]:
    """Two hidden units with ReLU, and with what the report's formulas say at the rate that suits it best."""
    rows = [_written_row(RELU, experiments.plan.two_units.learning_rate, experiments.two_units)]
    for written in WRITTEN_NAMES:
        rate, runs = experiments.best_as_written(written)
        rows.append(_written_row(WRITTEN_NAMES[written], rate, runs))
    return rows


def _written_row(name: Text, rate: float, runs: StartRuns) -> list[object]:
    return [name, f"{rate:g}", accuracies_of(runs, "train").shown(), accuracies_of(runs, "test").shown()]


def describe_written(experiments: Experiments, same_digits: bool) -> Text:
    """Which of the three the report's figure for two hidden units came from, where the digits allow to say so."""
    relu = accuracies_of(experiments.two_units, "test")
    printed = TWO_UNITS_ACCURACIES.test_last
    share = percent(printed)
    if not same_digits:
        return Text(
            f"The report's own figure, {share}, was measured on other digits, so these networks do not tell which of "
            "the three it used.",
            f"報告自己的數值 {share} 是在另一種數字上量的，所以這些網路無法說明報告用的是哪一種。",
        )
    low, high = relu.another(printed_two_units().n)
    best = max(
        float(accuracies_of(experiments.best_as_written(written)[1], "test").shares.max())
        for written in WRITTEN_NAMES
    )
    highest = percent(best)
    reach = interval_percent((low, high))
    if low <= printed <= high and best < low:
        verdict = Text(
            "The report's figures are those of a ReLU network, although its forward pass is written with a sigmoid: "
            "the derivative in its formulas is right for the network that was trained.",
            "報告的前向傳播雖寫成 sigmoid，數值卻是 ReLU 網路的：公式裡的導數，對實際訓練的網路來說是對的。",
        )
    else:
        verdict = Text(
            "So these networks do not tell which of the three the report used.",
            "所以這些網路無法說明報告用的是哪一種。",
        )
    return Text(
        f"With ReLU, another seed on other test images would reach {reach} in 95% of cases; the report prints {share}. "
        f"The best network with a sigmoid reaches {highest}. {verdict.en}",
        f"使用 ReLU 時，換一個種子與另一批測試影像，有 95% 會落在 {reach}；報告印的是 {share}。"
        f"使用 sigmoid 最好的一個網路達到 {highest}。{verdict.zh}",
    )
