"""The Makefile and the scripts in tools/, with programs of the system replaced by recorders."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.recording import RECORDER, call, copy_for_make, logged, program


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    return copy_for_make(root, tmp_path)


# --- make ----------------------------------------------------------------------------------------


def test_help_is_the_default_and_lists_every_target(copy: Path) -> None:
    result = call(copy, "make")
    assert result.stdout == call(copy, "make", "help").stdout
    listed = re.findall(r"^  (\S+) +\S", result.stdout, re.MULTILINE)
    makefile = (copy / "Makefile").read_text("utf8")
    (public, hidden) = (line.split() for line in re.findall(r"^\.PHONY: (.*)", makefile, re.MULTILINE))
    assert sorted(listed) == sorted(public)
    assert {"report", "test", "pdf", "serve", "lab", "clean"} <= set(listed)
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    assert targets <= {*public, *hidden}


@pytest.mark.parametrize("jobs", [[], ["-j4"]])
def test_report_goes_from_the_environment_to_the_summary(copy: Path, jobs: list[str]) -> None:
    result = call(copy, "make", *jobs, "-n", "report")
    steps = [
        "check_edition", "environment.sh", "edition check", "system_packages.sh report", "pipeline.sh runs",
        "pipeline.sh chapters", "make_pdfs", "jupyter_book", "tools.summary",
    ]  # fmt: skip
    found = [result.stdout.find(step) for step in steps]
    assert result.returncode == 0
    assert -1 not in found
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("failing", "status", "reached"),
    [("", 0, True), ("pipeline.sh runs", 0, True), ("pipeline.sh chapters", 1, True), ("none", 2, False)],
)
def test_what_can_be_made_is_made_without_what_failed(
    copy: Path, failing: str, status: int, reached: bool
) -> None:
    """tools/stage.sh is replaced by one that fails for a command; the exit status at the end is the summary's."""
    number = 2 if failing == "none" else 1
    failing = "pipeline.sh chapters" if failing == "none" else failing
    stage = f'#!/bin/sh\necho "$*" >>log\ncase "$*" in *"{failing or "nothing"}"*) exit {number} ;; esac\n'
    (copy / "tools" / "stage.sh").write_text(stage, "utf8")
    program(copy / ".venv" / "bin", "python", "#!/bin/sh\ntrue\n")
    (copy / ".venv" / "installed").write_text(f"{copy}\n", "utf8")
    for target in ("pdf", "site", "report"):
        (copy / "log").unlink(missing_ok=True)
        result = call(copy, "make", "-o", "setup", target)
        lines = (copy / "log").read_text("utf8")
        assert ("make_pdfs" in lines or "jupyter_book" in lines) is reached, target
        # The summary, here one that says nothing, is what a report ends with.
        expected = status if target != "report" or not reached else 0
        assert (result.returncode != 0) == (expected != 0), (target, result.stderr)


def test_a_batch_is_listed_before_it_starts_and_status_needs_no_data(copy: Path) -> None:
    result = call(copy, "make", "-n", "batch", "EDITION=quick", "GPUS=2")
    found = [result.stdout.find(step) for step in ("check_edition", "edition check", "pipeline.sh runs")]
    assert result.returncode == 0
    assert -1 not in found
    assert found == sorted(found)
    status = call(copy, "make", "-n", "status", "EDITION=fer2013")
    assert "fer_lib status" in status.stdout
    assert "check_edition" not in status.stdout


def test_a_project_may_have_any_name(copy: Path) -> None:
    """Each command reaches the environment's Python as it was written, whatever the folder is called."""
    strange = copy.rename(copy.with_name('it\'s {1} $HOME $(x) 50% `y` "臉" # é'))
    program(strange / ".venv" / "bin", "python")
    (strange / ".venv" / "installed").write_text(f"{strange}\n", "utf8")
    for target, words in (
        ("status", "<fer_lib><status>"),
        ("pdf", "<tools/make_pdfs.py>"),
        ("site", "<build>"),
    ):
        (strange / "log").unlink(missing_ok=True)
        result = call(strange, "make", "-o", "setup", target)
        assert any(words in line for line in logged(strange)), (target, result.stderr)
        assert "No such file" not in result.stderr


SHOWN = ["--eval", 'shown: ; @echo "<$$HOME> <$$PYTHONIOENCODING>"', "shown"]


