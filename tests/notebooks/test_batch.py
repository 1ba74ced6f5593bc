"""A batch as `make batch` runs it: one of its runs fails, all is killed in the middle, and the same command again."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from safetensors.torch import load_file

from fer_lib.editions import read_edition
from fer_lib.training.data import run_folder, training_data
from fer_lib.training.loop import train
from tests.data.face_files import random_images, write_fer2013

CORES = str(os.cpu_count())
SMALL = {"preset": "batch-test", "training_size": 64}
EDITION: dict[str, Any] = {
    "title": {"en": "Batch of a test", "zh-TW": "測試用的批次"},
    "data": {"source": "synthetic", "count": 200},
    "main_run": "long",
    "runs": {
        "long": {**SMALL, "epochs": 400},
        "bad": {**SMALL, "training_size": 5000},
        "seeds": {"preset": "other-test", "training_size": 64, "learning_rate": 1.0e-5, "seeds": [0]},
    },
}


def until(condition: Callable[[], bool]) -> None:
    """Wait, with patience for a busy machine."""
    for _ in range(3600):
        if condition():
            return
        time.sleep(0.05)
    pytest.fail("did not happen")


def descendants(pid: int) -> list[int]:
    """A process and all that it has started, with theirs."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    ).stdout
    parents = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found = [pid]
    for parent in found:
        found += [child for child, its_parent in parents if its_parent == parent]
    return found


def started(shown: str) -> list[str]:
    """Runs whose training the output announces."""
    return re.findall(r"^training (\S+)$", shown, re.MULTILINE)


class Batch:
    """The batch in a copy of the project."""

    def __init__(self, workspace: Path) -> None:
        self.root, self.runs = workspace, workspace / "runs" / "batch"
        self.environment = {**os.environ, "EDITION": "batch", "DATA": "", "JOBS": CORES, "GPUS": "0"}

    def write(self, edition: dict[str, Any]) -> None:
        (self.root / "editions" / "batch.yaml").write_text(
            yaml.safe_dump(edition, allow_unicode=True, sort_keys=False), "utf8"
        )

    def start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            ["tools/pipeline.sh", "runs"], cwd=self.root, env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def run(self) -> tuple[int, str]:
        with self.start() as process:
            shown, _ = process.communicate()
            return process.returncode, shown

    def status(self) -> dict[str, dict[str, Any]]:
        command = [sys.executable, "-m", "fer_lib", "status", "batch", "--json"]
        done = subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=False)
        return {job["name"]: job for job in json.loads(done.stdout)}

    def times(self) -> dict[str, int]:
        return {p.parent.name: p.stat().st_mtime_ns for p in self.runs.glob("*/metrics.json")}


@pytest.fixture(scope="module")
def batch(workspace: Path) -> Iterator[Batch]:
    batch = Batch(workspace)
    (workspace / ".venv").symlink_to(sys.prefix)
    for name in ("batch-test", "other-test"):
        (workspace / "presets" / f"{name}.yaml").write_text(
            f"name: {name}\nmodel: report-b-dnn\nepochs: 2\n", "utf8"
        )
    batch.write(EDITION)
    yield batch
    for name in ("batch-test", "other-test"):
        (workspace / "presets" / f"{name}.yaml").unlink()
    (workspace / "editions" / "batch.yaml").unlink()
    (workspace / ".venv").unlink()


