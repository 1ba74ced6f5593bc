"""One training that several processes share, as torchrun starts them: gloo on the CPU."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from lightning_fabric import Fabric

from fer_lib.config import RunConfig, make_config
from fer_lib.errors import UserError
from fer_lib.presets import read_preset
from fer_lib.runs import RunFolder
from fer_lib.runs.history import EpochRecord
from fer_lib.training.data import training_data
from fer_lib.training.device import make_fabric
from fer_lib.training.loop import train
from fer_lib.training.progress import Progress
from fer_lib.training.trainer import make_trainer
from tests.conftest import toy_faces

TOLERANCE = 1e-3
"""How far, relatively, a loss of several processes may be from that of one: their sums are formed in another order.
Seen: 3e-8 in the first five epochs, 3e-4 at most in forty."""

# No dropout and no augmentation, since each process draws its own; a network without batch normalization, whose
# statistics each process takes of its own part of a batch on a CPU (on GPUs they are taken over all).
OPTIONS = {
    "model": "report-b-dnn",
    "data": "synthetic",
    "synthetic_count": 300,
    "dropout": 0.0,
    "epochs": 24,  # long enough for a signal to come in time on a busy machine
    "batch_size": 32,
    "device": "cpu",
    "precision": "float32",
    "schedule": "cosine",
    "learning_rate": 2e-4,  # while the losses are large, what differs in the last digit stays small
    "ema": 0.9,
    "class_weights": [3.0, 0.2, 1.0, 1.0, 0.3, 2.0, 0.5],
}
TWO_PROCESSES = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")

# Python runs a module of this name at its start: each process keeps a list of what it writes.
SITECUSTOMIZE = """
import os, sys

if "RANK" in os.environ:
    log = os.open(os.environ["WRITTEN"] + os.environ["RANK"], os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    def note(event, arguments):
        writes = event == "open" and arguments[2] and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if writes or event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate"):
            os.write(log, f"{event} {arguments[0]}\\n".encode())

    sys.addaudithook(note)
"""


class SecondOfTwo:
    """Fabric as the second of two processes has it, whose first one has found other figures."""

    def __init__(self, fabric: Fabric, first: EpochRecord) -> None:
        self.fabric, self.first = fabric, first
        self.world_size, self.global_rank, self.device = 2, 1, fabric.device
        self.backward, self.autocast = fabric.backward, fabric.autocast

    def all_reduce(self, sums: torch.Tensor, reduce_op: str) -> torch.Tensor:
        return sums

    def broadcast(self, record: EpochRecord) -> EpochRecord:
        assert record != self.first
        return self.first


def environment(tmp_path: Path, root: Path) -> dict[str, str]:
    (tmp_path / "site").mkdir(exist_ok=True)
    (tmp_path / "site" / "sitecustomize.py").write_text(SITECUSTOMIZE, "utf8")
    return {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join([str(tmp_path / "site"), str(root)]),
        "WRITTEN": str(tmp_path / "written-by-"),
    }


def command(python: str, root: Path, folder: Path, *launcher: str) -> list[str]:
    values = {**OPTIONS, "name": folder.name, "runs_dir": folder.parent}
    pairs = [word for key, value in values.items() for word in ("-p", key, str(value))]
    return [python, *launcher, "-m", "fer_lib", "train", str(root / "presets" / "smoke.yaml"), *pairs]


def run(arguments: list[str], root: Path, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments, cwd=root, env=environment(tmp_path, root), capture_output=True, text=True, check=False,
        timeout=600,
    )  # fmt: skip


def start_and_kill(arguments: list[str], root: Path, tmp_path: Path, folder: Path) -> None:
    """Start a training and kill the launcher and all its processes when three epochs are written."""
    launcher = subprocess.Popen(
        arguments,
        cwd=root,
        env=environment(tmp_path, root),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    history, until = folder / "history.csv", time.monotonic() + 300
    try:
        while not (history.is_file() and len(history.read_text().splitlines()) > 3):
            assert launcher.poll() is None
            assert time.monotonic() < until
            time.sleep(0.02)
    finally:
        workers = Path(f"/proc/{launcher.pid}/task/{launcher.pid}/children").read_text().split()
        for pid in (launcher.pid, *map(int, workers)):  # torchrun gives each process a session of its own
            os.kill(pid, signal.SIGKILL)
        launcher.wait()


def losses(folder: Path) -> np.ndarray:
    """Training and validation loss of each epoch: [epochs, 2]."""
    return np.array([[r.train_loss, r.validation_loss] for r in RunFolder(folder).history().records])


def train_alone(root: Path, folder: Path) -> None:
    """The same training by this process."""
    config = make_config({**read_preset(root / "presets" / "smoke.yaml"), **OPTIONS})
    train(config, training_data(config), RunFolder(folder))


def test_two_processes_train_as_one_also_when_killed_in_between(root, python, tmp_path, capsys):
    """Equal global batches: 2 × 16 images. Killed, it goes on with as many processes, or with one."""
    alone, together, fewer = (tmp_path / name for name in ("alone", "together", "fewer"))
    train_alone(root, alone)
    arguments = command(python, root, together, *TWO_PROCESSES)
    start_and_kill(arguments, root, tmp_path, together)
    assert not RunFolder(together).is_complete
    shutil.copytree(together, fewer)

    result = run(arguments, root, tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("going on after epoch") == 1  # the first process speaks, the other is silent
    assert result.stdout.count("epoch  24/24") == 1
    assert RunFolder(together).provenance()["device"]["processes"] == 2
    assert np.allclose(losses(alone), losses(together), rtol=TOLERANCE, atol=0)

    capsys.readouterr()
    train_alone(root, fewer)
    assert "going on after epoch" in capsys.readouterr().out
    assert np.allclose(losses(alone), losses(fewer), rtol=TOLERANCE, atol=0)

    # Only the first process writes.
    written = {
        rank: [
            line
            for line in (tmp_path / f"written-by-{rank}").read_text().splitlines()
            if str(tmp_path) in line
        ]
        for rank in "01"
    }
    assert any("best.safetensors" in line for line in written["0"])
    assert written["1"] == []


def test_every_process_needs_two_images_a_step():
    config = RunConfig(batch_size=3, device="cpu", precision="float32")
    fabric, _ = make_fabric(config)
    second = SecondOfTwo(fabric, EpochRecord(1, 1.9, 0.2, 1.8, 0.3, 0.2, 1e-3, 1.0, 100.0))
    with pytest.raises(UserError, match=r"batch_size: 3 images a step .* 2 processes; give 4 or more"):
        make_trainer(config, toy_faces(), second)


def test_all_processes_go_by_the_figures_of_the_first():
    """Else one could stop early, and the others wait for it: their figures differ by their batch statistics."""
    config = RunConfig(batch_size=16, device="cpu", precision="float32")
    fabric, _ = make_fabric(config)
    trainer = make_trainer(config, toy_faces(), fabric)
    first = EpochRecord(1, 1.9, 0.2, 1.8, 0.3, 0.2, 1e-3, 1.0, 100.0)
    trainer.fabric = SecondOfTwo(fabric, first)
    assert trainer.run_epoch(1, Progress(1, 0, 1, quiet=True)) == first
