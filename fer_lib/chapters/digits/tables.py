"""The tables of chapter 15: accuracies, parameters that moved, report E's formulas as written, confused pairs."""

from collections.abc import Mapping

from fer_lib.chapters.backpropagation.zero_start import StartRuns
from fer_lib.chapters.backpropagation.zero_start_figure import START_NAMES
from fer_lib.chapters.digits.analysis import DigitAnalysis
from fer_lib.chapters.digits.by_engine import HandAndEngine
from fer_lib.chapters.digits.experiments import moved_values
from fer_lib.chapters.digits.names import RELU_NAME, UNITS_NAMES, WRITTEN_NAMES
from fer_lib.chapters.digits.pairs import confused_digits
from fer_lib.chapters.digits.report_e import printed_sixty_units, printed_two_units
from fer_lib.chapters.digits.seeds import accuracies_of
from fer_lib.editions.imbalance_roles import HiddenUnits
from fer_lib.language import Text
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.proportion import Proportion
from fer_lib.publish import BookTable
from fer_lib.wording import interval_percent, percent, points_with_interval

PAIRS_SHOWN = 2


def _shown(accuracy: Proportion) -> Text:
    """Share with its interval, without n: ``96.3% (95.8–96.8%)``."""
    share, interval = percent(accuracy.share), interval_percent(accuracy.wilson_interval)
    return Text(f"{share} ({interval})", f"{share}（{interval}）")


def accuracies(digits: DigitAnalysis) -> BookTable:
    """A row a network: mean ± standard deviation over the seeds, and the first seed's accuracy with its interval."""
    experiments = digits.experiments
    kinds: list[tuple[int, Text, StartRuns]] = [
        (experiments.plan.main.hidden, START_NAMES[start], runs) for start, runs in experiments.starts.items()
    ]
    kinds.append((2, START_NAMES["random"], experiments.two_units))
    rows = []
    for units, start, runs in kinds:
        train, test = accuracies_of(runs, "train"), accuracies_of(runs, "test")
        name = Text(f"{units}, {start.en}", f"{units}，{start.zh}")
        rows.append([name, runs.epochs[-1], train.shown(), test.shown(), _shown(test.accuracies[0])])
    return BookTable(
        Text(
            f"Accuracies after the last epoch, mean ± standard deviation of {digits.seeds} seeds in points, and seed 0 "
            f"with its 95% interval; n = {digits.n_train:,} training and {digits.n_test:,} test images.",
            f"最後一個 epoch 之後的準確率，{digits.seeds} 個種子的平均 ± 標準差（百分點），以及種子 0 與其 95% 信賴區間；"
            f"訓練影像 n = {digits.n_train:,}，測試影像 n = {digits.n_test:,}。",
        ),
        [
            Text("Hidden units, start", "隱藏單元、起點"),
            Text("Epochs", "epoch"),
            Text("Training", "訓練集"),
            Text("Test", "測試集"),
            Text("Test, seed 0", "測試集，種子 0"),
        ],
        rows,
        "lrrrr",
    )


def moved_parameters(digits: DigitAnalysis) -> BookTable:
    """How many parameters moved with everything zero, of how many; mean over the seeds."""
    experiments = digits.experiments
    epochs = experiments.plan.all_zero.epochs
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
    return BookTable(
        Text(
            f"With everything zero: parameters that were not zero any more after {epochs} epochs, of all (mean of "
            f"{digits.seeds} seeds).",
            f"全部從零開始：{epochs} 個 epoch 之後已不為零的參數與總數（{digits.seeds} 個種子的平均）。",
        ),
        [
            Text("Activation", "活化函數"),
            Text("Hidden weights", "隱藏層權重"),
            Text("Hidden biases", "隱藏層偏差項"),
            Text("Output weights", "輸出層權重"),
            Text("Output biases", "輸出層偏差項"),
        ],
        rows,
        "lrrrr",
    )


