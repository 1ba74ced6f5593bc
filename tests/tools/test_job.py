"""One job of a batch: its lock, its device, its log, and what is noted of a failure."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools import progress
from tools.job import SELDOM
from tools.where_it_failed import describe_failure

START = Callable[..., subprocess.Popen[str]]


def until(condition: Callable[[], bool]) -> None:
    """Wait, with patience for a busy machine."""
    for _ in range(1200):
        if condition():
            return
        time.sleep(0.05)
    pytest.fail("did not happen")


@pytest.fixture
def start(root: Path, tmp_path: Path) -> Iterator[START]:
    """``start(name, script, *options)`` starts a job whose command is a shell script."""
    started: list[subprocess.Popen[str]] = []

    def run(
        name: str, script: str, *options: str, devices: str = "", seldom: float = SELDOM
    ) -> subprocess.Popen[str]:
        job = [str(tmp_path / ".jobs" / name), "--log", str(tmp_path / f"{name}.txt"), *options]
        environment = {
            **os.environ, "TMPDIR": str(tmp_path), "FER_GPUS": devices, "PYTHONPATH": str(root), "HERE": str(tmp_path),
        }  # fmt: skip
        program = f"import sys\nfrom tools import job\njob.SELDOM = {seldom}\nsys.exit(job.main())"
        process = subprocess.Popen(
            [sys.executable, "-c", program, *job, "--", "bash", "-c", script],
            cwd=tmp_path, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


# A command that takes its device for itself, or fails where another has it, and holds it until told.
HOLD = """
mkdir "held-$CUDA_VISIBLE_DEVICES" || exit 9
until [ -e go ]; do sleep 0.05; done
rmdir "held-$CUDA_VISIBLE_DEVICES"
"""


def test_each_job_has_a_device_of_its_own_and_the_next_one_waits(start: START, tmp_path: Path) -> None:
    jobs = [start(name, HOLD, "--device", devices="2,MIG-7") for name in ("a", "b", "c")]
    until(lambda: len(list(tmp_path.glob("held-*"))) == 2)
    assert {path.name for path in tmp_path.glob("held-*")} == {"held-2", "held-MIG-7"}
    assert [job.poll() for job in jobs] == [None] * 3  # the third has no device and has not begun
    (tmp_path / "go").touch()
    assert [job.wait() for job in jobs] == [0, 0, 0]


def test_without_devices_or_without_need_nothing_is_assigned(start: START, tmp_path: Path) -> None:
    show = 'echo "device ${CUDA_VISIBLE_DEVICES-none}"'
    for name, options, devices in (("a", ["--device"], ""), ("b", [], "0,1")):
        assert start(name, f"unset CUDA_VISIBLE_DEVICES; {show}", *options, devices=devices).wait() == 0
        assert (tmp_path / f"{name}.txt").read_text("utf8") == "device none\n"


def test_the_same_job_never_runs_twice_at_a_time(start: START, tmp_path: Path) -> None:
    first = start("a", "touch began; until [ -e go ]; do sleep 0.05; done; echo first >>order")
    until((tmp_path / "began").exists)
    second = start("a", "echo second >>order")
    assert second.stdout is not None
    assert second.stdout.readline() == "a: still running from an earlier command; waiting for it\n"
    (tmp_path / "go").touch()
    assert [first.wait(), second.wait()] == [0, 0]
    assert (tmp_path / "order").read_text("utf8") == "first\nsecond\n"


def test_a_killed_job_leaves_no_lock_but_its_orphan_keeps_it(start: START, tmp_path: Path) -> None:
    first = start("a", "echo $$ >pid; until [ -e go ]; do sleep 0.05; done; echo first >>order")
    until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text("utf8").strip() != "")
    first.kill()
    first.wait()
    second = start("a", "echo second >>order")
    assert second.stdout is not None
    assert "still running" in second.stdout.readline()
    os.kill(int((tmp_path / "pid").read_text("utf8")), signal.SIGKILL)
    assert second.wait() == 0
    assert (tmp_path / "order").read_text("utf8") == "second\n"


def test_output_goes_to_the_log_and_epochs_are_shown(start: START, tmp_path: Path) -> None:
    said = "echo something; echo '2026 INFO epoch   1/2  loss 1.0'; echo >&2 warning"
    job = start("a", said, "--label", "run", seldom=0)
    shown, _ = job.communicate()
    assert job.returncode == 0
    assert shown == "run: epoch   1/2  loss 1.0\n"
    assert (tmp_path / "a.txt").read_text("utf8").splitlines() == [
        "something", "2026 INFO epoch   1/2  loss 1.0", "warning",
    ]  # fmt: skip


def test_epochs_that_pass_quickly_are_not_all_shown(start: START, tmp_path: Path) -> None:
    job = start("a", "for k in $(seq 300); do echo epoch $k/300; done", "--label", "run")
    assert job.communicate()[0] == ""
    assert (tmp_path / "a.txt").read_text("utf8").count("epoch") == 300


def test_what_is_left_is_said_when_a_job_of_the_plan_has_ended(start: START, tmp_path: Path) -> None:
    rules = [("chapter", {"chapter": name}) for name in ("a", "b", "c")]
    progress.plan(tmp_path / ".jobs", rules, {}, at_a_time=1)
    assert (
        start("chapter-a", "true")
        .communicate()[0]
        .startswith("chapter-a done in 0:00; 1 of 3 jobs, about 0:")
    )
    shown, failed = start("chapter-b", "exit 3").communicate()
    assert shown.startswith("chapter-b failed in 0:00; 2 of 3 jobs, about 0:")
    assert "FAILED" in failed
    assert start("chapter-c", "true").communicate()[0] == "chapter-c done in 0:00; 3 of 3 jobs\n"
    assert start("another", "true").communicate()[0] == ""


def test_a_failure_is_noted_in_one_line_until_the_job_succeeds(start: START, tmp_path: Path) -> None:
    job = start("data", "echo 'error: x.csv: line 3 is bad'; exit 7")
    _, said = job.communicate()
    failed = tmp_path / ".jobs" / "data.failed"
    assert job.returncode == 7
    assert failed.read_text("utf8").startswith("FAILED: error: x.csv: line 3 is bad (see ")
    assert said == f"data: {failed.read_text('utf8')}"
    assert start("data", "exit 0").wait() == 0
    assert not failed.exists()


def test_a_notebook_of_an_earlier_attempt_is_not_blamed(start: START, tmp_path: Path) -> None:
    error = {"output_type": "error", "ename": "OldError", "evalue": "of last week"}
    notebook = tmp_path / "n.ipynb"
    notebook.write_text(json.dumps({"cells": [{"cell_type": "code", "outputs": [error]}]}), "utf8")
    assert start("a", "echo papermill: no such file; exit 1", "--notebook", str(notebook)).wait() == 1
    noted = (tmp_path / ".jobs" / "a.failed").read_text("utf8")
    assert noted.startswith("FAILED before the notebook ran: papermill: no such file")


def test_a_job_that_is_ended_from_outside_ends_its_command_and_says_so(start: START, tmp_path: Path) -> None:
    job = start("a", "touch began; exec sleep 600")
    until((tmp_path / "began").exists)
    job.terminate()
    assert job.wait() == 128 + signal.SIGTERM
    assert "ENDED from outside" in (tmp_path / ".jobs" / "a.failed").read_text("utf8")


def test_a_failure_in_no_cell_shows_the_last_line_of_the_log(tmp_path: Path) -> None:
    notebook, log = tmp_path / "n.ipynb", tmp_path / "n.txt"
    notebook.write_text(json.dumps({"cells": [{"cell_type": "code", "outputs": []}]}), "utf8")
    log.write_text("Traceback\nDeadKernelError: Kernel died\n\n", "utf8")
    assert describe_failure(notebook, log) == (
        f"FAILED without an error in a cell: DeadKernelError: Kernel died (see {log})"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_log_that_cannot_be_written_ends_the_job_and_is_said(start: START, tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to("/dev/full")
    job = start("a", "echo something; exec sleep 600")
    _, said = job.communicate()
    assert job.returncode == 1
    assert said == f"a: FAILED: cannot be written: {tmp_path / 'a.txt'}: No space left on device\n"


def test_a_log_is_utf8_on_any_console(start: START, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    assert start("a", f"{sys.executable} -c 'print(\"臉 ≥ 0\")'").wait() == 0
    assert (tmp_path / "a.txt").read_text("utf8") == "臉 ≥ 0\n"
