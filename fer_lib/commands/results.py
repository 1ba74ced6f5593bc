"""``results``: the figures of long runs that the repository keeps."""

import argparse
from pathlib import Path


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand with its actions ``list`` and ``keep``."""
    parser = subparsers.add_parser(
        "results", help="list the figures kept in results/, or keep those of a run"
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    actions.add_parser("list", help="print them").set_defaults(run=run_list)
    keep = actions.add_parser("keep", help="copy a finished run's figures into results/")
    keep.add_argument("folder", type=Path, help="the run's folder")
    keep.set_defaults(run=run_keep)


def run_list(arguments: argparse.Namespace) -> int:
    """Print a line a run. Raises ``UserError`` if there are none, or some are damaged."""
    from fer_lib.chapters.training.kept_runs import COLUMNS, kept_run_row
    from fer_lib.project import project_root
    from fer_lib.runs.results import read_results

    rows = [[column.en for column in COLUMNS]]
    rows += [
        [getattr(cell, "en", str(cell)) for cell in kept_run_row(result)]
        for result in read_results(project_root() / "results")
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(len(COLUMNS))]
    for row in rows:
        print("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())
    return 0


def run_keep(arguments: argparse.Namespace) -> int:
    """Copy. Raises ``UserError`` if the run is not finished, damaged, not of FER2013, or kept already."""
    from fer_lib.project import project_root
    from fer_lib.runs import RunFolder
    from fer_lib.runs.results import keep

    print(keep(RunFolder(arguments.folder), project_root() / "results"))
    return 0
