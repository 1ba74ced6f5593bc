"""The tables of chapter 8: silent filters, noisy patterns, class probabilities, transfer."""

from collections.abc import Iterator

import numpy as np

from fer_lib.chapters.activation_maximization.analysis import MaximizationAnalysis
from fer_lib.chapters.activation_maximization.findings import PROBABILITY_REACHED, MaximizationFindings
from fer_lib.chapters.activation_maximization.silent import TRAINING_IMAGES
from fer_lib.chapters.activation_maximization.statements import number_or_range
from fer_lib.chapters.activation_maximization.transfer import STARTS
from fer_lib.explain.maximization.filters import NOISE_IMAGES
from fer_lib.language import Text, heading
from fer_lib.publish import BookTable
from fer_lib.wording import interval_percent, listed, percent, signed

_RUN = Text("Run", "訓練")


def silent_filters(analysis: MaximizationAnalysis) -> BookTable:
    """The last convolution of each run that is looked at."""
    return BookTable(
        Text(
            "The last convolution of each run: whether batch normalization follows it, the weight decay, and two shares. "
            f"Silent is the mean share of {NOISE_IMAGES} noise images on which a filter is silent; dead is the share of filters "
            f"that do not react to any of {TRAINING_IMAGES} training images (95% interval).",
            f"各次訓練的最後一個卷積層：之後有沒有批次正規化、權重衰減，以及兩個比例：「沒有反應」是濾波器對 {NOISE_IMAGES} 張雜訊影像沒有反應的平均比例，"
            f"「失效」是對 {TRAINING_IMAGES} 張訓練影像都沒有反應的濾波器比例（附 95% 信賴區間）。",
        ),
        [
            _RUN,
            Text("Norm.", "正規化"),
            Text("Decay", "衰減"),
            Text("Filters", "濾波器"),
            Text("Silent", "沒有反應"),
            Text("Dead", "失效"),
        ],
        [
            [
                f"`{last.run}`",
                Text("yes", "有") if last.has_batchnorm else Text("no", "無"),
                "–" if last.weight_decay is None else f"{last.weight_decay:g}",
                last.dead.n,
                percent(last.silent),
                f"{percent(last.dead.share)} ({interval_percent(last.dead.wilson_interval, 0)})",
            ]
            for last in analysis.silences.values()
        ],
        "lccrrr",
    )


def noisy_patterns(analysis: MaximizationAnalysis) -> BookTable:
    """How noisy the patterns of each layer are, for the main run and report B's network."""
    main, other = analysis.main, analysis.report_b
    own, also = number_or_range(*main.filters_a_layer), Text("", "")
    if other is not main:
        theirs = number_or_range(*other.filters_a_layer)
        also = Text(f" (`{other.name}`: {theirs.en})", f"（`{other.name}`：{theirs.zh}）")
    sizes = dict.fromkeys(f"{findings.plan.plain.step_size:g}" for findings in analysis.tested)
    steps = listed([Text(size, size) for size in sizes])
    return BookTable(
        Text(
            f"Patterns of the plain ascent with step {steps.en}, by layer; filters in each layer: {own.en}{also.en}. Spread and "
            "noisy are of the activated filters; noisy or none adds those that are not activated (95% interval). Last comes "
            "the rank correlation of a filter’s mean output and the spread of its pattern.",
            f"單純上升（更新幅度 {steps.zh}）的圖樣，依層列出；每層濾波器個數：{own.zh}{also.zh}。平均分散程度與雜訊個數只計被活化的濾波器；"
            "「雜訊或沒有圖樣」再加上沒有被活化的（95% 信賴區間）。最後一欄是濾波器平均輸出與圖樣頻率分散程度的等級相關。",
        ),
        [
            _RUN,
            Text("Conv", "卷積"),
            Text("Spread", "分散程度"),
            Text("Noisy", "雜訊"),
            Text("Noisy or none", "雜訊或沒有圖樣"),
            Text("Output, spread", "輸出與分散"),
        ],
        [row for findings in analysis.tested for row in _noise_rows(findings)],
        "lrrrrr",
    )


def _noise_rows(findings: MaximizationFindings) -> Iterator[list[object]]:
    for patterns, spread, noisy, either, correlation in zip(
        findings.layers, findings.spread, findings.noisy, findings.without_pattern,
        findings.output_and_spread, strict=True,
    ):  # fmt: skip
        yield [
            f"`{findings.name}`",
            patterns.layer.number,
            "–" if spread is None else f"{spread:.2f}",
            f"{noisy.successes} / {noisy.n}" if noisy else "–",
            f"{percent(either.share)} ({interval_percent(either.wilson_interval, 0)})",
            signed(correlation.rho) if correlation else "–",
        ]


def class_probability(analysis: MaximizationAnalysis) -> BookTable:
    """Probability of each class before and after the ascent from noise."""
    starts = analysis.main.reached[0].n
    return BookTable(
        Text(
            "Probability of the class in the plain ascent from noise: median at the start and at the end, and how many starts "
            f"end at {PROBABILITY_REACHED:g} or more (n = {starts} for each class).",
            f"從雜訊出發的單純上升，該類別的機率：起點與終點的中位數，以及終點達到 {PROBABILITY_REACHED:g} 以上的次數（每類 n = {starts}）。",
        ),
        [
            _RUN,
            heading("class"),
            Text("Start", "起點"),
            Text("End", "終點"),
            Text("Reached", "達到"),
        ],
        [
            [
                f"`{findings.name}`",
                name,
                f"{np.median(findings.result.classes.start_probability[k]):.3f}",
                f"{np.median(findings.result.classes.noise_probability[k]):.3f}",
                f"{reached.successes} / {reached.n}",
            ]
            for findings in analysis.tested
            for k, (name, reached) in enumerate(zip(analysis.names, findings.reached, strict=True))
        ],
        "llrrr",
    )


def transfer(analysis: MaximizationAnalysis) -> BookTable:
    """Which networks see the class in the images of the main run."""
    main, k, picture = analysis.main.name, len(analysis.names), analysis.picture
    return BookTable(
        Text(
            f"Images that a network takes for the class for which `{main}` made them, by start; chance is 1 in {k}. The last "
            "column is how many different classes the network names at all.",
            f"各模型把 `{main}` 為某類別產生的影像認成該類別的張數，依起點列出；隨機猜中的機會是 {k} 分之 1。"
            "最後一欄是它總共說出幾種類別。",
        ),
        [
            Text("Network", "模型"),
            Text("Noise", "雜訊"),
            Text("Robust", "穩健"),
            Text(f"Mean {picture.en}", f"平均{picture.zh}"),
            Text(f"Given {picture.en}", f"給定的{picture.zh}"),
            Text("Answers", "答案種類"),
        ],
        [
            [
                f"`{name}`",
                *(f"{answered.hits[start].successes} / {answered.hits[start].n}" for start in STARTS),
                answered.answers,
            ]
            for name, answered in analysis.transfers.items()
        ],
        "lrrrrr",
    )
