"""What is left of a batch on this machine: how many jobs, and about how long they will take.

The Snakefile writes the plan before the first job; tools/job.py notes when a job begins and ends, and says the line.
Expected seconds are corrected by what the jobs of the same kind have taken: they need not be right for this machine.
"""

import json
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from fer_lib.clock import clock

PLAN, EVENTS = "plan.json", "events.txt"
"""In the folder of the jobs: the plan, and a line for each begin and end since then: ``end 12.5 chapter-01_data``."""
EXPECTED = {"data": 5.0, "train": 60.0, "adopt": 5.0, "explain": 20.0, "chapter": 9.0}
"""Seconds of a job of each kind, of which nothing else is known."""
BOOK = 60.0
"""Seconds of PDFs and site."""
TRUST = 20.0
"""Seconds that a kind's jobs have to take until what they took counts as much as what was expected."""


def plan(
    folder: Path,
    jobs: Iterable[tuple[str, Mapping[str, str]]],
    trainings: Mapping[str, float],
    at_a_time: int,
    afterwards: float = 0.0,
) -> None:
    """Note what is going to be done; where it cannot be written, nothing is said of it.

    Args:
        folder: of the jobs, ``runs/<edition>/.jobs``.
        jobs: rule and wildcards of each job.
        trainings: expected seconds by the run's name, where they are known.
        at_a_time: jobs at a time.
        afterwards: seconds of what follows these jobs.
    """
    expected = {}
    for rule, wildcards in jobs:
        if rule in EXPECTED:
            name = wildcards["data"] if rule == "data" else "-".join([rule, *wildcards.values()])
            known = trainings.get(wildcards["run"]) if rule == "train" else None
            expected[name] = (rule, EXPECTED[rule] if known is None else known)
    noted = {"jobs": expected, "at_a_time": at_a_time, "afterwards": afterwards}
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / EVENTS).write_text("", "utf8")
        (folder / PLAN).write_text(json.dumps(noted), "utf8")


def begin(job: Path) -> None:
    """Note that a job begins; ``job`` is its place in the folder of the jobs."""
    with suppress(OSError):
        _note(job, "begin", time.time())


def end(job: Path, seconds: float) -> str:
    """Note that a job has ended, and say what is left.

    Args:
        job: its place in the folder of the jobs.
        seconds: that it took.

    Returns:
        ``31 of 75 jobs, about 2:10 left``; empty for a job of no plan.
    """
    try:
        noted = json.loads((job.parent / PLAN).read_text("utf8"))
        if job.name not in noted["jobs"]:
            return ""
        _note(job, "end", seconds)
        events = [line.split(" ", 2) for line in (job.parent / EVENTS).read_text("utf8").splitlines()]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    ended = {name: float(number) for kind, number, name in events if kind == "end"}
    begun = {name: float(number) for kind, number, name in events if kind == "begin"}
    left = seconds_left(noted, ended, {name: time.time() - moment for name, moment in begun.items()})
    jobs = len(noted["jobs"])
    told = f"{len(ended)} of {jobs} job{'s' * (jobs > 1)}"
    return f"{told}, about {clock(left)} left" if left >= 1 else told


def _note(job: Path, kind: str, number: float) -> None:
    with (job.parent / EVENTS).open("a", encoding="utf8") as file:  # a short line is written in one go
        file.write(f"{kind} {number:.3f} {job.name}\n")


def seconds_left(noted: Mapping[str, Any], ended: Mapping[str, float], running: Mapping[str, float]) -> float:
    """What is left of a plan, in seconds.

    Args:
        noted: the plan.
        ended: how long each job took that has ended.
        running: how long ago each of the others began.
    """
    jobs = noted["jobs"]
    factors = {}
    for kind in EXPECTED:
        expected = {name: jobs[name][1] for name in ended if name in jobs and jobs[name][0] == kind}
        took = sum(ended[name] for name in expected)
        factors[kind] = (took + TRUST) / (sum(expected.values()) + TRUST)
    rest = [
        max(factors[kind] * expected - running.get(name, 0.0), 0.0)
        for name, (kind, expected) in jobs.items()
        if name not in ended
    ]
    return float(max([sum(rest) / noted["at_a_time"], *rest]) + noted["afterwards"])
