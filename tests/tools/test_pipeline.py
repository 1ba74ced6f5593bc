"""tools/pipeline.sh: what Snakemake is told."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from snakemake.cli import parse_config

from tests.recording import RECORDER, call, program

FILTER = "case $* in *snakemake_messages*) exec cat ;; esac"
"""What a fake Python is as the filter of Snakemake's words; it runs beside Snakemake and is not recorded."""


def pipeline(
    root: Path, folder: Path, target: str = "runs", then: str = "", **env: str
) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Run tools/pipeline.sh with a Python that records its arguments, and ``then`` does something; those arguments."""
    if not (folder / "profiles").exists():
        for name in ("profiles", "tools"):
            (folder / name).symlink_to(root / name)
        recorder = (
            RECORDER.replace("\n", f"\n{FILTER}\n", 1)
            + 'case $* in *snakemake*) echo "<DATA=$DATA><DIGITS=$DIGITS><MASKS=$MASKS><gpus=$FER_GPUS>" >>"$LOG" ;;'
            + " esac\n"
        )
        program(folder / ".venv" / "bin", "python", recorder + then)
    (folder / "log").write_text("", "utf8")
    # A machine with two cores and without the GPUs of this one.
    program(folder / "fakes", "getconf", "#!/bin/sh\necho 2\n")
    path = f"{folder / 'fakes'}:{os.environ['PATH']}"
    result = call(
        folder, str(root / "tools/pipeline.sh"), target, EDITION="quick", PATH=path,
        **{"CUDA_VISIBLE_DEVICES": "", **env},
    )  # fmt: skip
    return result, re.findall(r"<(.*?)>", (folder / "log").read_text("utf8"), re.DOTALL)


@pytest.mark.parametrize("variable", ["DATA", "DIGITS", "MASKS"])
@pytest.mark.parametrize("path", ["/my data/fer2013.csv", "a: b", "it's", "'it'", "2013", "true", "[x]", ""])
def test_paths_reach_snakemake_as_they_were_typed(
    root: Path, tmp_path: Path, variable: str, path: str
) -> None:
    result, arguments = pipeline(root, tmp_path, **{variable: path})
    assert result.returncode == 0
    end = arguments.index("--")
    assert arguments[end + 1] == "runs"
    config = parse_config(arguments[arguments.index("--config") + 1 : end])
    assert config == {"edition": "quick"}
    assert f"{variable}={path}" in arguments


@pytest.mark.parametrize(
    ("settings", "cores", "gpus", "devices", "jobs"),
    [
        ({}, "2", "gpu=0", "", None),
        ({"JOBS": "2"}, "2", "gpu=0", "", "2"),
        ({"JOBS": "5"}, "5", "gpu=0", "", "5"),
        ({"JOBS": "1"}, "2", "gpu=0", "", "1"),
        ({"CUDA_VISIBLE_DEVICES": "3,MIG-7"}, "2", "gpu=2", "3,MIG-7", "2"),
        ({"CUDA_VISIBLE_DEVICES": "3,5", "GPUS": "1"}, "2", "gpu=1", "3", "1"),
        ({"CUDA_VISIBLE_DEVICES": "3,5", "GPUS": "0"}, "2", "gpu=0", "", None),
        ({"CUDA_VISIBLE_DEVICES": "0,1,2", "JOBS": "2"}, "2", "gpu=3", "0,1,2", "2"),
    ],
)
def test_jobs_and_gpus_are_shared_out(
    root: Path,
    tmp_path: Path,
    settings: dict[str, str],
    cores: str,
    gpus: str,
    devices: str,
    jobs: str | None,
) -> None:
    result, arguments = pipeline(root, tmp_path, **settings)
    assert result.returncode == 0, result.stderr
    assert arguments[arguments.index("--cores") + 1] == cores
    assert arguments[arguments.index("--resources") + 1] == gpus
    assert arguments[-1] == f"gpus={devices}"
    config = parse_config(arguments[arguments.index("--config") + 1 : arguments.index("--")])
    assert config.get("jobs") == (None if jobs is None else int(jobs))


def test_a_cluster_decides_by_itself_and_a_killed_batch_needs_no_unlock(root: Path, tmp_path: Path) -> None:
    result, arguments = pipeline(root, tmp_path, PROFILE="slurm", JOBS="7", CUDA_VISIBLE_DEVICES="0")
    assert result.returncode == 0, result.stderr
    assert {"--nolock", "--rerun-incomplete", "--keep-going", "profiles/slurm"} <= set(arguments)
    assert arguments[arguments.index("--jobs") + 1] == "7"
    assert not {"--cores", "--resources"} & set(arguments)
    assert {a for a in arguments if a.startswith("gpus=")} == {"gpus="}  # Slurm gives each job its devices


FAILING = """
case $* in
  *--trainings*) echo "a,b" ;;
  *snakemake*without*) exit 0 ;;
  *snakemake*) exit 1 ;;
  *tools.failed_chapters*) exit "${NOTES:-0}" ;;
