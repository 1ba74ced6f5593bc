"""What status reads from run folders and job files."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from fer_lib.cli import main
from fer_lib.editions import read_edition
from fer_lib.editions.status import edition_status

NAMES = ("done", "changed", "running", "begun", "resumed", "failed", "interrupted", "to-come")
EPOCH = (
    "INFO epoch {:>3}/10  loss 1.9 / 1.8  accuracy 0.2 / 0.3 (training / validation)  400 images/s  {} s\n"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in which every state occurs."""
    for name in ("presets", "editions"):
        (tmp_path / name).mkdir()
    (tmp_path / "_toc.yml").touch()
    (tmp_path / "presets" / "p.yaml").write_text("epochs: 10\n", "utf8")
    edition = {
        "title": {"en": "T", "zh-TW": "測"},
        "data": {"source": "synthetic"},
        "main_run": "done",
        "runs": {name: {"preset": "p"} for name in NAMES},
    }
    (tmp_path / "editions" / "test.yaml").write_text(yaml.safe_dump(edition), "utf8")
    monkeypatch.chdir(tmp_path)
    config = read_edition("test").configs["done"]
    jobs = tmp_path / "runs" / "test" / ".jobs"
    jobs.mkdir(parents=True)
    for name in NAMES[:-1]:
        folder = jobs.parent / name
        folder.mkdir()
        (jobs / f"train-{name}.lock").touch()
        if name in ("done", "changed"):
            metrics = {"selected": {"by": "validation_accuracy", "epoch": 4, "of": 9}, "seconds": 125.4}
            (folder / "metrics.json").write_text(json.dumps(metrics), "utf8")
            known = config.hash() if name == "done" else "another"
            (folder / "provenance.json").write_text(json.dumps({"config_sha256": known}), "utf8")
        if name == "interrupted":
            (folder / "checkpoint.pt").touch()
            (folder / "history.csv").write_text("epoch,seconds\n1,2.0\n2,2.0\n", "utf8")
    (jobs.parent / "running" / "train.log.txt").write_text(
        EPOCH.format(3, 60.0) + EPOCH.format(4, 60.0), "utf8"
    )
    (jobs.parent / "begun" / "train.log.txt").write_text("INFO Executing cell\n", "utf8")
    (jobs.parent / "resumed" / "train.log.txt").write_text("runs/x: going on after epoch 7\n", "utf8")
    (jobs / "train-failed.failed").write_text("FAILED in cell 7: UserError: the loss is not finite\n", "utf8")
    return tmp_path


@pytest.fixture
def held(project: Path) -> Iterator[None]:
    """Locks of the jobs that run."""
    files = []
    for name in ("running", "begun", "resumed"):
        file = (project / "runs" / "test" / ".jobs" / f"train-{name}.lock").open("w")
        fcntl.flock(file, fcntl.LOCK_EX)
        files.append(file)
    yield
    for file in files:
        file.close()


def test_every_state_is_told_from_the_files(project: Path, held: None) -> None:
    jobs = {job.name: job for job in edition_status(read_edition("test"))}
    assert {name: job.state for name, job in jobs.items()} == {
        "done": "done", "changed": "changed", "running": "running", "begun": "running", "resumed": "running",
        "failed": "failed", "interrupted": "interrupted", "to-come": "to come",
    }  # fmt: skip
    assert jobs["done"].describe() == "9 epochs in 2:05"
    assert jobs["begun"].describe() == "in the first of 10 epochs"
    assert jobs["resumed"].describe() == "epoch 8 of 10"
    assert jobs["interrupted"].describe() == "in epoch 3 of 10; goes on from its last checkpoint"
    assert jobs["failed"].describe() == "FAILED in cell 7: UserError: the loss is not finite"
    assert jobs["to-come"].describe() == "10 epochs"


def test_a_run_on_other_data_than_there_are_now_is_changed(project: Path) -> None:
    runs = project / "runs" / "test"
    (runs / "data").mkdir()
    (runs / "data" / "provenance.json").write_text(json.dumps({"provenance": {"sha256": "new"}}), "utf8")
    path = runs / "done" / "provenance.json"
    known = json.loads(path.read_text("utf8"))
    for data, state in (({"sha256": "new"}, "done"), ({"sha256": "old"}, "changed"), ("damaged", "changed")):
        path.write_text(json.dumps({**known, "data": data}), "utf8")
        job = next(job for job in edition_status(read_edition("test")) if job.name == "done")
        assert job.state == state
    assert "other data" in job.describe()


def test_time_left_is_that_of_the_remaining_epochs(project: Path, held: None) -> None:
    log = project / "runs" / "test" / "running" / "train.log.txt"
    now = time.time()
    os.utime(log, (now, now + 1000))  # the clock cannot have passed the end of the last epoch
    job = next(job for job in edition_status(read_edition("test")) if job.name == "running")
    assert job.epoch == 4
    assert job.seconds is not None
    assert job.seconds >= 6 * 60
    os.utime(log, (now, now - 10_000))  # an epoch that takes far longer than those before
    assert next(j for j in edition_status(read_edition("test")) if j.name == "running").seconds == 0
    assert job.describe().startswith("epoch 5 of 10, about ")


def test_a_lock_that_nobody_holds_is_of_a_job_that_was_killed(project: Path) -> None:
    states = {job.name: job.state for job in edition_status(read_edition("test"))}
    assert states["running"] == "to come"  # it left no checkpoint


def test_other_jobs_are_listed_if_they_run_or_have_failed(project: Path) -> None:
    jobs = project / "runs" / "test" / ".jobs"
    for name in ("data", "chapter-01_data", "explain-done-saliency", "explain-gone-saliency", "train-gone"):
        (jobs / f"{name}.lock").touch()
        (jobs / f"{name}.failed").write_text(f"FAILED: {name}", "utf8")
    (jobs / "chapter-02_models.lock").touch()
    others = edition_status(read_edition("test"))[len(NAMES) :]
    assert [job.name for job in others] == ["chapter-01_data", "data", "explain-done-saliency"]
    assert {job.state for job in others} == {"failed"}


def test_status_prints_a_line_a_run_and_its_exit_status_tells_of_failures(
    project: Path, held: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["status", "test"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        "edition test, 8 runs: 1 done, 3 running, 1 failed, 1 interrupted, 1 changed, 1 to come"
    )
    assert len(lines) == 9
    assert main(["status", "test", "--failed"]) == 1
    shown = capsys.readouterr().out
    assert "epochs in" not in shown
    assert "FAILED in cell 7" in shown
    assert main(["status", "test", "--json"]) == 1
    assert len(json.loads(capsys.readouterr().out)) == 8
    (project / "runs" / "test" / ".jobs" / "train-failed.failed").unlink()
    assert main(["status", "test"]) == 0
