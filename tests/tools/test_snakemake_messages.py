"""What a user sees of Snakemake's own words while jobs run on this machine."""

import os
import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.recording import call
from tools.snakemake_messages import messages

JOB_FAILED = """\
Using workflow specific profile profiles/local for setting default command line arguments.
Assuming unrestricted shared filesystem usage.
Building DAG of jobs...
Using shell: /usr/bin/bash
Select jobs to execute...
Execute 1 jobs...
train-a: FAILED in cell 4: ValueError: on purpose (notebook with the error: runs/quick/a/train.log.ipynb)
RuleException:
CalledProcessError in file "Snakefile", line 180:
Command 'set -euo pipefail;  echo training a; python -m tools.job runs/quick' returned non-zero exit status 1.
Shutting down, this might take some time.
Exiting because a job execution failed. Look above for error messages
Complete log(s): .snakemake/log/2026-11-21T105202.568014.snakemake.log
Elapsed time: 0:00:00.077479
WorkflowError:
At least one job did not complete successfully.
"""


def test_of_a_failed_job_only_its_own_line_is_left() -> None:
    (line,) = messages(JOB_FAILED.splitlines(keepends=True))
    assert line.startswith("train-a: FAILED in cell 4")


def test_an_error_of_snakemake_itself_is_shown_whole() -> None:
    own = ["WorkflowError:", "Failed to create output directory runs/a.", "OSError: [Errno 28] No space left"]
    assert list(messages(["Building DAG of jobs...", *own])) == own


@given(st.lists(st.sampled_from(JOB_FAILED.splitlines()), max_size=20), st.text(min_size=1))
def test_what_is_not_known_is_never_lost(around: list[str], reason: str) -> None:
    reason = f"reason: {' '.join(reason.split())}".strip()
    assert reason in list(messages([*around, f"{reason}\n", *around]))


def test_a_failure_before_the_first_job_says_why(root: Path, tmp_path: Path) -> None:
    for name in ("profiles", "tools"):
        (tmp_path / name).symlink_to(root / name)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "Snakefile").write_text("rule runs:\n    input: 'photos/faces.csv'\n", "utf8")
    environment = {"PYTHONPATH": str(root), "EDITION": "mine", "CUDA_VISIBLE_DEVICES": ""}
    result = call(tmp_path, "tools/pipeline.sh", "runs", **environment)
    assert result.returncode != 0
    assert "MissingInputException in rule runs" in result.stderr
    assert "photos/faces.csv" in result.stderr
    assert "Building DAG" not in result.stderr


def test_the_filter_takes_any_bytes(root: Path) -> None:
    command = [sys.executable, "-m", "tools.snakemake_messages"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        command, cwd=root, input=b"no \xff\xe8\x87\x89\n", env=environment, capture_output=True, check=True
    )
    assert done.stdout == b"no \\xff\\xe8\\x87\\x89\n"