esac
"""


def test_chapters_are_made_without_the_trainings_that_failed(root: Path, tmp_path: Path) -> None:
    result, arguments = pipeline(root, tmp_path, "chapters", FAILING)
    assert result.returncode == 1
    assert arguments.count("snakemake") == 2
    assert arguments.count("without=,a,b") == 1
    assert arguments.index("without=,a,b") > arguments.index("--trainings")
    assert arguments[-2:] == ["tools.failed_chapters", "quick"]
    result, _ = pipeline(root, tmp_path, "chapters", NOTES="1")
    assert result.returncode == 2  # no chapter at all


def test_what_has_just_failed_is_not_tried_again(root: Path, tmp_path: Path) -> None:
    result, arguments = pipeline(root, tmp_path, "chapters", FAILING, WITHOUT_FAILED="1")
    assert result.returncode == 0
    assert arguments.count("snakemake") == 1
    assert parse_config(["without=,a,b"])["without"] == ",a,b"
    assert parse_config(["without=,2"])["without"] == ",2"  # a text, even where a run has a number for a name
    assert "without=,a,b" in arguments


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"PROFILE": "nope"}, "PROFILE=nope: there is no folder profiles/nope (there are: local slurm)"),
        ({"JOBS": "two"}, "JOBS=two: a whole number is expected"),
        ({"JOBS": "0"}, "JOBS=0: at least one job has to run"),
        ({"GPUS": "2", "CUDA_VISIBLE_DEVICES": "0"}, "GPUS=2: this machine has 1"),
    ],
)
def test_settings_that_cannot_be_met_are_refused(
    root: Path, tmp_path: Path, settings: dict[str, str], words: str
) -> None:
    result, arguments = pipeline(root, tmp_path, **settings)
    assert result.returncode == 2
    assert result.stderr == f"error: {words}\n"
    assert arguments == []


def test_a_folder_that_cannot_be_written_is_said_at_once(root: Path, tmp_path: Path) -> None:
    (tmp_path / ".snakemake").write_text("a file in the way", "utf8")
    result, arguments = pipeline(root, tmp_path)
    assert result.returncode == 2
    assert result.stderr.endswith(
        f"error: {tmp_path} cannot be written; make room there, or change its permissions\n"
    )
    assert "snakemake" not in arguments


@pytest.mark.parametrize("settings", [{}, {"WITHOUT_FAILED": "1"}])
def test_a_wrong_edition_is_said_once_and_leaves_no_notes(
    root: Path, tmp_path: Path, settings: dict[str, str]
) -> None:
    wrong = (
        "case $* in *--trainings* | *snakemake*) echo 'error: editions/quick.yaml: no' >&2; exit 1 ;; esac\n"
    )
    result, arguments = pipeline(root, tmp_path, "chapters", wrong, **settings)
    assert (result.returncode, result.stderr) == (2, "error: editions/quick.yaml: no\n")
    assert arguments[-1] == "--trainings"
