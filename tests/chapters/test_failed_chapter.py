"""The note in the place of a chapter that failed: what it says, and when it is written and removed."""

import json
import os
import re
from pathlib import Path

import pytest
import yaml

from fer_lib.chapters.failed_chapter import failed_chapters, note_page, reason_of
from fer_lib.language import Text
from tools.failed_chapters import NEEDED, main, write_notes
from tools.where_it_failed import find_error

WHAT = Text("cell 3 failed", "第 3 格失敗")
NAMES = ("cover", "01_data", "07_saliency", "16_masks")


def cell(kind: str, source: str, *tags: str, error: tuple[str, str] | None = None) -> dict[str, object]:
    made: dict[str, object] = {"cell_type": kind, "source": source, "metadata": {"tags": list(tags)}}
    if kind == "code":
        made["outputs"] = [{"output_type": "error", "ename": error[0], "evalue": error[1]}] if error else []
    return made


def write_notebook(path: Path, *cells: dict[str, object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), "utf8")
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose chapters are all made, and in which nothing has failed."""
    for name in NAMES:
        cells = [
            cell("markdown", f"# About {name}", "lang-en"),
            cell("markdown", f"# 關於 {name}", "lang-zh-TW"),
            cell("code", "edition = 'x'", "parameters"),
            cell("markdown", "## A section", "lang-en"),
            cell("code", "1 / 0"),
        ]
        write_notebook(tmp_path / "notebooks" / f"{name}.ipynb", *cells)
        write_notebook(tmp_path / "book" / "chapters" / f"{name}.ipynb")
    chapters = [{"file": f"chapters/{name}"} for name in NAMES[1:]] + [{"file": "references"}]
    toc = {"format": "jb-book", "root": "chapters/cover", "parts": [{"caption": "a", "chapters": chapters}]}
    (tmp_path / "_toc.yml").write_text(yaml.safe_dump(toc), "utf8")
    edition = {
        "title": {"en": "X", "zh-TW": "某"},
        "data": {"source": "synthetic"},
        "main_run": "a",
        "runs": {"a": {"preset": "p"}},
    }
    for name, values in (("editions/x", edition), ("presets/p", {"name": "p"})):
        (tmp_path / f"{name}.yaml").parent.mkdir()
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(values), "utf8")
    (tmp_path / "runs" / "x" / ".jobs").mkdir(parents=True)
    return tmp_path


def fail(project: Path, job: str, line: str = "FAILED: on purpose (see runs/x/some.log)") -> Path:
    path = project / "runs" / "x" / ".jobs" / f"{job}.failed"
    path.write_text(line + "\n", "utf8")
    return path


def fail_chapter(project: Path, name: str, error: tuple[str, str]) -> None:
    """As a chapter fails: Snakemake deletes its page, papermill inserts a cell and leaves the error."""
    (project / "book" / "chapters" / f"{name}.ipynb").unlink(missing_ok=True)
    log = project / "runs" / "x" / "chapters" / f"{name}.log.ipynb"
    inserted = cell("code", "edition = 'x'", "injected-parameters")
    write_notebook(log, cell("markdown", "# T"), inserted, cell("code", "1 / 0", error=error))
    fail(project, f"chapter-{name}")


def pages(project: Path) -> set[str]:
    return {path.name for path in (project / "book" / "chapters").iterdir()}


def test_a_note_has_the_title_and_the_reason_in_both_languages(project: Path) -> None:
    home = str(Path.home())
    fail_chapter(project, "01_data", ("FileNotFoundError", f"[Errno 2] no '{home}/secret/faces.csv'"))
    assert write_notes(project, "x") == ["01_data"]
    assert pages(project) == {"cover.ipynb", "01_data.md", "07_saliency.ipynb", "16_masks.ipynb"}
    text = (project / "book" / "chapters" / "01_data.md").read_text("utf8")
    front, *blocks = re.split(r"^\+\+\+ (.*)$", text, flags=re.MULTILINE)
    told = dict.fromkeys(('{"tags": ["lang-en"]}', '{"tags": ["lang-zh-TW"]}'), "")
    for tags, body in zip(blocks[::2], blocks[1::2], strict=True):
        told[tags] += body
    english, chinese = told.values()
    assert yaml.safe_load(front.split("---\n")[1]) == {
        "failed_chapter": reason_of(project / "book/chapters/01_data.md")
    }
    assert "# About 01_data" in english
    assert "# 關於 01_data" in chinese
    assert (
        "cell 2 of `notebooks/01_data.ipynb` ended with an error" in english
    )  # papermill's cell is not counted
    assert "`notebooks/01_data.ipynb` 的第 2 格執行時發生錯誤" in chinese
    for part in (english, chinese):
        assert "FileNotFoundError: [Errno 2] no 'faces.csv'" in part
        assert "make chapters EDITION=x" in part
        assert "Traceback" not in part
    assert "secret" not in text
    assert home not in text


def test_a_users_mistake_is_told_in_its_own_sentence(project: Path) -> None:
    fail_chapter(project, "01_data", ("UserError", f"{project}/runs/x/data: not there; `make runs` makes it"))
    write_notes(project, "x")
    reason = reason_of(project / "book" / "chapters" / "01_data.md")
    assert reason == (
        "cell 2 of notebooks/01_data.ipynb ended with an error: runs/x/data: not there; make runs makes it"
    )


def test_a_chapter_whose_training_failed_says_why_that_failed(project: Path) -> None:
    fail_chapter(project, "01_data", ("UserError", f"{project}/runs/x/a/metrics.json: not there"))
    fail(
        project,
        "train-a",
        "FAILED in cell 8: UserError: too few images (notebook with the error: runs/x/a/l.ipynb)",
    )
    write_notes(project, "x")
    assert reason_of(project / "book" / "chapters" / "01_data.md") == (
        "the training a, which it needs, failed: in cell 8: too few images"
    )


def test_a_page_of_before_makes_way_where_a_step_before_it_failed(project: Path) -> None:
    fail(
        project,
        "explain-a-saliency",
        "FAILED in cell 3: ValueError: bad (notebook with the error: runs/x/l.ipynb)",
    )
    fail(project, "explain-a-maximization")  # of a chapter that is not in the book
    assert write_notes(project, "x") == ["07_saliency"]
    assert pages(project) == {"cover.ipynb", "01_data.ipynb", "07_saliency.md", "16_masks.ipynb"}
    reason = reason_of(project / "book" / "chapters" / "07_saliency.md")
    assert reason == "a step that it needs failed, explain-a-saliency: in cell 3: ValueError: bad"


def test_a_note_goes_when_the_chapter_is_there(project: Path) -> None:
    fail_chapter(project, "01_data", ("ValueError", "bad"))
    write_notes(project, "x")
    own = project / "book" / "chapters" / "16_masks.md"
    own.write_text("# Somebody's own page\n", "utf8")
    page = write_notebook(project / "book" / "chapters" / "01_data.ipynb")  # copied from another machine
    record = project / "runs" / "x" / ".jobs" / "chapter-01_data.failed"
    os.utime(page, (record.stat().st_mtime + 9, record.stat().st_mtime + 9))
    assert write_notes(project, "x") == []
    assert {"01_data.ipynb", "16_masks.md"} <= pages(project)
    assert "01_data.md" not in pages(project)


def test_without_any_chapter_there_is_no_book(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail(project, "data")
    before = pages(project)
    monkeypatch.chdir(project)
    assert main(["x"]) == 1
    assert pages(project) == before
    assert "No chapter could be made" in capsys.readouterr().err


def test_a_chapter_that_nobody_began_says_so(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "book" / "chapters" / "16_masks.ipynb").unlink()
    monkeypatch.chdir(project)
    assert main(["x"]) == 0
    assert capsys.readouterr().err.startswith("16_masks: NOT MADE; its page will say why: it was not begun")


def test_the_cover_keeps_its_fields_and_its_list_of_chapters(tmp_path: Path) -> None:
    notebook = write_notebook(
        tmp_path / "cover.ipynb",
        cell("markdown", "# {{ report_title }}\n\n```{report-fields}\n```"),
        cell("code", "edition = 'x'", "parameters"),
        cell("markdown", "A sentence.", "lang-en"),
        cell("code", "1 / 0"),
        cell("markdown", "## Contents", "lang-en"),
        cell("markdown", "## 目錄", "lang-zh-TW"),
        cell("markdown", "```{chapter-overview}\n```"),
    )
    page = note_page(notebook, WHAT, "bad", "x")
    order = [
        "{{ report_title }}",
        "{report-fields}",
        "{error}",
        "{error}",
        "## Contents",
        "## 目錄",
        "{chapter-overview}",
    ]
    places = [found.start() for found in re.finditer("|".join(map(re.escape, dict.fromkeys(order))), page)]
    assert [page[i:].startswith(part) for i, part in zip(places, order, strict=True)] == [True] * len(order)
    assert "A sentence." not in page


@pytest.mark.parametrize(
    "message",
    [
        "```\n+++ {not json}\n---\nfailed_chapter: x",
        "emoji \U0001f600 and \u0000",
        "x" * 5000,
        "",
        "a: b # c",
    ],
)
def test_no_error_can_break_the_page(tmp_path: Path, message: str) -> None:
    page = tmp_path / "a.md"
    page.write_text(note_page(tmp_path / "missing.ipynb", WHAT, message, "x"), "utf8")
    text = page.read_text("utf8")
    assert "# missing" in text
    assert len(text) < 4000
    assert "\U0001f600" not in text
    for block in re.findall(r"^\+\+\+(.*)$", text, re.MULTILINE):
        assert not block.strip() or json.loads(block)["tags"]
    assert failed_chapters(tmp_path) == {"a": reason_of(page)}
    assert str(reason_of(page)).startswith("cell 3 failed:")


def test_other_pages_are_no_notes(tmp_path: Path) -> None:
    for number, text in enumerate(
        ("# A page\n", "---\ntitle: x\n---\n", "---\nfailed_chapter: [\n---\n", "")
    ):
        (tmp_path / f"{number}.md").write_text(text, "utf8")
    assert failed_chapters(tmp_path) == {}
    assert reason_of(tmp_path / "missing.md") is None
    assert find_error(tmp_path / "missing.ipynb") is None


def test_what_chapters_need_is_what_the_pipeline_gives_them(root: Path) -> None:
    needs = re.search(
        r"^CHAPTER_NEEDS = \{(.*?)^\}", (root / "Snakefile").read_text("utf8"), re.MULTILINE | re.DOTALL
    )
    assert needs is not None
    assert set(re.findall(r'^    "(\w+)":', needs.group(1), re.MULTILINE)) == set(NEEDED)
