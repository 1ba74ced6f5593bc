"""Trainings that are stopped from outside, run as a person runs them."""

import hashlib
import os
import pty
import resource
import signal
import subprocess
import termios
import time
from pathlib import Path

import numpy as np
import pytest

from fer_lib.cli import main
from fer_lib.runs import RunFolder

OPTIONS = {
    "model": "report-b-dnn",  # small, and its dropout draws random numbers
    "data": "synthetic",
    "synthetic_count": 300,
    "epochs": 24,  # long enough for a signal to come in time on a busy machine
    "batch_size": 32,
    "device": "cpu",
    "flip": "true",
    "rotation": 5,
    "ema": 0.9,
    "mixup": 0.2,
    "schedule": "plateau",
    "best_metric": "validation_loss",
}
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1"}


def command(python: str, root: Path, folder: Path, *launcher: str, **options: object) -> list[str]:
    values = {**OPTIONS, "name": folder.name, "runs_dir": folder.parent, **options}
    pairs = [word for key, value in values.items() for word in ("-p", key, str(value))]
    return [python, *launcher, "-m", "fer_lib", "train", str(root / "presets" / "smoke.yaml"), *pairs]


def run(arguments: list[str], root: Path, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments, cwd=root, env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=120, **options
    )  # fmt: skip


def start_and_stop(arguments: list[str], root: Path, folder: Path, how: signal.Signals) -> tuple[str, int]:
    """Start a training, send a signal when three epochs are written; what it printed, and its exit status."""
    process = subprocess.Popen(
        arguments, cwd=root, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        # Tests that a shell runs in the background inherit that Ctrl-C is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    history = folder / "history.csv"
    until = time.monotonic() + 60
    while not (history.is_file() and len(history.read_text().splitlines()) > 3):
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < until
        time.sleep(0.005)
    process.send_signal(how)
    return process.communicate(timeout=60)[0], process.returncode


@pytest.fixture(scope="module")
def whole(root, python, tmp_path_factory):
    """The uninterrupted training."""
    folder = tmp_path_factory.mktemp("whole") / "run"
    result = run(command(python, root, folder), root)
    assert result.returncode == 0, result.stderr
    return RunFolder(folder)


def assert_same(first: RunFolder, second: RunFolder) -> None:
    """Same weights and predictions to the bit, same history but for the times."""
    weights = [(f.path / "best.safetensors").read_bytes() for f in (first, second)]
    assert weights[0] == weights[1]
    for split in ("train", "validation", "test"):
        assert np.array_equal(first.predictions(split).logits, second.predictions(split).logits)
    losses = [[r.train_loss for r in f.history().records] for f in (first, second)]
    assert losses[0] == losses[1]


def test_killed_at_any_moment_it_goes_on_to_the_same_bits(whole, root, python, tmp_path):
    folder = tmp_path / "run"
    arguments = command(python, root, folder)
    _, status = start_and_stop(arguments, root, folder, signal.SIGKILL)
    assert status == -signal.SIGKILL
    assert not RunFolder(folder).is_complete
    # The best weights on the disk may be of an epoch that is lost, or gone; the checkpoint's count.
    (folder / "best.safetensors").unlink()
    (folder / f".checkpoint.pt.{'0f' * 6}").write_bytes(b"half")  # as if it was killed while writing
    result = run(arguments, root)
    assert result.returncode == 0, result.stderr
    assert "going on after epoch" in result.stdout
    assert_same(whole, RunFolder(folder))
    assert not [path for path in folder.iterdir() if "checkpoint" in path.name]
    provenance = RunFolder(folder).provenance()
    (session,) = provenance["resumed"]
    assert session["after_epoch"] >= 2
    assert session.keys() == {"after_epoch", "started"}  # the same code, packages and processor
    assert "resumed" not in whole.provenance()


def test_ctrl_c_then_a_full_disk_then_a_damaged_checkpoint(whole, root, python, tmp_path):
    folder = tmp_path / "run"
    arguments = command(python, root, folder)

    printed, status = start_and_stop(arguments, root, folder, signal.SIGINT)
    assert status == 130
    assert "Traceback" not in printed
    assert "the same command goes on from there" in printed

    # A limit on the size of files behaves as a full disk: the write fails half-way. The weights fit, the
    # checkpoint (weights, average, two moments) does not.
    checkpoint = folder / "checkpoint.pt"
    before = hashlib.sha256(checkpoint.read_bytes()).hexdigest()
    full = run(
        arguments, root,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, resource.RLIM_INFINITY)),
    )  # fmt: skip
    assert full.returncode == 2
    assert "Traceback" not in full.stderr
    assert full.stderr.splitlines()[-1].startswith(f"error: {checkpoint}: cannot be written: ")
    assert hashlib.sha256(checkpoint.read_bytes()).hexdigest() == before
    assert not [p.name for p in folder.iterdir() if p.name.startswith(".")]  # no half-written file

    content = bytearray(checkpoint.read_bytes())
    content[len(content) // 2] ^= 1
    checkpoint.write_bytes(content)
    damaged = run(arguments, root)
    assert damaged.returncode == 2
    assert "checkpoint.pt: damaged" in damaged.stderr
    assert "checkpoint-previous.pt is good: delete checkpoint.pt to go on after epoch" in damaged.stderr
    checkpoint.unlink()
    result = run(arguments, root)
    assert "going on after epoch" in result.stdout
    assert_same(whole, RunFolder(folder))


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What the command says, run in this process, that cannot do what it is told."""
    assert main(arguments[arguments.index("train") :]) == 2
    return capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_one_line(root, python, tmp_path, capsys):
    (tmp_path / "file").write_text("not a folder")
    said = refused(command(python, root, tmp_path / "file" / "run"), capsys)
    assert said.startswith("error: ")
    assert "cannot be written" in said
    assert len(said.splitlines()) == 1


def test_a_misspelt_key_is_one_line(root, python, tmp_path, capsys):
    assert "unknown key 'epoch': did you mean 'epochs'" in refused(
        command(python, root, tmp_path / "run", epoch=3), capsys
    )
    assert not (tmp_path / "run").exists()


def test_a_terminal_gets_a_bar_with_all_that_is_asked_for(root, python, tmp_path):
    leader, follower = pty.openpty()
    termios.tcsetwinsize(follower, (24, 150))
    process = subprocess.Popen(
        command(python, root, tmp_path / "run", epochs=4),
        cwd=root, env=ENVIRONMENT, stdout=follower, stderr=follower, close_fds=True,
    )  # fmt: skip
    os.close(follower)
    printed = b""
    try:
        while part := os.read(leader, 65536):
            printed += part
    except OSError:  # the other end is closed
        pass
    assert process.wait(60) == 0
    text = printed.decode()
    for part in ("epoch 2/4", "loss ", "accuracy ", " images/s", "100%"):
        assert part in text, part
    assert "(training / validation)" not in text  # the lines of a log
