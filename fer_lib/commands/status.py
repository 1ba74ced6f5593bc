"""``status``: which runs of an edition are done, running, failed or to come."""

import argparse
import json
from collections import Counter
from dataclasses import asdict
from typing import Any


def add_parser(subparsers: Any) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser(
        "status",
        help="show how far the runs of an edition are",
        description="Show which runs of an edition are done, running (with epoch and time left), failed (with cell and "
        "error), interrupted, or to come. Exit status: 1 if something has failed.",
    )
    parser.add_argument("edition", nargs="?", default="quick", help="name of the edition (default: quick)")
    parser.add_argument("--failed", action="store_true", help="list only what has failed or is not finished")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the table. Returns 1 if something has failed."""
    from fer_lib.editions import read_edition
    from fer_lib.editions.status import edition_status

    edition = read_edition(arguments.edition)
    jobs = edition_status(edition)
    failed = [job for job in jobs if job.state == "failed"]
    if arguments.json:
        print(json.dumps([asdict(job) for job in jobs], indent=2, ensure_ascii=False))
        return int(bool(failed))
    counts = Counter[str](job.state for job in jobs[: len(edition.configs)])
    order = ("done", "running", "failed", "interrupted", "changed", "to come")
    summary = ", ".join(f"{counts[state]} {state}" for state in order if counts[state])
    print(f"edition {edition.name}, {len(edition.configs)} runs: {summary}")
    shown = [job for job in jobs if job.state != "done"] if arguments.failed else jobs
    width = max((len(job.name) for job in shown), default=0)
    for job in shown:
        print(f"  {job.name:<{width}}  {job.state:<11}  {job.describe()}".rstrip())
    if arguments.failed and shown:
        print("The same command takes up what is not done.")
    return int(bool(failed))
