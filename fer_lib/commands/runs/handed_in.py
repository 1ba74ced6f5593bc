"""``runs verify`` and ``runs collect``: for who marks the runs of others."""

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fer_lib.handed_in.verification import SplitCheck
    from fer_lib.runs import RunFolder


def add_parser(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the actions."""
    verify = actions.add_parser(
        "verify",
        help="whether the weights of a run give its figures",
        description="Compute the predictions again from the weights and hold them against the recorded ones, up to the "
        "rounding of another machine. The exit status is 1 if they are not the same.",
    )
    verify.add_argument("run_name", metavar="RUN|ARCHIVE", help="a run, or an archive that `export` made")
    verify.add_argument(
        "--data", required=True, metavar="PATH", help="the images and labels that the run is of"
    )
    verify.add_argument(
        "--trust", action="store_true", help="run a network that is somebody's own Python code"
    )
    verify.set_defaults(run=run_verify)

    collect = actions.add_parser(
        "collect",
        help="a table of the archives in a folder, with what is remarkable",
        description="One row an archive: who, network, accuracies with intervals; the same weights or predictions in "
        "two archives, and figures that are not those of the predictions. Archives that cannot be read are rows with "
        "the reason. Nothing in them is executed without --trust.",
    )
    collect.add_argument(
        "folder", type=Path, metavar="FOLDER", help="with the archives, also in folders below it"
    )
    collect.add_argument(
        "-o", "--output", required=True, type=Path, metavar="FILE.csv", help="the table to write"
    )
    collect.add_argument("--overwrite", action="store_true", help="replace FILE.csv if it is there")
    collect.add_argument(
        "--data", metavar="PATH", help="compute the predictions again from the weights, on these data"
    )
    collect.add_argument(
        "--trust", action="store_true", help="run networks that are somebody's own Python code as well"
    )
    collect.set_defaults(run=run_collect)


def run_verify(arguments: argparse.Namespace) -> int:
    """Say of each split whether the weights give it; 1 if not. Raises ``UserError`` if it cannot be found out."""
    from fer_lib.adoption.adopt import check_trust
    from fer_lib.errors import UserError
    from fer_lib.runs import RunFolder
    from fer_lib.runs.archive import unpacked_run
    from fer_lib.runs.find import find_folder
    from fer_lib.runs.state import read_state

    path = Path(arguments.run_name)
    if not path.is_file():
        return _verify(RunFolder(find_folder(arguments.run_name)), arguments.data)
    with unpacked_run(path) as (folder, _):
        state = read_state(folder)
        if state.config is None:
            raise UserError(f"{path}: {state.shown}")
        check_trust(state.config.model, arguments.trust)
        try:
            return _verify(RunFolder(folder), arguments.data)
        except UserError as error:
            raise UserError(
                f"{path}: {str(error).replace(f'{folder}/', '').replace(folder.name, path.name)}"
            ) from None


def _verify(run: "RunFolder", data: str) -> int:
    from fer_lib.errors import UserError
    from fer_lib.handed_in.data_of_runs import DataOfRuns
    from fer_lib.handed_in.verification import verify_run
    from fer_lib.runs.state import read_state

    state = read_state(run.path)
    if state.contradicted:
        print(state.reason)
        return 1
    if state.state != "complete":
        raise UserError(f"{run.path}: only a complete run can be verified; this one is {state.shown}")
    checks = verify_run(run, DataOfRuns(data).of(run))
    print("\n".join(map(_line, checks)))
    return int(any(check.problem for check in checks))


def _line(check: "SplitCheck") -> str:
    if not check.tolerance:
        return f"{check.split}: {check.problem}"
    verdict = check.problem or "given by the weights"
    return (
        f"{check.split}: {verdict}: {check.recomputed:,} of {check.n:,} right, {check.recorded:,} recorded; the same "
        f"class for {check.same:,}; largest difference of the logits "
        f"{check.difference:.2g} (rounding: up to {check.tolerance:.2g})"
    )


def run_collect(arguments: argparse.Namespace) -> int:
    """Write the table and say what is remarkable.

    Raises:
        UserError: if there is nothing to read, or no place for it.
    """
    from fer_lib.errors import UserError
    from fer_lib.handed_in.collection import collect
    from fer_lib.handed_in.table import write_table

    if arguments.output.is_dir() or (arguments.output.exists() and not arguments.overwrite):
        raise UserError(f"{arguments.output}: is there already; --overwrite replaces a file")

    def report(name: str) -> None:
        if sys.stderr.isatty():
            print(f"\r\033[K{name}", end="", file=sys.stderr, flush=True)

    rows = collect(arguments.folder, arguments.data, arguments.trust, report)
    report("")
    write_table(arguments.output, rows)
    counts = Counter(row.status for row in rows)
    print(
        f"{arguments.output}: {len(rows)} archives, {', '.join(f'{n} {status}' for status, n in counts.items())}"
    )
    for row in rows:
        if row.same_as or row.status in ("contradicted", "unreadable"):
            print(f"{row.file}: {row.status}: {'; '.join(row.remarks)}")
    return 0
