"""How far the runs of an edition are: done, running, failed, interrupted, or still to come.

Read from the run folders and from ``runs/<edition>/.jobs``, where each job keeps ``<job>.lock``, locked while it runs,
and, once it has failed, ``<job>.failed`` with one line on where and why.
"""

import csv
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Literal

from fer_lib.clock import clock
from fer_lib.config import RunConfig
from fer_lib.editions.edition import Edition
from fer_lib.errors import UserError
from fer_lib.network_code import is_reference, read_network
from fer_lib.runs.files import CHECKPOINT, HISTORY, METRICS, PROVENANCE
from fer_lib.runs.jobs import is_running

State = Literal["done", "changed", "running", "failed", "interrupted", "to come"]
_EPOCH = re.compile(r"epoch +(\d+)/\d+ .* ([\d.]+) s\s*$", re.MULTILINE)
_RESUMED = re.compile(r"going on after epoch (\d+)")


@dataclass(frozen=True)
class JobStatus:
    """One run, or another job that runs or has failed.

    Attributes:
        name: of the run, or of the job: ``chapter-01_data``.
        state: ``changed``: done with another configuration than the edition now has, or on other data.
        epoch: epochs that are finished.
        epochs: epochs of the whole training; 0 for other jobs.
        seconds: of the finished training, or an estimate of what is left of a running one; None if unknown.
        error: where and why it failed, in one line.
    """

    name: str
    state: State
    epoch: int = 0
    epochs: int = 0
    seconds: float | None = None
    error: str = ""

    def describe(self) -> str:
        """What is to be said beside the state."""
        match self.state:
            case "done" if not self.epochs:
                return "trained elsewhere"
            case "done":
                took = "" if self.seconds is None else f" in {clock(self.seconds)}"
                return f"{self.epoch} epochs{took}"
            case "running" if not self.epochs:
                return ""
            case "running" if not self.epoch:
                return f"in the first of {self.epochs} epochs"
            case "running":
                left = "" if self.seconds is None else f", about {clock(self.seconds)} left"
                return f"epoch {min(self.epoch + 1, self.epochs)} of {self.epochs}{left}"
            case "failed":
                return self.error
            case "interrupted":
                return f"in epoch {min(self.epoch + 1, self.epochs)} of {self.epochs}; goes on from its last checkpoint"
            case "changed":
                return "done with another configuration, network or other data; will be trained again"
            case _:
                return f"{self.epochs} epochs"


def _failure(job: Path) -> str:
    try:
        return job.with_name(f"{job.name}.failed").read_text("utf8").strip()
    except OSError:
        return ""


def _json(path: Path) -> dict[str, object]:
    try:
        value = json.loads(path.read_text("utf8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _running(name: str, config: RunConfig, log: Path) -> JobStatus:
    """Epoch and time left of a running training, from the lines of its log."""
    try:
        text, last_written = log.read_text("utf8", errors="replace"), log.stat().st_mtime
    except OSError:
        return JobStatus(name, "running", 0, config.epochs)
    lines = _EPOCH.findall(text)
    if not lines:
        resumed = _RESUMED.search(text)
        return JobStatus(name, "running", int(resumed.group(1)) if resumed else 0, config.epochs)
    epoch, each = int(lines[-1][0]), median(float(seconds) for _, seconds in lines)
    left = (config.epochs - epoch) * each - (time.time() - last_written)
    return JobStatus(name, "running", epoch, config.epochs, max(0.0, left))


def _is_of_network(run: dict[str, object], config: RunConfig) -> bool:
    """Whether the code of a network of one's own is that of the run; believed where the file is not there."""
    if not is_reference(config.model):
        return True
    network = run.get("network")
    try:
        return isinstance(network, dict) and network.get("sha256") == read_network(config.model).sha256
    except UserError:
        return True


def _is_of(run: dict[str, object], config: RunConfig, data: Path) -> bool:
    """Whether a run's ``provenance.json`` tells of this configuration, network and data, as far as they are there."""
    if run.get("config_sha256") != config.hash() or not _is_of_network(run, config):
        return False
    prepared, used = _json(data / "provenance.json").get("provenance"), run.get("data")
    known = prepared.get("sha256") if isinstance(prepared, dict) else None
    return known is None or (isinstance(used, dict) and used.get("sha256") == known)


def run_status(name: str, config: RunConfig, folder: Path, job: Path, data: Path) -> JobStatus:
    """How far one run is.

    Args:
        name: of the run.
        config: its configuration in the edition.
        folder: its folder, which need not exist.
        job: path of its job in ``.jobs``, without ending.
        data: folder of its prepared data.
    """
    if is_running(job):
        return _running(name, config, folder / "train.log.txt")
    metrics = _json(folder / METRICS)
    if metrics:
        if not _is_of(_json(folder / PROVENANCE), config, data):
            return JobStatus(name, "changed", 0, config.epochs)
        selected, seconds = metrics.get("selected"), metrics.get("seconds")
        epochs = int(selected["of"]) if isinstance(selected, dict) else config.epochs
        return JobStatus(name, "done", epochs, config.epochs, seconds if isinstance(seconds, float) else None)
    if error := _failure(job):
        return JobStatus(name, "failed", 0, config.epochs, error=error)
    if (folder / CHECKPOINT).is_file():
        try:
            with (folder / HISTORY).open(encoding="utf8", newline="") as file:
                epoch = sum(1 for _ in csv.DictReader(file))
        except OSError:
            epoch = 0
        return JobStatus(name, "interrupted", epoch, config.epochs)
    return JobStatus(name, "to come", 0, config.epochs)


def status_of(edition: Edition, name: str) -> JobStatus:
    """How far a run of an edition is; one that was trained elsewhere is there or not."""
    folder = edition.folder
    if name in edition.adopted:
        return JobStatus(name, "done" if (folder / name / METRICS).is_file() else "to come")
    job, data = folder / ".jobs" / f"train-{name}", folder / edition.data_of[name]
    return run_status(name, edition.configs[name], folder / name, job, data)


def _other_jobs(edition: Edition) -> Iterator[JobStatus]:
    """Jobs other than trainings that run or have failed; not those of runs that the edition no longer has."""
    folder = edition.folder / ".jobs"
    for lock in sorted(folder.glob("*.lock")):
        job = lock.with_suffix("")
        step, _, run = job.name.partition("-")
        if step == "train" or (step == "explain" and run.rpartition("-")[0] not in edition.configs):
            continue
        if is_running(job):
            yield JobStatus(job.name, "running")
        elif error := _failure(job):
            yield JobStatus(job.name, "failed", error=error)


def edition_status(edition: Edition) -> list[JobStatus]:
    """How far every run is, in the edition's order; then the other jobs that run or have failed."""
    runs = [status_of(edition, name) for name in edition.configs]
    return [*runs, *_other_jobs(edition)]
