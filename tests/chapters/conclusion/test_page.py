"""The last chapter: what its lessons point to, and what it has without the reports."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from fer_lib.chapters.judgement import Verdict
from fer_lib.editions.sections import book_sections

LINK = re.compile(r"\{ref\}`[^`<]+<(sec-[\w-]+)>`")
LISTED = re.compile(r"```\{claims-by-verdict\} (.*)\n```")


@pytest.fixture(scope="module")
def cells(root: Path) -> list[dict[str, Any]]:
    found = json.loads((root / "notebooks" / "18_conclusion.ipynb").read_text("utf8"))["cells"]
    return [
        {**cell, "tags": cell["metadata"].get("tags", []), "text": "".join(cell["source"])} for cell in found
    ]


def in_language(cells: list[dict[str, Any]], lang: str, reports: bool = True) -> str:
    """The chapter's prose in a language, with or without what is about the reports."""
    return "\n\n".join(
        cell["text"]
        for cell in cells
        if f"lang-{lang}" in cell["tags"] and (reports or "reports" not in cell["tags"])
    )


def test_each_lesson_leads_to_sections_that_show_it(cells: list[dict[str, Any]], root: Path) -> None:
    sections = book_sections(root)
    english, chinese = (
        next(cell["text"] for cell in cells if cell["id"] == f"lessons-{lang}") for lang in ("en", "zh")
    )
    lessons = [re.findall(r"(?m)^- \*\*.*$", text) for text in (english, chinese)]
    assert [len(found) for found in lessons] == [8, 8]
    assert "Eight lessons" in english
    assert "八項心得" in chinese
    for one, other in zip(*lessons, strict=True):
        assert LINK.findall(one) == LINK.findall(other) != []
        assert one.count("{ref}") == len(LINK.findall(one))
        assert set(LINK.findall(one)) <= set(sections)


def test_every_verdict_is_listed_once(cells: list[dict[str, Any]]) -> None:
    for lang in ("en", "zh-TW"):
        named = " ".join(LISTED.findall(in_language(cells, lang))).split()
        assert sorted(named) == sorted(get_args(Verdict))


def test_without_the_reports_the_lessons_remain(cells: list[dict[str, Any]]) -> None:
    english, chinese = (in_language(cells, lang, reports=False) for lang in ("en", "zh-TW"))
    assert re.findall(r"(?m)^#+ .*$", english) == ["# What remains", "## What to do differently"]
    assert "claims-by-verdict" not in english + chinese
    assert not re.search(r"[Rr]eports|[Rr]eport [A-E]|五份報告|報告 [A-E]", english + chinese)
    (question,) = (cell for cell in cells if "question" in cell["tags"] and "lang-en" in cell["tags"])
    assert question["text"].endswith("?")
    assert "\n" not in question["text"]
