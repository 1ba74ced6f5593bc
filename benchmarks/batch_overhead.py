"""What a batch costs beside its computing: twelve tiny trainings through `make batch`, and through papermill alone.

    python benchmarks/batch_overhead.py            two jobs at a time
    python benchmarks/batch_overhead.py --jobs 4

Both make the same runs, seconds each, in a copy of the project in a temporary folder. Computing is what the runs
themselves record: the seconds of their epochs. Everything else is overhead: Snakemake, the start of Python, of a kernel
and of PyTorch, the run's figure and files. Per run it is (wall time − computing / jobs at a time) / runs. Processor
time is that of all processes together; where other things run as well, it says more than wall time.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("Snakefile", "_toc.yml", "fer_lib", "notebooks", "presets", "profiles", "tools")
EDITION = {
    "title": {"en": "Twelve tiny runs", "zh-TW": "十二次小訓練"},
    "data": {"source": "synthetic", "size": 300},
    "main_run": "tiny-lr0.001-dropout0.0-s0",
    "runs": {
        "tiny": {
            "preset": "smoke",
            "seeds": [0, 1, 2],
            "grid": {"learning_rate": [1.0e-3, 2.0e-3], "dropout": [0.0, 0.5]},
        }
    },
}


def make_project(folder: Path) -> None:
    """A copy of what the pipeline needs, with an edition of twelve tiny runs."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / name)
    (folder / "editions").mkdir()
    (folder / "editions" / "overhead.yaml").write_text(
        yaml.safe_dump(EDITION, allow_unicode=True, sort_keys=False), "utf8"
    )
    (folder / ".venv").symlink_to(sys.prefix)


@dataclass
class Cost:
    """Seconds of wall time and of processor time, all processes together."""

    wall: float = 0.0
    processor: float = 0.0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.wall + other.wall, self.processor + other.processor)


def processor_seconds() -> float:
    """Of all processes that were started and have ended, and those that they started."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def call(folder: Path, *command: str, **env: str) -> Cost:
    """What a command takes. Raises ``subprocess.CalledProcessError`` if it fails."""
    started, used = time.perf_counter(), processor_seconds()
    subprocess.run(
        command, cwd=folder, env={**os.environ, **env}, check=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return Cost(time.perf_counter() - started, processor_seconds() - used)


def computing(runs: Path) -> list[float]:
    """Seconds of all epochs of each run."""
    return [json.loads(path.read_text("utf8"))["seconds"] for path in sorted(runs.glob("*/metrics.json"))]


def batch(folder: Path, jobs: int) -> tuple[Cost, list[float]]:
    """Cost of the batch and the computing of its runs; the data are made before the clock starts."""
    snakemake = (sys.executable, "-m", "snakemake", "--cores", "1", "--config", "edition=overhead")
    call(folder, *snakemake, "--", "runs/overhead/data")
    cost = call(folder, "tools/pipeline.sh", "runs", EDITION="overhead", JOBS=str(jobs), GPUS="0", DATA="")
    return cost, computing(folder / "runs" / "overhead")


def one_by_one(folder: Path) -> tuple[Cost, list[float]]:
    """The same runs, each by a papermill of its own, one after the other; one thread, as in the batch."""
    papermill = (sys.executable, "-m", "papermill", "notebooks/train.ipynb")
    cost = Cost()
    for config in sorted((folder / "runs" / "overhead").glob("*/config.yaml")):
        values = yaml.safe_load(config.read_text("utf8"))
        changed = {"runs_dir": "runs/alone", "data": "runs/overhead/data"}
        arguments = ("-f", str(config), "-y", json.dumps({**values, **changed}), "--no-progress-bar")
        output = folder / "alone" / f"{config.parent.name}.ipynb"
        output.parent.mkdir(exist_ok=True)
        cost += call(folder, *papermill, str(output), *arguments, OMP_NUM_THREADS="1")
    return cost, computing(folder / "runs" / "alone")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of one run of each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--jobs", type=int, default=2, help="trainings at a time (default: 2)")
    jobs = parser.parse_args(arguments).jobs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_project(folder)
        print(f"12 trainings as a batch of {jobs} jobs …", flush=True)
        figures = {f"batch, {jobs} jobs": (*batch(folder, jobs), jobs)}
        print("the same with papermill, one by one …", flush=True)
        figures["papermill one by one"] = (*one_by_one(folder), 1)
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, load {load:.1f} at the end; 12 trainings of 2 epochs on 240 images")
    print(
        f"{'':<22}  {'wall':>8}  {'processor':>9}  {'computing':>9}  {'overhead a run: wall':>20}  {'processor':>9}"
    )
    for title, (cost, seconds, at_a_time) in figures.items():
        wall = (cost.wall - sum(seconds) / at_a_time) / len(seconds)
        processor = (cost.processor - sum(seconds)) / len(seconds)
        print(
            f"{title:<22}  {cost.wall:>6.1f} s  {cost.processor:>7.1f} s  {sum(seconds):>7.1f} s  {wall:>18.2f} s  "
            f"{processor:>7.2f} s"
        )


if __name__ == "__main__":
    main()
