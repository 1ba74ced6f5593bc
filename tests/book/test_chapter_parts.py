"""What stands at a chapter's top and end, what it leaves to the appendix, and what the cover says of it."""

import json
from pathlib import Path

import click
import nbformat
import pytest
from chapter_appendix import appendix
from chapter_overview import Told, told_by
from chapter_sources import filter_notebook
from empty_sections import left_out
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from fer_lib.language import LANGUAGES, Language
from tests.book.sample_book import prose, published


def code(outputs: list[NotebookNode], *tags: str) -> NotebookNode:
    return new_code_cell(
        "plumbing()", outputs=outputs, execution_count=1, metadata={"tags": ["remove-input", *tags]}
    )


def both(kind: str, en: dict[str, object], zh: dict[str, object]) -> list[NotebookNode]:
    """An output in both languages."""
    return [
        published(kind, {"text/markdown": str(about.pop("markdown", ""))}, lang, **about)
        for lang, about in zip(LANGUAGES, (dict(en), dict(zh)), strict=True)
    ]


@pytest.fixture
def chapter(tmp_path: Path) -> Path:
    """A chapter with all these parts, as papermill leaves it."""
    findings = both(
        "in-short",
        {"markdown": "- first\n- second", "title": "In short", "findings": ["first", "second"]},
        {"markdown": "- 其一\n- 其二", "title": "本章重點", "findings": ["其一", "其二"]},
    )
    remark = both(
        "edition",
        {"markdown": "**Quick.** Drawn.", "admonition": "warning", "badge": "Drawn, not real"},
        {"markdown": "**快速版**：畫的。", "admonition": "warning", "badge": "畫的，不是真人"},
    )
    exercise = both(
        "exercise",
        {
            "body": "**Exercise 1.** Why?",
            "title": "Solution of exercise 1",
            "solution": "Because.\n\n```python\n1\n```",
        },
        {"body": "**習題 1.** 為什麼？", "title": "習題 1 的解答", "solution": "因為。"},
    )
    table = both(
        "table", {"markdown": "| a |\n| --- |\n| 1 |", "name": "t", "caption": "c"},
        {"markdown": "| 甲 |\n| --- |\n| 1 |", "name": "t", "caption": "題"},
    )  # fmt: skip
    question = prose("What is asked?", "問什麼？")
    for cell in question:
        cell.metadata["tags"].append("question")
    tail = prose("## Exercises", "## 習題")
    moved = prose("## Lines", "## 各行")
    for cell in moved:
        cell.metadata["tags"].append("appendix-proofs")
    cells = [
        *prose("# Title", "# 標題"), *question, *prose("Motivation.", "動機。"),
        code([*remark, *both("text", {"markdown": "Text."}, {"markdown": "文字。"})]), code(remark),
        *prose("## Section", "## 小節"), code(findings), *moved, code(table, "appendix-proofs"), *tail, code(exercise),
    ]  # fmt: skip
    file = tmp_path / "book" / "chapters" / "01_x.ipynb"
    file.parent.mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells), file)
    return file


def page(chapter: Path, lang: Language, name: str = "chapters/01_x") -> str:
    """The page's Markdown, cell by cell; code cells as their source."""
    made = json.loads(filter_notebook(chapter.read_text("utf8"), name, lang, chapter.parents[1]))
    return "\n".join("".join(cell["source"]) for cell in made["cells"])


@pytest.mark.parametrize(
    ("lang", "parts"),
    [
        (
            "en",
            "# Title | Drawn, not real | What is asked? | Motivation. | In short | - first | - second | Text. "
            "| ## Section | ## Exercises | **Exercise 1.** Why? | Solution of exercise 1 | dropdown | Because.",
        ),
        (
            "zh-TW",
            "# 標題 | 畫的，不是真人 | 問什麼？ | 動機。 | 本章重點 | - 其一 | - 其二 | 文字。 | ## 小節 | ## 習題 "
            "| 習題 1. | 習題 1 的解答 | dropdown | 因為。",
        ),
    ],
)
def test_order_of_a_chapter(chapter: Path, lang: Language, parts: str) -> None:
    text = page(chapter, lang)
    places = [text.index(part) for part in parts.split(" | ")]
    assert places == sorted(places)
    assert text.count(parts.split(" | ")[1]) == 1, "the badge stands once"
    assert "plumbing" not in text
    assert "Lines" not in text
    assert "各行" not in text
    assert ":name: " not in text.replace("claim", "")


def test_the_cover_has_the_whole_remark_and_pages_without_a_badge_have_none(chapter: Path) -> None:
    cover = page(chapter, "en", "chapters/cover")
    assert "{warning}" in cover
    assert "**Quick.** Drawn." in cover
    assert "Drawn, not real" not in cover
    notebook = nbformat.read(chapter, as_version=4)
    for cell in notebook.cells:
        for out in cell.get("outputs", []):
            out.metadata["fer"].pop("badge", None)
    nbformat.write(notebook, chapter)
    assert "Drawn" not in page(chapter, "en")


def test_the_appendix_has_what_the_chapter_leaves_to_it(chapter: Path) -> None:
    srcdir = chapter.parents[1]
    made = appendix(srcdir, ["chapters/cover", "chapters/01_x"], "proofs", "en")
    assert made.startswith("## Lines\n")
    assert "{table} c" in made
    assert "| 1 |" in made
    assert "甲" not in made
    assert "{table} 題" in appendix(srcdir, ["chapters/01_x"], "proofs", "zh-TW")
    assert appendix(srcdir, ["chapters/01_x"], "runs", "en") == ""


def test_on_paper_solutions_stand_in_the_appendix(chapter: Path) -> None:
    srcdir = chapter.parents[1]
    assert appendix(srcdir, ["chapters/01_x"], "solutions", "en") == "", "a site has them below the exercises"
    with click.Context(click.Command("build")) as context:
        context.params["builder"] = "latex"
        text = page(chapter, "en")
        assert "**Exercise 1.** Why?" in text
        assert "Because." not in text
        assert appendix(srcdir, ["chapters/01_x"], "solutions", "en").startswith(
            "## Title\n\n~~~{rubric} Solution of exercise 1\n~~~\n\nBecause."
        )


def test_question_and_first_finding_are_for_the_cover(chapter: Path) -> None:
    assert told_by(chapter, chapter.parents[1], "en") == Told("What is asked?", "first")
    assert told_by(chapter, chapter.parents[1], "zh-TW") == Told("問什麼？", "其一")
    assert told_by(chapter.with_name("02_none.ipynb"), chapter.parents[1], "en") == Told("", "")


def test_a_chapter_is_not_there_for_its_exercises_alone() -> None:
    silent = published("nothing", {"text/markdown": "no runs"}, "en")
    exercise = published("exercise", {"text/markdown": ""}, "en", body="?", title="!", solution=".")
    cells = [
        new_markdown_cell("# Title"), code([silent]), new_markdown_cell("## Exercises"), code([exercise]),
    ]  # fmt: skip
    assert [(section.level, section.title) for section in left_out(cells, "en")] == [(1, "Title")]
    told = published("text", {"text/markdown": "said"}, "en")
    assert left_out([*cells, code([told])], "en") == []
