"""The documented way from the course's files to chapters; then a chapter and a training fail, and are mended."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from fer_lib.chapters.failed_chapter import reason_of
from tests.conftest import copy_project
from tests.forms.face_forms import Faces, course_csv
from tests.forms.made_book import SHORT
from tools import summary

TOC = """\
format: jb-book
root: chapters/cover
parts:
  - caption: Training | 訓練
    numbered: true
    chapters:
      - file: chapters/04_cnn_dnn
  - caption: Appendix | 附錄
    chapters:
      - file: references
      - file: glossary
"""
EDITION = {
    "title": {"en": "Edition of a test", "zh-TW": "測試版"},
    "data": {"source": None},
    "main_run": "plain",
    "runs": {
        "plain": SHORT,
        "cnn": {**SHORT, "preset": "report-b-cnn"},
        "dnn": {**SHORT, "preset": "report-b-dnn"},
    },
    "roles": {"cnn_against_dnn": [{"cnn": "cnn", "dnn": "dnn"}]},
}


@dataclass
class Project:
    """A copy of the project whose book has two chapters of faces, and the user's files beside it."""

    root: Path
    data: str

    def run(self, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ, "EDITION": "forms", "DATA": self.data, "GPUS": "0", "PYTHONPATH": str(self.root), **env,
        }  # fmt: skip
        return subprocess.run(
            command, cwd=self.root, env=environment, capture_output=True, text=True, check=False
        )

    def chapters(self, **env: str) -> tuple[int, str]:
        """``make chapters``, without the environment."""
        done = self.run("tools/pipeline.sh", "chapters", **env)
        return done.returncode, done.stdout + done.stderr

    def pages(self) -> dict[str, int]:
        folder = self.root / "book" / "chapters"
        return {path.name: path.stat().st_mtime_ns for path in folder.iterdir() if path.name != ".edition"}

    def write_edition(self, edition: dict[str, object]) -> None:
        text = yaml.safe_dump(edition, allow_unicode=True, sort_keys=False)
        (self.root / "editions" / "forms.yaml").write_text(text, "utf8")


def made(shown: str) -> list[str]:
    """The chapters that the pipeline says it runs."""
    return re.findall(r"^chapter (\w+)$", shown, re.MULTILINE)


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("course")
    copy = copy_project(root, folder / "project")
    (copy / ".venv").symlink_to(sys.prefix)
    (copy / "_toc.yml").write_text(TOC, "utf8")
    project = Project(copy, str(course_csv(Faces(), folder / "given")))
    project.write_edition(EDITION)
    return project


@pytest.fixture(scope="module")
def first(project: Project) -> dict[str, int]:
    """The pages that the documented way makes of the course's train.csv and test.csv."""
    code, shown = project.chapters()
    assert code == 0, shown
    return project.pages()


def break_chapter(project: Project) -> str:
    """Let the chapter read a file that is not there; returns what the notebook was."""
    notebook = project.root / "notebooks" / "04_cnn_dnn.ipynb"
    original = notebook.read_text("utf8")
    broken = json.loads(original)
    code = [cell for cell in broken["cells"] if cell["cell_type"] == "code"]
    code[2]["source"] = ["open('/home/someone-else/secret/faces.csv')"]
    notebook.write_text(json.dumps(broken, ensure_ascii=False), "utf8")
    return original


@pytest.fixture(scope="module")
def failed(project: Project, first: dict[str, int]) -> tuple[int, str]:
    """What ``make chapters`` says where the chapter fails."""
    break_chapter(project)
    return project.chapters()


def test_the_courses_files_give_the_chapters(first: dict[str, int], project: Project) -> None:
    assert set(first) == {"cover.ipynb", "04_cnn_dnn.ipynb"}
    text = (project.root / "book" / "chapters" / "04_cnn_dnn.ipynb").read_text("utf8")
    assert "6 validation faces" in text


def test_a_failed_chapter_becomes_a_note_and_the_others_stay(
    failed: tuple[int, str], first: dict[str, int], project: Project
) -> None:
    code, shown = failed
    assert code == 1
    assert made(shown) == ["04_cnn_dnn"]
    pages = project.pages()
    assert set(pages) == {"cover.ipynb", "04_cnn_dnn.md"}
    assert pages["cover.ipynb"] == first["cover.ipynb"]
    reason = reason_of(project.root / "book" / "chapters" / "04_cnn_dnn.md")
    assert reason is not None
    assert re.match(
        r"cell \d+ of notebooks/04_cnn_dnn.ipynb ended with an error: FileNotFoundError: ", reason
    )
    assert f"04_cnn_dnn: NOT MADE; its page will say why: {reason}" in shown
    assert f"chapter  NOT MADE: 04_cnn_dnn: {reason}" in summary.describe(project.root)