@pytest.fixture(scope="module")
def killed(batch: Batch) -> dict[str, dict[str, Any]]:
    """What status says, after every process of the batch was killed in the middle of a training."""
    checkpoint, log = batch.runs / "long" / "checkpoint.pt", batch.runs / "long" / "train.log.txt"
    with batch.start() as process:
        until(lambda: checkpoint.exists() and "epoch   3/400" in log.read_text("utf8"))
        alive = batch.status()["long"]
        assert alive["state"] == "running"
        assert 3 <= alive["epoch"] < 400
        assert alive["seconds"] >= 0
        for pid in descendants(process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    assert not (batch.runs / "long" / "metrics.json").exists()
    return batch.status()


@pytest.fixture(scope="module")
def again(killed: dict[str, dict[str, Any]], batch: Batch) -> tuple[int, str]:
    """Exit status and output of the same command, given again."""
    return batch.run()


def test_a_killed_run_is_neither_running_nor_failed(killed: dict[str, dict[str, Any]]) -> None:
    assert killed["long"]["state"] == "interrupted"
    assert killed["long"]["epoch"] >= 3


def test_the_same_command_goes_on_from_the_checkpoint_to_the_same_weights(
    again: tuple[int, str],
    killed: dict[str, dict[str, Any]],
    batch: Batch,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, shown = again
    assert "unlock" not in shown
    log = (batch.runs / "long" / "train.log.txt").read_text("utf8")
    resumed = re.search(r"going on after epoch (\d+)", log)
    # The history is written just before the checkpoint, so the kill may have come between the two.
    assert resumed
    assert killed["long"]["epoch"] - int(resumed.group(1)) in (0, 1)
    monkeypatch.chdir(batch.root)
    config = read_edition("batch").configs["long"]
    alone = config.model_copy(update={"runs_dir": str(tmp_path), "data": "runs/batch/data"})
    assert torch.get_num_threads() == 1
    train(alone, training_data(alone), run_folder(alone))
    expected = load_file(tmp_path / "long" / "best.safetensors")
    found = load_file(batch.runs / "long" / "best.safetensors")
    assert all(torch.equal(found[name], expected[name]) for name in expected)


def test_a_failure_stops_no_other_run_and_is_listed_at_the_end(again: tuple[int, str], batch: Batch) -> None:
    code, shown = again
    assert code != 0
    assert set(batch.times()) == {"long", "seeds-s0"}
    listed = shown[shown.rindex("edition batch, 3 runs: 2 done, 1 failed") :].splitlines()
    assert listed[1].startswith("  bad  failed       FAILED in cell ")
    assert "UserError: training_size: 5000 images are asked for and there are 160" in listed[1]
    assert "runs/batch/bad/train.log.ipynb" in listed[1]
    assert batch.status()["bad"]["state"] == "failed"


def test_what_is_left_is_said_after_each_run(again: tuple[int, str]) -> None:
    _, shown = again
    line = r"^train-(\S+) (done|failed) in \d+:\d\d; (\d) of (\d) jobs(, about \d+:\d\d left)?$"
    told = re.findall(line, shown, re.MULTILINE)
    assert {("long", "done"), ("bad", "failed")} <= {(name, how) for name, how, *_ in told}
    assert [int(number) for _, _, number, *_ in told] == list(range(1, len(told) + 1))
    assert {int(total) for *_, total, _ in told} == {len(told)}, "those that were done before do not count"
    assert told[-1][-1] == "", "nothing is left"


def test_again_makes_only_what_failed_or_changed(again: tuple[int, str], batch: Batch) -> None:
    before = batch.times()
    batch.write({**EDITION, "runs": {**EDITION["runs"], "bad": {**SMALL, "epochs": 1}}})
    code, shown = batch.run()
    assert (code, started(shown)) == (0, ["bad"])
    after = batch.times()
    assert {name for name in after if after[name] != before.get(name)} == {"bad"}
    assert {job["state"] for job in batch.status().values()} == {"done"}
    code, shown = batch.run()
    assert (code, started(shown)) == (0, [])
    assert batch.times() == after


def would_train(batch: Batch, python: str) -> set[str]:
    """The runs that the same command would train now."""
    command = [
        python,
        "-m",
        "snakemake",
        "--cores",
        "1",
        "--dry-run",
        "--config",
        "edition=batch",
        "--",
        "runs",
    ]
    done = subprocess.run(command, cwd=batch.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = (done.stdout + done.stderr).splitlines()
    assert not [line for line in lines if line.startswith("rule data")]
    return {line.split("run=")[1] for line in lines if "wildcards: run=" in line}


def test_a_changed_preset_concerns_its_own_runs(again: tuple[int, str], batch: Batch, python: str) -> None:
    with (batch.root / "presets" / "other-test.yaml").open("a", encoding="utf8") as preset:
        preset.write("# A remark is no change.\n")
        preset.flush()
        assert batch.status()["seeds-s0"]["state"] == "done"
        assert would_train(batch, python) == set()
        preset.write("weight_decay: 0.02\n")
    assert batch.status()["seeds-s0"]["state"] == "changed"
    assert would_train(batch, python) == {"seeds-s0"}


def test_the_same_data_by_another_path_are_the_same(batch: Batch, python: str) -> None:
    faces = write_fer2013(batch.root / "faces.csv", random_images(8), [0] * 8, ["Training"] * 8)
    edition = batch.root / "editions" / "named.yaml"
    shutil.copy(batch.root / "editions" / "batch.yaml", edition)
    command = [python, "-m", "snakemake", "--cores", "1", "--config", "edition=named"]
    try:
        for source, said in ((faces.name, "preparing data"), (str(faces), "Nothing to be done")):
            done = subprocess.run(
                [*command, f"data={source}", "--", "runs/named/data"],
                cwd=batch.root, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            assert said in done.stdout + done.stderr
    finally:
        edition.unlink()
        faces.unlink()
        shutil.rmtree(batch.root / "runs" / "named", ignore_errors=True)
