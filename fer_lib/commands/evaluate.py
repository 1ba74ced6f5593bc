"""``evaluate``: figures without a notebook, from the predictions that a run kept or from files."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "evaluate",
        help="accuracy, scores of each class, calibration and confusion matrix of a run, or of two files",
        description="Print accuracy, macro F1, calibration error, the scores of each class and the confusion matrix, "
        "with 95%% intervals, from the predictions in the run's folder, or from a CSV of predictions and one of "
        "labels, which need no run. Nothing is computed anew.",
    )
    parser.add_argument("run_name", metavar="RUN", nargs="?", help="a run's folder, or its name below runs/")
    parser.add_argument(
        "--split", choices=("train", "validation", "test"),
        help="which images of the run (default: validation)",
    )  # fmt: skip
    parser.add_argument(
        "--predictions", type=Path, metavar="FILE",
        help="CSV with an id or file name, and the predicted class, the probability of each class, or both",
    )  # fmt: skip
    parser.add_argument(
        "--labels", type=Path, metavar="FILE", help="CSV with an id or file name and the class"
    )
    parser.add_argument(
        "--classes", metavar="A,B,…", help="names of the classes in the order of their numbers in the files"
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="print an object with n, accuracy, interval, macro_f1, ece, per_class and confusion",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the figures. Raises ``UserError`` if there is no such run, it has no such labelled images, or a file is not
    as it must be.
    """  # fmt: skip
    from fer_lib.errors import UserError

    files = (arguments.predictions, arguments.labels)
    if arguments.run_name is None and not any(files):
        raise UserError("what is to be evaluated? Give a RUN, or --predictions FILE --labels FILE")
    if arguments.run_name is not None and any([*files, arguments.classes]):
        raise UserError(
            "a run has its own predictions, labels and classes; leave RUN out, or --predictions, --labels and --classes"
        )
    if arguments.run_name is not None:
        summary, title = _of_run(arguments.run_name, arguments.split or "validation")
    else:
        if not all(files):
            raise UserError("--predictions FILE and --labels FILE belong together; give both")
        if arguments.split:
            raise UserError("--split is of a run's images; the files are evaluated as they are")
        summary, title = _of_files(*files, arguments.classes)
    if arguments.json:
        print(json.dumps(summary, indent=2, allow_nan=False))
    else:
        print(as_text(summary, title))
    return 0


def _of_run(name: str, split: Any) -> tuple[dict[str, Any], str]:
    from fer_lib.errors import UserError
    from fer_lib.metrics.summary import summarise
    from fer_lib.runs import RunFolder
    from fer_lib.runs.find import find_run
    from fer_lib.runs.predictions import read_predictions

    folder = find_run(name)
    predictions, names = read_predictions(folder, split), RunFolder(folder).class_names
    if predictions.logits.shape[1] != len(names):
        raise UserError(
            f"{folder / 'predictions.npz'}: scores of {predictions.logits.shape[1]} classes, and provenance.json names "
            f"{len(names)}; delete the run's folder and run it again"
        )
    return summarise(predictions, names), f"{folder.as_posix()}, {split} images"


def _of_files(predictions: Path, labels: Path, classes: str | None) -> tuple[dict[str, Any], str]:
    """The figures of two files. How they were brought together stands in the title, and in JSON under ``matched``."""
    from fer_lib.adoption.evaluation import judge
    from fer_lib.metrics.summary import summarise

    judged = judge(predictions, labels, [name.strip() for name in (classes or "").split(",") if name.strip()])
    for note in judged.notes:
        print(note, file=sys.stderr)
    summary = summarise(judged.predictions, judged.names)
    if not judged.has_scores:
        summary["ece"] = None
    return summary | {
        "matched": judged.matched
    }, f"{predictions} against {labels}, matched by {judged.matched}"


def as_text(summary: dict[str, Any], title: str) -> str:
    """The figures of ``summarise`` for people: a few lines and two tables.

    Args:
        summary: what ``summarise`` returned.
        title: the first line.
    """
    from fer_lib.metrics.calibration import BINS
    from fer_lib.wording import interval_percent, percent

    names = [row["class"] for row in summary["per_class"]]
    width = max(10, *(len(name) + 2 for name in names))
    lines = [
        title,
        "",
        f"accuracy   {percent(summary['accuracy'])}  (95% interval {interval_percent(summary['interval'])}, "
        f"n = {summary['n']:,})",
        f"macro F1   {summary['macro_f1']:.3f}",
        "ECE        –  (the predictions have no probabilities)"
        if summary["ece"] is None
        else f"ECE        {summary['ece']:.3f}  ({BINS} bins)",
        "",
        f"{'class':<{width}}{'images':>7}  {'recall':<22}{'precision':<22}F1",
    ]
    for row in summary["per_class"]:
        cells = [_with_interval(row[key], row[f"{key}_interval"]) for key in ("recall", "precision", "f1")]
        lines.append(f"{row['class']:<{width}}{row['n']:>7,}  {cells[0]:<22}{cells[1]:<22}{cells[2]}")
    lines += ["", "rows: label, columns: prediction", *_matrix(names, summary["confusion"])]
    return "\n".join(lines)


def _with_interval(value: float | None, interval: tuple[float, float] | None) -> str:
    from fer_lib.wording import interval_percent, percent

    return "–" if value is None or interval is None else f"{percent(value)} ({interval_percent(interval)})"


def _matrix(names: Sequence[str], counts: Sequence[Sequence[int]]) -> list[str]:
    width, first = max(8, *(len(name) + 2 for name in names)), max(10, *(len(name) + 2 for name in names))
    head = " " * first + "".join(f"{name:>{width}}" for name in names)
    return [
        head,
        *(
            f"{name:<{first}}" + "".join(f"{n:>{width},}" for n in row)
            for name, row in zip(names, counts, strict=True)
        ),
    ]
