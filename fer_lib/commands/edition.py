"""``edition check`` validates an edition and lists its runs with time and memory; ``edition list`` lists editions."""

import argparse
import json
import os
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fer_lib.editions import Edition
    from fer_lib.editions.estimate import RunEstimate


def add_parser(subparsers: Any) -> None:
    """Add the subcommand with its actions ``check`` and ``list``."""
    parser = subparsers.add_parser("edition", help="check an edition and list its runs, or list the editions")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    check = actions.add_parser(
        "check",
        help="validate all of an edition and estimate its runs",
        description="Check every key, preset, network and combination of an edition, and list its runs with an "
        "estimate of time and memory, before anything starts.",
    )
    check.add_argument(
        "edition", metavar="FILE", help="name of an edition, or path of its file, which ends in .yaml"
    )
    check.add_argument(
        "--data", default="", metavar="PATH", help="your data, if the edition leaves them to you"
    )
    check.add_argument(
        "--jobs", default="", metavar="N", help="trainings at a time (default: one a core, or one a GPU)"
    )
    check.add_argument(
        "--gpus",
        default="",
        metavar="N",
        help="GPUs, each for one training at a time (default: all; 0: none)",
    )
    check.add_argument("--brief", action="store_true", help="check, and estimate nothing")
    check.add_argument(
        "--json", action="store_true", help="print JSON: an object a run, null where nothing is estimated"
    )
    check.set_defaults(run=run_check)
    actions.add_parser("list", help="list the editions with their runs").set_defaults(run=run_list)


def _at_a_time(jobs: str, gpus: str, runs: int) -> tuple[int, int]:
    """Trainings at a time, and threads of each. Where there are GPUs, no more trainings run than those."""
    import torch

    from fer_lib.errors import UserError

    for option, text, least in (("--jobs", jobs, 1), ("--gpus", gpus, 0)):
        if text and not (text.isdecimal() and int(text) >= least):
            raise UserError(f"{option} {text}: a whole number from {least} is expected")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    devices = int(gpus) if gpus else torch.cuda.device_count()
    wanted = min(int(jobs or devices or cores), devices or runs, runs)
    return wanted, max(1, cores // wanted)


def run_check(arguments: argparse.Namespace) -> int:
    """Print the runs. Raises ``UserError`` for what is wrong with the edition."""
    from fer_lib.editions import assignments_of, check_sources, read_edition

    edition = read_edition(arguments.edition)
    assignments_of(edition)
    check_sources(edition, arguments.data)
    from fer_lib.editions import expected_work
    from fer_lib.editions.estimate import RunEstimate, check_runs, edition_data, estimate, rough_seconds

    datasets = edition_data(edition, arguments.data)
    if arguments.brief or len(datasets) < len(edition.sources):
        images_of = check_runs(edition, datasets)
        expected_work.keep(edition.folder, rough_seconds(edition, datasets, images_of))
        if arguments.json:
            unknown = dict.fromkeys(key.name for key in fields(RunEstimate))
            runs = [
                {**unknown, "name": name, "preset": edition.presets[name], "epochs": config.epochs}
                for name, config in edition.configs.items()
            ]
            print(json.dumps(runs, indent=2, ensure_ascii=False))
            return 0
        print(f"edition {edition.name}: {len(edition.configs)} runs, every configuration is valid")
        if not arguments.brief:
            print("\n".join(f"  {name}" for name in edition.configs))
            print(
                "It leaves the data to you: name them with --data PATH (make: DATA=path) for time and memory."
            )
        return 0
    jobs, threads = _at_a_time(arguments.jobs, arguments.gpus, max(1, len(edition.trained_configs)))
    say = (lambda line: None) if arguments.json else print
    estimates = estimate(edition, datasets, threads, say)
    expected_work.keep(edition.folder, {run.name: run.seconds for run in estimates})
    if arguments.json:
        print(json.dumps([asdict(run) for run in estimates], indent=2, ensure_ascii=False))
    else:
        print("\n".join(describe(edition, estimates, jobs)))
    return 0


def describe(edition: "Edition", estimates: "list[RunEstimate]", jobs: int) -> list[str]:
    """The lines of the list, and what the estimate rests on.

    Args:
        edition: the edition.
        estimates: of all its runs.
        jobs: trainings at a time.
    """
    from fer_lib.clock import clock

    if not estimates:
        return [f"edition {edition.name}: {len(edition.configs)} runs, none of which is trained here"]
    width = max(len(run.name) for run in estimates)
    lines = [
        f"edition {edition.name}: {len(estimates)} runs, every configuration is valid",
        f"  {'run':<{width}}  {'parameters':>11}  {'images':>7}  {'epochs':>6}  {'time':>8}  {'memory':>7}  rests on",
    ]
    lines += [
        f"  {run.name:<{width}}  {run.parameters:>11,}  {run.images:>7,}  {run.epochs:>6}  "
        f"{clock(run.seconds):>8}  {run.memory / 2**30:>4.1f} GB  {run.basis}"
        for run in estimates
    ]
    waiting = [run for run in estimates if run.state != "done"]
    if not waiting:
        return [*lines, "All of them are done."]
    longest = max(run.seconds for run in waiting)
    total = max(longest, sum(run.seconds for run in waiting) / jobs)
    most = sum(sorted((run.memory for run in waiting), reverse=True)[:jobs])
    return [
        *lines,
        f"{len(waiting)} to do, {jobs} at a time: about {clock(total)} in all, at most {most / 2**30:.1f} GB at once.",
        "Time: images × epochs × seconds an image, from what stands under `rests on`; a busy machine takes longer, and "
        "early stopping less. Memory: parameters, gradients, optimizer, a batch's layer outputs, images, program.",
    ]


def run_list(arguments: argparse.Namespace) -> int:
    """Print a line an edition; one that cannot be read says why."""
    from fer_lib.editions import edition_names, read_edition
    from fer_lib.editions.file import MAIN_DATA
    from fer_lib.errors import UserError
    from fer_lib.project import project_root

    names = edition_names(project_root())
    width = max(len(name) for name in names)
    for name in names:
        try:
            edition = read_edition(name)
            source = edition.sources[MAIN_DATA].source or "your data (DATA=path)"
            line = f"{len(edition.configs):>3} runs  {source:<22}  {edition.title.en}"
        except UserError as error:
            line = f"  0 runs  {error}"
        print(f"{name:<{width}}  {line}")
    return 0
