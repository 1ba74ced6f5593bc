"""The tables of chapter 16: images, methods, recalls, scores, differences, and report E's matrices."""

from collections.abc import Sequence

import numpy as np

from fer_lib.chapters.masks.analysis import JudgedRuns
from fer_lib.chapters.masks.comparison import Difference
from fer_lib.chapters.masks.names import (
    CLASS_TITLES,
    METHOD_TITLES,
    METRIC_TITLES,
    REPORT_TITLES,
    SOURCES,
    change,
)
from fer_lib.chapters.masks.report_matrices import REPORT_MATRICES, paired_range
from fer_lib.chapters.masks.runs import MaskRuns
from fer_lib.chapters.masks.scores import METRICS, MethodScores, Metric, matrix_scores
from fer_lib.data import SPLITS, ImageDataset
from fer_lib.data.mask_classes import CLASS_NAMES, RARE
from fer_lib.editions.imbalance_roles import COMPARED_WITH, ImbalanceMethod
from fer_lib.language import Text, heading
from fer_lib.names import split_text
from fer_lib.publish import BookTable
from fer_lib.wording import capitalized, interval_percent, p_value_number, percent, points, points_interval

METHOD_HEADING = Text("Method", "方法")
COMPARED_METRICS: tuple[Metric, ...] = ("recall", "average_precision", "macro_f1")


def counts(dataset: ImageDataset) -> BookTable:
    """A row a class: its name, the label, images of each set with their shares."""
    counts = dataset.counts()
    sets = [np.array(counts[split]) for split in SPLITS if sum(counts[split])]
    train, test = (f"{sum(counts[split]):,}" for split in ("train", "test"))
    return BookTable(
        Text(
            f"Images by class: {train} for training, {test} for testing.",
            f"各類影像數：訓練 {train} 張，測試 {test} 張。",
        ),
        [
            heading("class"),
            heading("label"),
            *(capitalized(split_text(split)) for split in SPLITS if sum(counts[split])),
        ],
        [
            [
                CLASS_TITLES[name],
                f"`{name}`",
                *(f"{images[k]:,} ({percent(float(images[k] / images.sum()))})" for images in sets),
            ]
            for k, name in enumerate(CLASS_NAMES)
        ],
        "ll" + len(sets) * "r",
    )


def methods(runs: MaskRuns, reports: bool = True) -> BookTable:
    """A row a method: its name, what it changes, what it is compared with, and where it is from.

    Args:
        runs: of the methods.
        reports: whether it says which are report E's.
    """
    of_report = Text(" E: report E.", "E：報告 E。") if reports else Text("", "")
    return BookTable(
        Text(
            "The methods: what each changes and what it is compared with; $n$ images and the share $\\pi$ of a class, "
            f"$p_t$ the probability of the label, $z$ the logits.{of_report.en}",
            "各種方法：改變了什麼，與誰比較；$n$ 與 $\\pi$ 是類別的張數與比例，$p_t$ 是標籤的機率，$z$ 是 "
            f"logit。{of_report.zh}",
        ),
        [METHOD_HEADING, Text("What changes", "改變"), Text("Against", "比較對象"), Text("From", "出處")],
        [
            [
                METHOD_TITLES[method],
                change(method, of_method.config),
                "–" if method == "fixed" else METHOD_TITLES[COMPARED_WITH[method]],
                f"{{cite:p}}`{SOURCES[method]}`" if method in SOURCES else "E" if reports else "–",
            ]
            for method, of_method in runs.by_method.items()
        ],
        "llll",
    )


def recalls(judged: JudgedRuns) -> BookTable:
    """A row a method: the recall of each class, mean over the seeds, with its interval."""
    return BookTable(
        Text(
            f"Recall of each class on the {judged.n:,} test images, mean of {judged.seeds} seeds (95% interval).",
            f"各類在測試集 {judged.n:,} 張影像上的召回率，{judged.seeds} 個種子的平均（95% 信賴區間）。",
        ),
        [METHOD_HEADING, *(capitalized(CLASS_TITLES[name]) for name in CLASS_NAMES)],
        [
            [METHOD_TITLES[name], *(_share(scores.recall(k)) for k in range(len(CLASS_NAMES)))]
            for name, scores in judged.scores.items()
        ],
        "lrrr",
    )


def scores(judged: JudgedRuns) -> BookTable:
    """Every score of each method on the given test images."""
    return BookTable(
        Text(
            f"Recall of “worn wrongly” (95% interval) and the other scores on the {judged.n:,} test images, means of "
            f"{judged.seeds} seeds.",
            f"「沒戴好」的召回率（95% 信賴區間）與其他分數，測試集 {judged.n:,} 張影像，{judged.seeds} 個種子的平均。",
        ),
        *_scores(judged.scores),
    )


def fold_scores(folds: JudgedRuns) -> BookTable:
    """The same by cross-validation."""
    return BookTable(
        Text(
            f"Recall of “worn wrongly” (95% interval) and the other scores by cross-validation (n = {folds.n:,} images).",
            f"交叉驗證下「沒戴好」的召回率（95% 信賴區間）與其他分數（n = {folds.n:,} 張影像）。",
        ),
        *_scores(folds.scores),
    )


