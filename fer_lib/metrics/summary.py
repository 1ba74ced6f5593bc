"""The figures of one split of a run, for ``python -m fer_lib evaluate``."""

from collections.abc import Sequence
from typing import Any

from fer_lib.metrics.calibration import BINS, reliability
from fer_lib.metrics.confusion import confusion_matrix
from fer_lib.metrics.per_class import ClassScores, class_scores
from fer_lib.metrics.predictions import Predictions
from fer_lib.wording import interval_percent, percent


def summarise(predictions: Predictions, names: tuple[str, ...]) -> dict[str, Any]:
    """All figures as plain JSON values.

    Args:
        predictions: of one split.
        names: of the K classes.

    Returns:
        ``n``; ``accuracy`` (0 to 1) and its 95% Wilson ``interval``; ``macro_f1``; ``ece`` (15 bins); ``per_class``,
        a list of objects with ``class``, ``n``, ``recall``, ``precision``, ``f1`` and their intervals (null where
        they are not defined); ``confusion``, K rows (labels) of K counts (predictions).
    """
    matrix = confusion_matrix(predictions.labels, predictions.predicted, names)
    scores = class_scores(matrix)
    return {
        "n": matrix.n,
        "accuracy": matrix.accuracy.share,
        "interval": list(matrix.accuracy.wilson_interval),
        "macro_f1": scores.macro_f1,
        "ece": reliability(predictions.logits, predictions.labels).ece,
        "per_class": _per_class(scores),
        "confusion": matrix.counts.tolist(),
    }


def _per_class(scores: ClassScores) -> list[dict[str, Any]]:
    rows = []
    for score in scores.scores:
        row: dict[str, Any] = {"class": score.name, "n": score.recall.n if score.recall else 0}
        for name, proportion in (("recall", score.recall), ("precision", score.precision)):
            row[name] = proportion.share if proportion else None
            row[f"{name}_interval"] = list(proportion.wilson_interval) if proportion else None
        row["f1"] = score.f1
        row["f1_interval"] = list(score.f1_interval) if score.f1_interval else None
        rows.append(row)
    return rows


def as_text(summary: dict[str, Any], title: str) -> str:
    """The figures of ``summarise`` for people: a few lines and two tables.

    Args:
        summary: what ``summarise`` returned.
        title: the first line.
    """
    lines = [
        title,
        "",
        f"accuracy   {percent(summary['accuracy'])}  (95% interval {interval_percent(summary['interval'])}, "
        f"n = {summary['n']:,})",
        f"macro F1   {summary['macro_f1']:.3f}",
        f"ECE        {summary['ece']:.3f}  ({BINS} bins)",
        "",
        f"{'class':<10}{'images':>7}  {'recall':<22}{'precision':<22}F1",
    ]
    for row in summary["per_class"]:
        cells = [_with_interval(row[key], row[f"{key}_interval"]) for key in ("recall", "precision", "f1")]
        lines.append(f"{row['class']:<10}{row['n']:>7,}  {cells[0]:<22}{cells[1]:<22}{cells[2]}")
    names = [row["class"] for row in summary["per_class"]]
    lines += ["", "rows: label, columns: prediction", *_matrix(names, summary["confusion"])]
    return "\n".join(lines)


def _with_interval(value: float | None, interval: tuple[float, float] | None) -> str:
    return "–" if value is None or interval is None else f"{percent(value)} ({interval_percent(interval)})"


def _matrix(names: Sequence[str], counts: Sequence[Sequence[int]]) -> list[str]:
    width = max(8, *(len(name) + 2 for name in names))
    head = " " * 10 + "".join(f"{name:>{width}}" for name in names)
    return [
        head,
        *(
            f"{name:<10}" + "".join(f"{n:>{width},}" for n in row)
            for name, row in zip(names, counts, strict=True)
        ),
    ]
