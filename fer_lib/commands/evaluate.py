"""``evaluate``: a run's figures without a notebook, from the predictions that the run kept."""

import argparse
import json


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
    from fer_lib.data import CLASS_NAMES
    from fer_lib.metrics.summary import as_text, summarise
    from fer_lib.runs.files import find_run, read_predictions

    folder = find_run(arguments.run_name)
    summary = summarise(read_predictions(folder, arguments.split), CLASS_NAMES)
    if arguments.json:
        print(json.dumps(summary, indent=2, allow_nan=False))
    else:
        print(as_text(summary, f"{folder.as_posix()}, {arguments.split} images"))
    return 0