def test_the_rest_is_built_in_both_languages_and_the_exit_status_says_what_is_not(
    failed: tuple[int, str], project: Project
) -> None:
    """Also with -W, and where other chapters refer to what the failed one would have."""
    own = project.root / "book" / "chapters" / "99_own.md"
    own.write_text("# Own\n\nSee {numref}`fig-shuffled-face`, [there](#eq-dnn-permuted).\n", "utf8")
    toc = project.root / "_toc.yml"
    toc.write_text(TOC.replace("04_cnn_dnn", "04_cnn_dnn\n      - file: chapters/99_own"), "utf8")
    jupyter_book = str(Path(sys.executable).with_name("jupyter-book"))
    done = project.run(jupyter_book, "build", "book/", "-n", "-W", DATA="")
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert made(said) == ["04_cnn_dnn"]  # tried again, once
    assert "the book was built without these chapters; their pages say why\n  04_cnn_dnn: cell " in said
    site = project.root / "book" / "_build" / "html"
    for folder, words in (("", "This chapter could not be made"), ("zh-TW/", "這一章沒有做出來")):
        page = (site / folder / "chapters" / "04_cnn_dnn.html").read_text("utf8")
        assert words in page
        assert "no such file or directory" in page.lower()
        assert "someone-else" not in page
        assert (site / folder / "chapters" / "cover.html").is_file()
        assert (site / folder / "glossary.html").is_file()
    assert (site / "index.html").is_file()
    done = project.run(jupyter_book, "build", "book/", "-n", "-W", FER_FAILED_CHAPTERS="kept")
    assert done.returncode == 0, done.stdout + done.stderr
    assert made(done.stdout) == []  # as `make report` calls it, which has just tried
    toc.write_text(TOC, "utf8")
    own.unlink()


def test_the_pdfs_are_printed_with_the_note(failed: tuple[int, str], project: Project) -> None:
    done = project.run(sys.executable, "tools/make_pdfs.py")
    printed = json.loads(done.stdout.strip().splitlines()[-1])
    assert done.returncode == 0, done.stdout + done.stderr
    if printed["missing"]:
        pytest.skip(f"no PDF here: {printed['missing']}")
    assert len(printed["pdfs"]) == 2


@pytest.fixture(scope="module")
def without_training(project: Project, failed: tuple[int, str], root: Path) -> tuple[int, str]:
    """The chapter is whole again, but a training that it needs fails."""
    original = (root / "notebooks" / "04_cnn_dnn.ipynb").read_text("utf8")
    (project.root / "notebooks" / "04_cnn_dnn.ipynb").write_text(original, "utf8")
    runs = {**EDITION["runs"], "dnn": {**EDITION["runs"]["dnn"], "training_size": 5000}}  # type: ignore[dict-item, index]
    project.write_edition({**EDITION, "runs": runs})
    return project.chapters()


def test_a_failed_training_takes_only_the_chapters_that_need_it(
    without_training: tuple[int, str], project: Project
) -> None:
    code, shown = without_training
    assert code == 1
    assert sorted(made(shown)) == ["04_cnn_dnn", "cover"]
    assert len(re.findall(r"^training dnn$", shown, re.MULTILINE)) == 1
    assert set(project.pages()) == {"cover.ipynb", "04_cnn_dnn.md"}
    reason = reason_of(project.root / "book" / "chapters" / "04_cnn_dnn.md")
    assert reason is not None
    assert re.match(
        r"the training dnn, which it needs, failed: in cell \d+: training_size: 5000 images", reason
    )


def test_once_the_cause_is_gone_the_chapter_is_made(
    without_training: tuple[int, str], project: Project
) -> None:
    project.write_edition(EDITION)
    code, shown = project.chapters()
    assert code == 0, shown
    assert set(project.pages()) == {"cover.ipynb", "04_cnn_dnn.ipynb"}
    code, shown = project.chapters()
    assert (code, made(shown)) == (0, [])
