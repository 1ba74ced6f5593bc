"""``runs``: what trainings have left behind, without a notebook: list, show, compare, delete, hand on, take in,
adopt, verify, collect.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fer_lib.commands.runs import adopt, handed_in

if TYPE_CHECKING:
    from fer_lib.runs.state import RunState

_RUN = "a run's folder, or its name below runs/"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the subcommand with its actions."""
    parser = subparsers.add_parser(
        "runs", help="list, show, compare, delete, adopt, export, import, verify or collect runs"
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")

    listed = actions.add_parser("list", help="one line a run: its state and its accuracy")
    listed.add_argument(
        "places",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="runs, or folders that hold runs (default: runs/)",
    )
    listed.add_argument("--json", action="store_true", help="print a list of objects")
    listed.set_defaults(run=run_list)

    show = actions.add_parser("show", help="all about one run")
    show.add_argument("run_name", metavar="RUN", help=_RUN)
    show.add_argument("--json", action="store_true", help="print an object")
    show.set_defaults(run=run_show)

    adopt.add_parser(actions)

    compare = actions.add_parser(
        "compare",
        help="whether two runs differ, on the same images",
        description="McNemar's test, the difference with its 95%% interval, and the keys of the configuration that "
        "differ. Runs that were judged on different images are refused.",
    )
    compare.add_argument("first", metavar="RUN", help=_RUN)
    compare.add_argument("second", metavar="RUN")
    compare.add_argument("--split", choices=("validation", "test"), default="validation", help="which images")
    compare.add_argument("--json", action="store_true", help="print an object")
    compare.set_defaults(run=run_compare)

    remove = actions.add_parser(
        "rm",
        help="delete runs",
        description="Delete run folders. Other folders, links, and folders that hold anything else are refused.",
    )
    remove.add_argument("run_names", metavar="RUN", nargs="+", help=_RUN)
    remove.add_argument("-y", "--yes", action="store_true", help="do not ask")
    remove.set_defaults(run=run_rm)

    export = actions.add_parser(
        "export",
        help="pack a complete run as one archive",
        description="Pack configuration, weights, figures, history, predictions, provenance and executed notebook, "
        "without paths and without the names of host and user. The same run gives the same bytes.",
    )
    export.add_argument("run_name", metavar="RUN", help=_RUN)
    export.add_argument("-o", "--output", type=Path, metavar="FILE", help="default: NAME.fer-run.zip here")
    export.add_argument("--overwrite", action="store_true", help="replace a file that is there")
    export.add_argument("--author", default="", help="who hands the run in, for `runs collect`")
    export.add_argument("--student-id", default="", help="the same")
    export.set_defaults(run=run_export)

    unpack = actions.add_parser(
        "import",
        help="take in an archive that `export` made",
        description="Every file is checked before any is moved into place. Nothing in the archive is executed, but for "
        "the code of a network of somebody's own, which is refused without --trust.",
    )
    unpack.add_argument("file", type=Path, metavar="FILE")
    unpack.add_argument(
        "--to",
        type=Path,
        metavar="FOLDER",
        help="where the run's folder is made (default: runs/ of the project)",
    )
    unpack.add_argument("--overwrite", action="store_true", help="replace a run of the same name")
    unpack.add_argument(
        "--trust",
        action="store_true",
        help="take a network of somebody's own, Python code that runs here whenever the run is used",
    )
    unpack.set_defaults(run=run_import)

    handed_in.add_parser(actions)


def run_list(arguments: argparse.Namespace) -> int:
    """Print a line a run. Raises ``UserError`` if a place is not there or holds no run."""
    from fer_lib.commands.runs.report import as_json, list_lines
    from fer_lib.runs.find import find_folders, runs_folder
    from fer_lib.runs.state import read_state

    states = [read_state(folder) for folder in find_folders(arguments.places or [runs_folder()])]
    if arguments.json:
        print(json.dumps([as_json(state) for state in states], indent=2, allow_nan=False))
    else:
        print("\n".join(list_lines(states)))
    return 0


def run_show(arguments: argparse.Namespace) -> int:
    """Print all about one run. Raises ``UserError`` if there is no such run."""
    from fer_lib.commands.runs.report import as_json, show_lines
    from fer_lib.runs.find import find_folder
    from fer_lib.runs.state import read_state

    state = read_state(find_folder(arguments.run_name))
    if arguments.json:
        print(json.dumps(as_json(state, full=True), indent=2, allow_nan=False))
    else:
        print("\n".join(show_lines(state)))
    return 0


def run_compare(arguments: argparse.Namespace) -> int:
    """Print the comparison. Raises ``UserError`` if a run is not complete, or they were judged on other images."""
    from fer_lib.commands.runs.report import compare_json, compare_lines, compare_states
    from fer_lib.runs.find import find_folder
    from fer_lib.runs.state import read_state

    first, second = (read_state(find_folder(name)) for name in (arguments.first, arguments.second))
    comparison = compare_states(first, second, arguments.split)
    if arguments.json:
        figures = compare_json(comparison, first, second, arguments.split)
        print(json.dumps(figures, indent=2, allow_nan=False))
    else:
        print("\n".join(compare_lines(comparison, first, second, arguments.split)))
    return 0


def run_rm(arguments: argparse.Namespace) -> int:
    """Delete, after asking. Raises ``UserError`` before anything is deleted if any of them is not to be deleted."""
    from fer_lib.runs.find import find_folder
    from fer_lib.runs.removal import check_removable, remove_run
    from fer_lib.runs.state import read_state

    folders = list(dict.fromkeys(find_folder(name) for name in arguments.run_names))
    for folder in folders:
        check_removable(folder)
    if not arguments.yes and not _agreed([read_state(folder) for folder in folders]):
        print("nothing is deleted")
        return 1
    for folder in folders:
        remove_run(folder)
        print(f"deleted {folder}")
    return 0


def _agreed(states: "list[RunState]") -> bool:
    """Show the runs and ask. Raises ``UserError`` where nobody can be asked."""
    from fer_lib.commands.runs.report import list_lines
    from fer_lib.errors import UserError

    print("\n".join(list_lines(states)))
    if not sys.stdin.isatty():
        raise UserError("nobody is there to ask whether to delete these; --yes deletes them")
    return input(f"delete {'these runs' if len(states) > 1 else 'this run'}? [y/N] ").strip().lower() in (
        "y",
        "yes",
    )


def run_export(arguments: argparse.Namespace) -> int:
    """Pack. Raises ``UserError`` if the run is not complete, or the file is there already."""
    from fer_lib.runs.archive import NOTEBOOK, export_run, names_private
    from fer_lib.runs.find import find_folder

    folder = find_folder(arguments.run_name)
    file = arguments.output or Path(f"{folder.resolve().name}.fer-run.zip")
    names = export_run(folder, file, arguments.overwrite, arguments.author, arguments.student_id)
    print(f"{file}: {', '.join(names)}")
    for name in names_private(folder):
        print(f"{name} names a folder of this machine, its host or its user; it is packed as it is")
    if NOTEBOOK not in names:
        print(f"{folder} has no {NOTEBOOK}: it was trained without a notebook")
    return 0


def run_import(arguments: argparse.Namespace) -> int:
    """Take in. Raises ``UserError`` if anything about the archive is not as it should be."""
    from fer_lib.runs.archive import import_run
    from fer_lib.runs.find import runs_folder

    print(import_run(arguments.file, arguments.to or runs_folder(), arguments.overwrite, arguments.trust))
    return 0
