"""What a reader may ask of the figures of costs: what each run is, which differ in their seed alone, their curves."""

import math
from collections.abc import Mapping
from typing import Any

from fer_lib.chapters.compared_runs import ComparedRun, NetworkComparison
from fer_lib.chapters.comparison.accuracy_cost_figure import GROUP_COLORS, AccuracyCostPlot
from fer_lib.chapters.comparison.cost_sentences import amount
from fer_lib.chapters.comparison.costs import COSTS, AccuracyCost
from fer_lib.editions import Edition
from fer_lib.language import Text, heading, term
from fer_lib.publish import Interactive
from fer_lib.runs import RunFolder
from fer_lib.runs.history import CURVES, History
from fer_lib.wording import percent, proportion_text

WORDS: Mapping[str, Text] = {
    "panel": Text("Look at single runs", "逐一查看各次訓練"),
    "marks": Text("The runs in the picture", "圖中的各次訓練"),
    "network": Text("Network", "模型"),
    "all": Text("all", "全部"),
    "run": Text("Run", "訓練"),
    "none": Text("choose a run", "請選一次訓練"),
    "join": Text("join runs that differ in their seed alone", "把只差在隨機種子的訓練連起來"),
    "hint": Text(
        "Choose a point to see which run it is and to draw its learning curves. With a keyboard: Tab, the arrow keys "
        "and Enter.",
        "點選一個點，就會顯示是哪一次訓練，並畫出它的學習曲線；用鍵盤時，請按 Tab、方向鍵與 Enter。",
    ),
    "unknown": Text("There is no record of its epochs.", "沒有它逐個 epoch 的紀錄。"),
    "loss": heading("loss"),
    "accuracy": heading("accuracy"),
    "train": term("training set"),
    "validation": term("validation set"),
    "epoch": term("epoch"),
    "curves": Text("{quantity} of {run}, {n} epochs", "{run} 的{quantity}，共 {n} 個 epoch"),
    "curves_one": Text("{quantity} of {run}, one epoch", "{run} 的{quantity}，只有一個 epoch"),
    "curve": Text("; {set} from {first} to {last}", "；{set}從 {first} 到 {last}"),
    "curve_one": Text("; {set} {value}", "；{set} {value}"),
    "kept": Text("Dotted: epoch {epoch}, whose weights were kept.", "點線：第 {epoch} 個 epoch，保留的就是它的權重。"),
}  # fmt: skip


def read_histories(book: Edition, comparison: NetworkComparison) -> dict[str, History]:
    """What happened in each epoch of the runs, by name, as far as it was written down."""
    folders = [RunFolder(book.folder / run.name) for run in comparison.runs]
    return {folder.name: folder.history(gaps=True) for folder in folders if folder.has_history}


def run_marks(
    values: AccuracyCost, comparison: NetworkComparison, histories: Mapping[str, History]
) -> Interactive:
    """The points of ``AccuracyCostPlot(values)``, with what there is to say of each run.

    Args:
        values: what is drawn.
        comparison: that they were made of.
        histories: by name of the run; a run without has no curves.
    """
    plot = AccuracyCostPlot(values)
    places, runs = plot.places(), {run.name: run for run in comparison.runs}
    color_of = {
        point.name: color
        for group, color in zip(plot.groups().values(), GROUP_COLORS, strict=False)
        for point in group
    }
    # Neighbours in the picture follow each other under the arrow keys.
    points = sorted(values.points, key=lambda point: (places[point.name], point.accuracy.share))
    order = {point.name: place for place, point in enumerate(points)}
    joined = [[order[run.name] for run in seeds.runs if run.name in order] for seeds in comparison.seeds]
    return Interactive(
        "run_scatter",
        {
            **WORDS,
            "names": [
                Text(f"{p.name}: {percent(p.accuracy.share)}, {cost.en}", f"{p.name}：{percent(p.accuracy.share)}，{cost.zh}")
                for p in points
                for cost in [amount(values.cost, p.cost)]
            ],
            "about": [about(runs[point.name], comparison) for point in points],
        },
        {
            "points": [
                {
                    "name": point.name,
                    "network": point.network,
                    "x": float(f"{places[point.name]:.6g}"),
                    "y": round(100 * point.accuracy.share, 3),
                    "color": color_of[point.name],
                    "main": point.main,
                    "curves": point.name in histories,
                    "kept": runs[point.name].figures.selected.epoch,
                }
                for point in points
            ],
            "joined": [sorted(group) for group in joined if len(group) > 1],
        },
        {
            f"run-{order[name]}": _curves(history)
            for name, history in histories.items()
            if name in order
        },
    )  # fmt: skip


def about(run: ComparedRun, comparison: NetworkComparison) -> Text:
    """What there is to say of a run in one line."""
    accuracy, network = proportion_text(run.validation), run.network
    facts = [
        Text(f"network {network}", f"模型 {network}"),
        Text(f"validation accuracy {accuracy.en}", f"驗證準確率 {accuracy.zh}"),
    ]
    if len(comparison.sets) > 1:
        letter = comparison.letter_of(run)
        facts.append(Text(f"judged on validation images {letter}", f"以驗證影像 {letter} 評分"))
    facts += [amount(cost, value) for cost in COSTS if (value := cost.of(run)) is not None]
    selected = run.figures.selected
    if selected.epoch is not None and selected.of is not None:
        facts.append(
            Text(
                f"weights kept from epoch {selected.epoch} of {selected.of}",
                f"保留第 {selected.epoch} 個 epoch 的權重（共 {selected.of} 個）",
            )
        )
    if seeds := comparison.seeds_of(run):
        k, mean = len(seeds.runs), percent(seeds.mean)
        facts.append(Text(f"mean of its {k} seeds {mean}", f"{k} 個隨機種子的平均為 {mean}"))
    return Text("; ".join(fact.en for fact in facts) + ".", "；".join(fact.zh for fact in facts) + "。")


def _curves(history: History) -> dict[str, Any]:
    return {
        "epochs": [record.epoch for record in history.records],
        **{field: [_told(getattr(record, field)) for record in history.records] for field in CURVES},
    }


def _told(value: float) -> float | None:
    """None for what nobody wrote down of a training from elsewhere, and for a loss that overflowed."""
    return round(value, 4) if math.isfinite(value) else None