@pytest.mark.parametrize(
    ("given", "handed_over"),
    [(None, ":backslashreplace"), ("cp950", "cp950:backslashreplace"), ("ascii:strict", "ascii:backslashreplace")],
)  # fmt: skip
def test_a_console_that_lacks_a_sign_ends_nothing(copy: Path, given: str | None, handed_over: str) -> None:
    settings = {} if given is None else {"PYTHONIOENCODING": given}
    result = call(copy, "make", *SHOWN, **settings)
    assert f"<{handed_over}>" in result.stdout


def test_programs_have_a_home_folder_that_can_be_written(copy: Path, tmp_path: Path) -> None:
    assert f"<{tmp_path}>" in call(copy, "make", *SHOWN, HOME=str(tmp_path)).stdout
    for home in ("", "/proc/1/none", str(tmp_path / "gone")):
        result = call(copy, "make", *SHOWN, HOME=home)
        assert f"<{copy}/.snakemake/home>" in result.stdout, home
        assert (copy / ".snakemake" / "home").is_dir()


def test_test_ends_with_pytest(copy: Path) -> None:
    result = call(copy, "make", "-n", "test")
    assert result.returncode == 0
    assert "pytest" in result.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["EDITION=nope"], ['no edition "nope"', "fer2013", "quick"]),
        (["EDITION=fer2013"], ["make report EDITION=fer2013 DATA="]),
        (["EDITION=fer2013", "DATA=no such/file.csv"], ["DATA=no such/file.csv does not exist"]),
        (["DIGITS=no such.npz"], ["DIGITS=no such.npz does not exist"]),
        (["MASKS=no such folder"], ["MASKS=no such folder does not exist"]),
    ],
)
def test_wrong_edition_or_data_is_refused_before_anything_is_installed(
    copy: Path, arguments: list[str], expected: list[str]
) -> None:
    result = call(copy, "make", "report", *arguments)
    assert result.returncode != 0
    assert all(text in result.stderr for text in expected)
    assert result.stdout == ""
    assert not (copy / ".venv").exists()


def test_edition_takes_data_with_blanks_or_what_is_prepared(copy: Path) -> None:
    (copy / "my data.csv").touch()
    assert call(copy, "make", "edition", "EDITION=fer2013", "DATA=my data.csv").returncode == 0
    (copy / "runs" / "fer2013" / "data").mkdir(parents=True)
    assert call(copy, "make", "edition", "EDITION=fer2013").returncode == 0


def test_lab_opens_at_once_with_any_edition_that_there_is(copy: Path) -> None:
    """Nothing is trained first, and data that are not there yet are no obstacle: the notebooks say what they miss."""
    said = call(copy, "make", "-n", "lab").stdout
    assert "jupyterlab" in said
    assert "pipeline.sh" not in said
    program(copy / ".venv" / "bin", "python", '#!/bin/sh\necho "$EDITION: $*"\n')
    opened = call(copy, "make", "-o", "setup", "lab", "EDITION=fer2013")
    assert opened.returncode == 0, opened.stderr
    assert opened.stdout.startswith("fer2013: -m jupyterlab --ServerApp.root_dir=.")
    refused = call(copy, "make", "-o", "setup", "lab", "EDITION=nope")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert 'no edition "nope"' in refused.stderr


def test_publish_hands_over_what_was_typed(copy: Path) -> None:
    program(copy / ".venv" / "bin", "python", '#!/bin/sh\necho "$*"\n')
    for typed, handed_over in (
        ([], "-m tools.publish --remote origin"),
        (["REMOTE=mine"], "-m tools.publish --remote mine"),
        (["DRY_RUN=1"], "-m tools.publish --remote origin --dry-run"),
    ):
        assert call(copy, "make", "-o", "setup", "publish", *typed).stdout == f"{handed_over}\n"


def test_clean_keeps_trainings(copy: Path) -> None:
    for name in ("runs/quick/report-a", "book/_build/html", "book/chapters", "book/_ext", ".venv"):
        (copy / name).mkdir(parents=True)
    assert call(copy, "make", "clean").returncode == 0
    assert [(copy / "book" / name).exists() for name in ("_build", "chapters", "_ext")] == [
        False,
        False,
        True,
    ]
    assert (copy / ".venv").exists()
    assert call(copy, "make", "distclean").returncode == 0
    assert not (copy / ".venv").exists()
    assert (copy / "runs/quick/report-a").exists()
    assert call(copy, "make", "clean-runs").returncode == 0
    assert not (copy / "runs").exists()


# --- system packages -----------------------------------------------------------------------------