def as_written(digits: DigitAnalysis) -> BookTable:
    """Two hidden units with ReLU, and with what the report's formulas say at the rate that suits it best."""
    experiments = digits.experiments
    trained = [(RELU_NAME, experiments.plan.two_units.learning_rate, experiments.two_units)]
    trained += [(name, *experiments.best_as_written(written)) for written, name in WRITTEN_NAMES.items()]
    epochs, others = experiments.two_units.epochs[-1], len(trained[-1][2].histories)
    return BookTable(
        Text(
            f"Two hidden units after {epochs} epochs: accuracy, mean ± standard deviation in points ({digits.seeds} "
            f"seeds for ReLU, {others} for the others); n = {digits.n_train:,} training and {digits.n_test:,} test "
            "images.",
            f"兩個隱藏單元訓練 {epochs} 個 epoch 之後的準確率，平均 ± 標準差（百分點；ReLU 用 {digits.seeds} 個種子，"
            f"其他用 {others} 個）；訓練影像 n = {digits.n_train:,}，測試影像 n = {digits.n_test:,}。",
        ),
        [
            Text("Forward and backward pass", "前向與反向"),
            Text("Learning rate", "學習率"),
            Text("Training", "訓練集"),
            Text("Test", "測試集"),
        ],
        [
            [name, f"{rate:g}", accuracies_of(runs, "train").shown(), accuracies_of(runs, "test").shown()]
            for name, rate, runs in trained
        ],
        "lrrr",
    )


def hand_and_engine(held: Mapping[HiddenUnits, HandAndEngine], digits: DigitAnalysis) -> BookTable:
    """A row a network: test accuracy by hand and in PyTorch from the same weights, and their difference."""
    names = dict(zip(("sixty", "two"), UNITS_NAMES, strict=True))
    return BookTable(
        Text(
            f"Test accuracy after the last epoch from the same initial weights, mean ± standard deviation over the seeds "
            f"in points (n = {digits.n_test:,} images), and the difference of each seed’s two networks: mean in points "
            "with 95% interval.",
            "從相同的初始權重出發，最後一個 epoch 之後的測試準確率：各種子的平均 ± 標準差（百分點；"
            f"n = {digits.n_test:,} 張影像），以及每個種子兩個模型的差距：平均（百分點）與 95% 信賴區間。",
        ),
        [
            Text("Network", "模型"),
            Text("Epochs", "epoch"),
            Text("Seeds", "種子數"),
            Text("By hand", "手寫"),
            "PyTorch",
            Text("Difference", "差距"),
        ],
        [
            [
                names[units],
                one.config.epochs,
                len(one.by_hand.accuracies),
                one.by_hand.shown(),
                one.by_engine.shown(),
                points_with_interval(one.difference.mean, (one.difference.low, one.difference.high)),
            ]
            for units, one in held.items()
        ],
        "lrrrrr",
    )


def confused_pairs(digits: DigitAnalysis) -> BookTable:
    """The pairs of digits most often taken for each other: 60 units and two, here and, if asked for, in report E."""
    printed = (printed_sixty_units(), printed_two_units())
    sources = [(Text("here, ", "這裡，"), (digits.matrix_sixty_units, digits.matrix_two_units))]
    n, of_report = f"{digits.n_test:,}", f"{printed[0].n:,}"
    images = Text(f"n = {n} test images", f"測試影像 n = {n}")
    if digits.reports:
        sources.append((Text("report, ", "報告，"), printed))
        images = Text(
            f"{images.en} here, {of_report} in the report", f"這裡{images.zh}，報告 n = {of_report}"
        )
    else:
        sources = [(Text("", ""), matrices) for _, matrices in sources]
    return BookTable(
        Text(
            f"The two pairs of digits most often taken for each other, in either direction; {images.en}.",
            f"最常互相認錯的兩對數字，兩個方向合計；{images.zh}。",
        ),
        [
            Text("Network", "模型"),
            Text("Pair", "數字對"),
            Text("Mistaken", "認錯"),
            Text("Share (95% interval)", "比例（95% 信賴區間）"),
            Text("Rank (95% interval)", "名次（95% 區間）"),
        ],
        [
            row
            for whose, matrices in sources
            for units, matrix in zip(UNITS_NAMES, matrices, strict=True)
            for row in _pair_rows(Text(f"{whose.en}{units.en}", f"{whose.zh}{units.zh}"), matrix)
        ],
        "llrrr",
    )


def _pair_rows(name: Text, matrix: ConfusionMatrix) -> list[list[object]]:
    rows: list[list[object]] = []
    for pair in confused_digits(matrix)[:PAIRS_SHOWN]:
        low, high = pair.rank_interval
        rank = Text(f"{pair.rank} ({low}–{high})", f"{pair.rank}（{low}–{high}）")
        rows.append([name, pair.name, f"{pair.there} + {pair.back}", _shown(pair.share), rank])
    return rows
