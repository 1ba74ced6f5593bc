"""Run one job of a batch: never twice at a time, on a device of its own, its output in a log.

    python -m tools.job runs/quick/.jobs/train-report-a --log train.log.txt [--notebook train.log.ipynb]
        [--label report-a] [--device] -- COMMAND ARGUMENT…

While the command runs, ``<job>.lock`` is locked; the system lifts the lock when the process ends, however it ends.
If the command fails, ``<job>.failed`` says in one line where and why. ``python -m fer_lib status`` reads both.
"""

import argparse
import contextlib
import fcntl
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from fer_lib.clock import clock
from tools import progress
from tools.where_it_failed import describe_failure, last_line

DEVICES = "FER_GPUS"
"""Environment variable with the devices that jobs may use, as ``CUDA_VISIBLE_DEVICES`` names them: ``0,1``."""
OUTPUT = {"PYTHONUTF8": "1", "PYTHONIOENCODING": "utf8"}
"""A log is UTF-8, whatever the console of its user can show."""
EPOCH = re.compile(r"epoch +\d+/.*")
SELDOM = 10.0
"""Seconds between two lines on epochs that are shown: a small training has hundreds of them in a few."""


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[int]:
    """Hold the lock of a job; wait where an earlier command, whose end was killed, is still at it.

    Yields:
        The lock's descriptor, for the command to inherit: the lock then lasts as long as the command.
    """
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"{path.stem}: still running from an earlier command; waiting for it", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError:
            pass  # a file system without locks: nothing is worse than it was
        yield file.fileno()


@contextlib.contextmanager
def own_device(devices: list[str]) -> Iterator[tuple[str, int] | None]:
    """Hold one of the devices that no other job of this user holds; wait until one is free.

    Args:
        devices: their names; none for a machine without, on which nothing is held.

    Yields:
        The name, and the lock's descriptor for the command to inherit.
    """
    if not devices:
        yield None
        return
    folder = Path(tempfile.gettempdir(), f"fer-lib-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    while True:
        for device in devices:
            with (folder / f"gpu-{device.replace('/', '_')}.lock").open("w") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                yield device, file.fileno()
                return
        time.sleep(0.5)


def execute(command: list[str], log: Path, label: str, descriptors: tuple[int, ...], **env: str) -> int:
    """Run the command, keep its output in ``log`` and show a line on an epoch every ``SELDOM`` seconds.

    Returns:
        Its exit status; 130 after Ctrl-C, 143 if something outside asked it to end.
    """
    asked: list[int] = []
    shown = time.monotonic()

    def ask_to_end(number: int, _frame: FrameType | None) -> None:
        asked.append(number)
        if number == signal.SIGTERM:  # Ctrl-C reaches the command by itself
            process.terminate()

    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf8", errors="replace",
        env={**os.environ, **OUTPUT, **env}, pass_fds=descriptors,
    )  # fmt: skip
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask_to_end)
    assert process.stdout is not None
    try:
        with log.open("w", encoding="utf8") as file:
            for line in process.stdout:
                file.write(line)
                file.flush()
                if time.monotonic() - shown >= SELDOM and (found := EPOCH.search(line)):
                    print(f"{label}: {found.group()}", flush=True)
                    shown = time.monotonic()
    except OSError:  # the disk is full, say: the command would soon fail as well
        process.terminate()
        process.wait()
        raise
    status = process.wait()
    return 128 + asked[0] if asked and status else status


def describe(status: int, log: Path, notebook: Path | None) -> str:
    """What is known of a failure, in one line."""
    if status == 128 + signal.SIGTERM:
        return f"ENDED from outside, by a time limit or an administrator; the same command goes on; see {log}"
    if notebook:
        return describe_failure(notebook, log)
    return f"FAILED: {last_line(log)} (see {log})"


def main(arguments: list[str] | None = None) -> int:
    """Command line; returns the command's exit status."""
    parser = argparse.ArgumentParser(description="Run one job of a batch.")
    parser.add_argument("job", type=Path, help="where its lock and its failure are noted, without ending")
    parser.add_argument("--log", type=Path, required=True, help="file for the command's output")
    parser.add_argument("--notebook", type=Path, help="the notebook that the command executes")
    parser.add_argument("--label", default="", help="what stands before the lines on epochs")
    parser.add_argument("--device", action="store_true", help=f"give it one of the devices in {DEVICES}")
    parser.add_argument("command", nargs="+")
    wanted = parser.parse_args(arguments)

    try:
        return run(wanted)
    except OSError as error:
        told = f"{error.filename or wanted.log}: {error.strerror or error}"
        print(f"{wanted.job.name}: FAILED: cannot be written: {told}", file=sys.stderr, flush=True)
        return 1


def run(wanted: argparse.Namespace) -> int:
    """Run the job that the command line describes; returns the command's exit status.

    Raises:
        OSError: if the log or the notes beside the job cannot be written.
    """
    wanted.job.parent.mkdir(parents=True, exist_ok=True)
    wanted.log.parent.mkdir(parents=True, exist_ok=True)
    failed = wanted.job.with_name(f"{wanted.job.name}.failed")
    devices = [name for name in os.environ.get(DEVICES, "").split(",") if name] if wanted.device else []
    with only_one(wanted.job.with_name(f"{wanted.job.name}.lock")) as lock, own_device(devices) as device:
        for old in filter(None, (failed, wanted.notebook)):
            old.unlink(missing_ok=True)
        progress.begin(wanted.job)
        begun = time.monotonic()
        if device:
            name, held = device
            status = execute(
                wanted.command, wanted.log, wanted.label, (lock, held), CUDA_VISIBLE_DEVICES=name
            )
        else:
            status = execute(wanted.command, wanted.log, wanted.label, (lock,))
        took = time.monotonic() - begun
        if status and status != 128 + signal.SIGINT:
            line = describe(status, wanted.log, wanted.notebook)
            print(f"{wanted.job.name}: {line}", file=sys.stderr, flush=True)
            failed.write_text(line + "\n", "utf8")
        told = progress.end(wanted.job, took) if status != 128 + signal.SIGINT else ""
        if told:
            print(f"{wanted.job.name} {'failed' if status else 'done'} in {clock(took)}; {told}", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
