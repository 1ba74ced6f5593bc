"""A machine that refuses: one line with the reason, and a remedy."""

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer_lib import cli
from fer_lib.commands import results
from fer_lib.refusals import REMEDIES, refusal_of_machine


@given(st.sampled_from(sorted(errno.errorcode)), st.sampled_from([None, "runs/a", "臉"]))
def test_what_the_machine_refuses_is_told_with_a_remedy(number: int, path: str | None) -> None:
    told = refusal_of_machine(OSError(number, os.strerror(number), path))
    assert (told is not None) == (number in REMEDIES)
    if told is not None:
        assert told.startswith(path or "the output")
        assert os.strerror(number) in told
        assert told.endswith(REMEDIES[number])


def test_other_errors_are_left_as_they_are() -> None:
    assert refusal_of_machine(ValueError("a mistake of ours")) is None
    assert "memory" in str(refusal_of_machine(MemoryError()))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "x.npz"), "error: x.npz: No space left on device; make"),
        (FileNotFoundError(2, "No usable temporary directory found in ['/tmp']"), "export TMPDIR=path"),
        (MemoryError(), "error: not enough memory"),
        (UnicodeEncodeError("utf8", '"/\udce8"', 2, 3, "surrogates not allowed"), "error: /\\udce8: this name is"),
    ],
)  # fmt: skip
def test_a_command_says_it_in_one_line(
    error: Exception, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_arguments: object) -> int:
        raise error

    monkeypatch.setattr(results, "run_list", refuse)
    assert cli.main(["results", "list"]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def test_a_disk_that_takes_no_more_leaves_nothing_half_written(
    tmp_path: Path, root: Path, python: str
) -> None:
    command = [
        python,
        "-m",
        "fer_lib",
        "data",
        "prepare",
        "synthetic",
        "--count",
        "100",
        "-o",
        str(tmp_path / "d"),
    ]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, preexec_fn=limit_files, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {tmp_path / 'd'}: ")
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_an_output_that_takes_nothing_is_an_error(root: Path, tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "fer_lib", "results", "list"], cwd=root, stdout=full, stderr=subprocess.PIPE,
            text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert (
        done.stderr
        == "error: the output: No space left on device; make room there, or choose another place\n"
    )
