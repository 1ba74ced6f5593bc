"""``make new``: what it leaves, and what it refuses."""

import ast
import os
import re
import subprocess
from pathlib import Path

import pytest

from fer_lib.cli import main
from fer_lib.editions import read_edition
from fer_lib.editions.place import NAME
from fer_lib.network_code import read_network
from tools import begin_report
from tools.begin_report import RefusedError, begin


def test_it_leaves_a_report_that_can_be_built(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(root, tmp_path)
    folder = begin("my-report", tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md", "bright_and_dark.ipynb", "brightness.py", "edition.yaml", "network.py", "preset.yaml",
    ]  # fmt: skip
    monkeypatch.chdir(tmp_path)
    edition = read_edition("my-report", tmp_path)
    assert not edition.reference_reports
    assert edition.main_run == "mine"
    assert read_network(edition.configs["mine"].model).sha256
    for path in folder.iterdir():
        assert begin_report.PLACE not in path.read_text("utf8"), path
    assert list((tmp_path / "reports").iterdir()) == [folder], "nothing half-written is left"


def test_examples_in_its_remarks_work_without_their_sign(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project(root, tmp_path)
    path = begin("my-report", tmp_path) / "edition.yaml"
    text, examples = re.subn(r"(?m)^  # (mine-.*|- \w.*)$", r"  \1", path.read_text("utf8"))
    assert examples == 2
    path.write_text(text, "utf8")
    monkeypatch.chdir(tmp_path)
    assert main(["edition", "check", "my-report"]) == 0, capsys.readouterr().err
    assert "mine-wide" in capsys.readouterr().out


def project(root: Path, folder: Path) -> None:
    for name in ("_toc.yml", "notebooks", "assignments", "presets"):
        (folder / name).symlink_to(root / name)
    (folder / "editions").mkdir()
    (folder / "editions" / "quick.yaml").write_text(
        (root / "editions" / "quick.yaml").read_text("utf8"), "utf8"
    )


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("", "NAME is missing"),
        ("../x", "NAME=../x: "),
        (".hidden", "NAME=.hidden: "),
        ("二", "NAME=二: "),
        ("a b", "NAME=a b: "),
        ("quick", "editions/quick.yaml has this name"),
        ("Quick", "editions/quick.yaml has this name"),
    ],
)
def test_names_that_cannot_be(root: Path, tmp_path: Path, name: str, complaint: str) -> None:
    project(root, tmp_path)
    with pytest.raises(RefusedError, match=complaint.replace(".", r"\.")):
        begin(name, tmp_path)
    assert not (tmp_path / "reports").exists()


def test_what_is_there_stays_as_it_is(root: Path, tmp_path: Path) -> None:
    project(root, tmp_path)
    mine = begin("mine", tmp_path) / "network.py"
    mine.write_text("my work", "utf8")
    with pytest.raises(RefusedError, match="reports/mine is there already"):
        begin("mine", tmp_path)
    assert mine.read_text("utf8") == "my work"


def test_it_needs_nothing_but_python_and_knows_the_same_names(root: Path) -> None:
    tree = ast.parse(Path(begin_report.__file__).read_text("utf8"))
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert imported == {"argparse", "re", "sys", "pathlib"}
    assert begin_report.NAME.pattern == NAME.pattern


def test_a_name_of_the_environment_is_not_the_reports(root: Path) -> None:
    """WSL has the machine's name in NAME."""
    done = subprocess.run(
        ["make", "new"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NAME": "PC-7"},
    )
    assert "error: NAME is missing: make new NAME=my-report" in done.stderr
    assert not (root / "reports" / "PC-7").exists()


def test_make_says_why_it_refuses(root: Path) -> None:
    done = subprocess.run(
        ["make", "new", "NAME=quick"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "error: NAME=quick: editions/quick.yaml has this name; choose another NAME" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (root / "reports" / "quick").exists()