def system_packages(
    root: Path,
    tmp_path: Path,
    group: str,
    *,
    user: int = 0,
    installed: Sequence[str] = (),
    apt: str = RECORDER,
) -> subprocess.CompletedProcess[str]:
    fakes = tmp_path / "fakes"
    cases = "".join(f"  {name}) printf installed ;;\n" for name in installed)
    program(fakes, "dpkg-query", f'#!/bin/bash\ncase "${{@: -1}}" in\n{cases}  *) exit 1 ;;\nesac\n')
    program(fakes, "id", f"#!/bin/bash\necho {user}\n")
    program(fakes, "apt-get", apt)
    (fakes / "basename").symlink_to(str(shutil.which("basename")))
    return call(tmp_path, str(root / "tools/system_packages.sh"), group, path=fakes)


FONTS = ("fontconfig", "fonts-freefont-otf", "fonts-noto-cjk")
TEX = ("latexmk", "texlive-xetex", "texlive-latex-extra", "texlive-fonts-recommended", "texlive-lang-chinese")


def test_root_installs_only_what_lacks(root: Path, tmp_path: Path) -> None:
    result = system_packages(root, tmp_path, "report", installed=TEX)
    assert result.returncode == 0
    install = (
        "<apt-get><install><--no-install-recommends><-y><fontconfig><fonts-freefont-otf><fonts-noto-cjk>"
    )
    assert logged(tmp_path) == ["<apt-get><update>", install]


def test_nothing_is_done_where_nothing_lacks(root: Path, tmp_path: Path) -> None:
    result = system_packages(root, tmp_path, "report", installed=TEX + FONTS)
    assert (result.returncode, result.stdout, logged(tmp_path)) == (0, "", [])


def test_others_are_told_the_one_line(root: Path, tmp_path: Path) -> None:
    result = system_packages(root, tmp_path, "report", user=1000, installed=FONTS)
    line = f"sudo apt-get update && sudo apt-get install --no-install-recommends -y {' '.join(TEX)}"
    assert result.returncode == 0
    assert line in [text.strip() for text in result.stdout.splitlines()]
    assert logged(tmp_path) == []


def test_failing_apt_does_not_stop_the_report(root: Path, tmp_path: Path) -> None:
    result = system_packages(root, tmp_path, "report", apt="#!/bin/bash\nexit 100\n")
    assert result.returncode == 0
    assert "going on without" in result.stderr


SLURM = ("munge", "slurmctld", "slurmd", "slurm-client")


def test_tests_take_any_chromium_and_any_slurm_that_is_there(root: Path, tmp_path: Path) -> None:
    assert system_packages(root, tmp_path, "tests", installed=SLURM[:2]).returncode == 0
    assert (
        logged(tmp_path)[-1]
        == "<apt-get><install><--no-install-recommends><-y><slurmd><slurm-client><chromium>"
    )
    program(tmp_path / "fakes", "google-chrome")
    call(tmp_path, str(root / "tools/system_packages.sh"), "tests", path=tmp_path / "fakes")
    assert logged(tmp_path)[-1] == "<apt-get><install><--no-install-recommends><-y><slurmd><slurm-client>"
    (tmp_path / "log").unlink()
    program(tmp_path / "fakes", "sbatch")
    call(tmp_path, str(root / "tools/system_packages.sh"), "tests", path=tmp_path / "fakes")
    assert logged(tmp_path) == []


# --- stages and pipeline -------------------------------------------------------------------------


def test_stage_records_time_and_status_and_hides_the_options_of_make(root: Path, tmp_path: Path) -> None:
    stages = str(tmp_path / "built" / "stages.tsv")
    stage = str(root / "tools/stage.sh")
    shown = call(tmp_path, stage, "first", "bash", "-c", 'echo "[$MAKEFLAGS]"', MAKEFLAGS="-k", STAGES=stages)
    assert "==> first\n[]\n" in shown.stdout
    failed = call(tmp_path, stage, "second one", "bash", "-c", "exit 7", STAGES=stages)
    assert failed.returncode == 7
    assert re.search(r"^FAILED: second one, after \d+ s$", failed.stderr, re.MULTILINE)
    rows = [line.split("\t") for line in Path(stages).read_text("utf8").splitlines()]
    assert [(row[0], row[2]) for row in rows] == [("first", "0"), ("second one", "7")]


def test_shell_scripts_are_executable_and_without_syntax_errors(root: Path) -> None:
    for script in [*(root / "tools").glob("*.sh"), root / ".ci" / "run"]:
        assert os.access(script, os.X_OK), script
        assert call(root, "bash", "-n", str(script)).stderr == ""
