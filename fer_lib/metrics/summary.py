"""A summary of one split: accuracy, macro F1, calibration error and the scores of each class as plain values."""

from typing import Any

from fer_lib.metrics.calibration import reliability
from fer_lib.metrics.confusion import confusion_matrix
from fer_lib.metrics.per_class import ClassScores, class_scores
from fer_lib.metrics.predictions import Predictions


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
