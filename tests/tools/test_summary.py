from pathlib import Path

import pytest

from fer_lib.chapters.failed_chapter import note_page
from fer_lib.language import Text
from tools import summary


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with site, PDFs and stages."""
    built = tmp_path / "book" / "_build"
    for name in ("html/index.html", "pdf/report-en.pdf", "pdf/report-zh-TW.pdf"):
        (built / name).parent.mkdir(parents=True, exist_ok=True)
        (built / name).touch()
    (built / "stages.tsv").write_text("environment\t125\t0\nPDFs\t30\t0\nsite\t20\t0\n", "utf8")
    (tmp_path / "_config.yml").write_text("report: {title: T, authors: A, languages: [en, zh-TW]}\n", "utf8")
    return tmp_path


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What the machine seems to lack; a test may change it."""
    lacking: dict[str, list[str]] = {"xelatex": [], "browser": []}
    monkeypatch.setattr(summary, "missing_for_xelatex", lambda: lacking["xelatex"])
    monkeypatch.setattr(summary, "find_browser", lambda: None if lacking["browser"] else "chromium")
    return lacking


def test_summary_says_where_everything_is_and_how_long_it_took(
    project: Path, engines: dict[str, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert summary.main(project) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "  environment    2:05" in lines
    assert "  together       2:55" in lines
    built = project / "book" / "_build"
    assert f"site  {built / 'html' / 'index.html'}  (en, zh-TW)" in lines
    assert [line for line in lines if line.startswith("PDF")] == [
        f"PDF   {built / 'pdf' / name}" for name in ("report-en.pdf", "report-zh-TW.pdf")
    ]


def test_summary_says_why_there_is_no_pdf(project: Path, engines: dict[str, list[str]]) -> None:
    for pdf in (project / "book" / "_build" / "pdf").iterdir():
        pdf.unlink()
    engines["xelatex"], engines["browser"] = ["xelatex"], ["chromium"]
    assert "PDF   NOT MADE: XeLaTeX lacks xelatex, and there is no Chromium" in "\n".join(
        summary.describe(project)
    )
    engines["browser"] = []
    assert "NOT MADE in every language (en, zh-TW)" in "\n".join(summary.describe(project))


def test_summary_names_chromium_as_the_printer(project: Path, engines: dict[str, list[str]]) -> None:
    engines["xelatex"] = ["titlesec.sty"]
    assert "printed by Chromium, since XeLaTeX lacks titlesec.sty" in "\n".join(summary.describe(project))


def test_failed_stage_is_in_the_summary_and_in_its_status(
    project: Path, engines: dict[str, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    with (project / "book" / "_build" / "stages.tsv").open("a", encoding="utf8") as stages:
        stages.write("PDFs\t3\t1\nsite\t3\t1\n")
    assert summary.main(project) == 1
    shown = capsys.readouterr().out
    assert "0:03  FAILED" in shown
    assert "site  NOT MADE" in shown
    assert "PDF   NOT MADE" in shown


def test_chapters_that_failed_are_in_the_summary(project: Path, engines: dict[str, list[str]]) -> None:
    (project / "_toc.yml").write_text("root: chapters/cover\nparts: []\n", "utf8")
    pages = project / "book" / "chapters"
    pages.mkdir()
    for name in ("cover", "dropped_from_the_book"):
        page = note_page(
            project / "cover.ipynb", Text("cell 7 failed", "第 7 格失敗"), "KeyError: 'x'", "quick"
        )
        (pages / f"{name}.md").write_text(page, "utf8")
    listed = [line for line in summary.describe(project) if line.startswith("chapter")]
    assert listed == ["chapter  NOT MADE: cover: cell 7 failed: KeyError: 'x'"]