def _scores(
    by_method: dict[ImbalanceMethod, MethodScores],
) -> tuple[list[Text | str], list[list[object]], str]:
    """Columns, rows and alignment: recall of the rare class with its interval, then the other scores."""
    metrics: tuple[Metric, ...] = ("accuracy", "balanced_accuracy", "macro_f1", "average_precision")
    return (
        [
            METHOD_HEADING,
            heading("recall"),
            heading("accuracy"),
            heading("balanced accuracy"),
            "Macro F1",
            heading("average precision"),
        ],
        [
            [
                METHOD_TITLES[name],
                _share(of_method.recall(RARE)),
                *(percent(of_method.mean(m)) for m in metrics),
            ]
            for name, of_method in by_method.items()
        ],
        "lrrrrr",
    )


def _share(recall: tuple[float, tuple[float, float]]) -> str:
    return f"{percent(recall[0], 0)} ({interval_percent(recall[1], 0)})"


def comparisons(judged: JudgedRuns, metrics: Sequence[Metric] = COMPARED_METRICS) -> BookTable:
    """A row a method: the differences in some metrics with interval; those beyond noise are bold."""
    rows: list[list[object]] = []
    for name, differences in judged.comparisons.by_method.items():
        row: list[object] = [METHOD_TITLES[name]]
        for metric in metrics:
            d = differences[metric]
            interval = points_interval(d.interval)
            value = f"**{points(d.value)}**" if d.sign else points(d.value)
            row.append(Text(f"{value} ({interval.en})", f"{value}（{interval.zh}）"))
        rows.append(row)
    return BookTable(
        Text(
            f"The differences in points with 95% interval (n = {judged.n:,} images, {judged.seeds} seeds); bold: beyond "
            "noise.",
            f"差距（百分點）與 95% 信賴區間（n = {judged.n:,} 張影像，{judged.seeds} 個種子）；粗體：統計上顯著。",
        ),
        [METHOD_HEADING, heading("recall"), heading("average precision"), "Macro F1"],
        rows,
        "lrrr",
    )


def all_differences(judged: JudgedRuns) -> BookTable:
    """A row a method and score: the difference on the ladder and against the plain run, each with interval and p."""
    ladder = judged.comparisons
    families = [ladder, *([ladder.plain] if ladder.plain else [])]
    heads = [Text("Rung by rung", "逐級比較"), Text("Against the fixed rate", "與固定學習率相比")]
    columns: list[Text | str] = [METHOD_HEADING, Text("Score", "分數")]
    for head, _ in zip(heads, families, strict=False):
        columns += [head, "p"]
    rows: list[list[object]] = []
    for name in dict.fromkeys(name for family in families for name in family.by_method):
        for metric in METRICS:
            row: list[object] = [METHOD_TITLES[name], METRIC_TITLES[metric]]
            for family in families:
                row += _with_p(family.by_method[name][metric]) if name in family.by_method else ["–", "–"]
            rows.append(row)
    return BookTable(
        Text(
            f"All differences in points with 95% interval, and p after Holm (n = {judged.n:,} images, {judged.seeds} seeds).",
            f"所有差距（百分點）與 95% 信賴區間，以及 Holm 校正後的 p 值（n = {judged.n:,} 張影像，{judged.seeds} 個種子）。",
        ),
        columns,
        rows,
        "ll" + len(families) * "rr",
    )


def _with_p(difference: Difference) -> list[object]:
    interval, value = points_interval(difference.interval), points(difference.value)
    bound = "≤\u00a0" if difference.is_bound and difference.p >= 0.001 else ""
    return [
        Text(f"{value} ({interval.en})", f"{value}（{interval.zh}）"),
        bound + p_value_number(difference.p),
    ]


def report_scores() -> BookTable:
    """A row for each of the report's matrices: recall of the rare class, its p against the first, the other scores."""
    plain = REPORT_MATRICES["decay"]
    n, rare = plain.n, int(plain.counts[RARE].sum())
    rows: list[list[object]] = []
    for name, matrix in REPORT_MATRICES.items():
        recall, values = matrix.recall(RARE), matrix_scores(matrix.counts)
        assert recall is not None
        paired = paired_range(plain, matrix, (RARE,))
        rows.append(
            [
                REPORT_TITLES[name],
                _share((recall.share, recall.wilson_interval)),
                "–" if matrix is plain else f"{paired.smallest:.2f}–{paired.largest:.2f}",
                f"{percent(matrix.accuracy.share)} ({interval_percent(matrix.accuracy.wilson_interval, 0)})",
                percent(float(values["balanced_accuracy"])),
                percent(float(values["macro_f1"])),
            ]
        )
    return BookTable(
        Text(
            f"Report E’s matrices, recall of “worn wrongly” with 95% interval (n = {rare}), accuracy with 95% interval "
            f"(n = {n}), and p of the recall’s change from the first (smallest–largest).",
            f"報告 E 的矩陣：「沒戴好」的召回率與 95% 信賴區間（n = {rare}），準確率與 95% 信賴區間"
            f"（n = {n}），以及召回率相對於第一個矩陣的變化之 p 值（最小–最大）。",
        ),
        [
            METHOD_HEADING,
            heading("recall"),
            "p",
            heading("accuracy"),
            Text("Balanced acc.", "平衡準確率"),
            "Macro F1",
        ],
        rows,
        "lrrrrr",
    )
