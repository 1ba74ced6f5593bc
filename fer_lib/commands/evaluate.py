"""``evaluate``: a run's figures without a notebook, from the predictions that the run kept."""

import argparse
import json
from collections.abc import Sequence
from typing import Any


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "evaluate",
        help="accuracy, scores of each class, calibration and confusion matrix of a run",
        description="Print accuracy, macro F1, calibration error, the scores of each class and the confusion matrix, "
        "with 95%% intervals, from the predictions in the run's folder. Nothing is computed anew.",
    )
    parser.add_argument("run_name", metavar="RUN", help="a run's folder, or its name below runs/")
    parser.add_argument(
        "--split", choices=("train", "validation", "test"), default="validation",
        help="which images (default: validation)",
    )  # fmt: skip
    parser.add_argument(
        "--json",
        action="store_true",
        help="print an object with n, accuracy, interval, macro_f1, ece, per_class and confusion",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the figures. Raises ``UserError`` if there is no such run, or it has no such labelled images."""
    from fer_lib.data.fer2013 import CLASS_NAMES
    from fer_lib.metrics.summary import summarise
    from fer_lib.runs.find import find_run
    from fer_lib.runs.predictions import read_predictions

    folder = find_run(arguments.run_name)
    summary = summarise(read_predictions(folder, arguments.split), CLASS_NAMES)
    if arguments.json:
        print(json.dumps(summary, indent=2, allow_nan=False))
    else:
        print(as_text(summary, f"{folder.as_posix()}, {arguments.split} images"))
    return 0


def as_text(summary: dict[str, Any], title: str) -> str:
    """The figures of ``summarise`` for people: a few lines and two tables.

    Args:
        summary: what ``summarise`` returned.
        title: the first line.
    """
    from fer_lib.metrics.calibration import BINS
    from fer_lib.wording import interval_percent, percent

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
    from fer_lib.wording import interval_percent, percent

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
