"""The parts of a chapter: its question, what it found in short, its exercises, what it leaves to the appendix."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from fer_lib.editions.contents import chapters, read_toc
from fer_lib.language import LANGUAGES

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(
    [*(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "tools" / "new_report").glob("*.ipynb")],
    key=lambda path: path.name,
)


def cells(path: Path) -> list[tuple[str, str, list[str]]]:
    """Kind, source and tags of each cell."""
    found: list[dict[str, Any]] = json.loads(path.read_text("utf8"))["cells"]
    return [(cell["cell_type"], "".join(cell["source"]), cell["metadata"].get("tags", [])) for cell in found]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_question_is_one_sentence_in_each_language(path: Path) -> None:
    asked = [(source, tags) for _, source, tags in cells(path) if "question" in tags]
    assert len(asked) in (0, len(LANGUAGES)), "one a language"
    for (source, tags), lang, mark in zip(asked, LANGUAGES, "?？", strict=False):
        assert f"lang-{lang}" in tags
        assert source.endswith(mark)
        assert "{" not in source, "the cover says it too, where nothing of the chapter can be referred to"


@pytest.mark.parametrize("name", [name for name in chapters(read_toc(ROOT)) if name != "cover"])
def test_every_chapter_asks_finds_and_sets_exercises(name: str) -> None:
    found = cells(ROOT / "notebooks" / f"{name}.ipynb")
    assert any("question" in tags for _, _, tags in found)
    code = "\n".join(source for kind, source, _ in found if kind == "code")
    if name != "18_conclusion":
        assert "publish.in_short(" in code
        assert "publish.exercises(" in code


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_exercises_have_a_section_with_a_name(path: Path) -> None:
    found = cells(path)
    for place, (kind, source, _) in enumerate(found):
        if kind == "code" and "publish.exercises(" in source:
            before = found[max(0, place - 2) : place]
            assert [source for _, source, _ in before] == ["## Exercises", "## 習題"]
            for _, _, tags in before:
                assert [tag for tag in tags if re.fullmatch(r"sec-[a-z-]+-exercises", tag)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_a_chapter_found_is_said_once(path: Path) -> None:
    code = [source for kind, source, _ in cells(path) if kind == "code"]
    assert sum(source.count("publish.in_short(") for source in code) <= 1


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_goes_to_the_appendix_has_a_page_and_a_heading_there(path: Path) -> None:
    under: dict[str, set[str]] = {}
    for kind, source, tags in cells(path):
        for page in (tag.removeprefix("appendix-") for tag in tags if tag.startswith("appendix-")):
            assert "{from-chapters}" in (ROOT / "book" / f"{page}.md").read_text("utf8")
            if kind == "markdown":
                lang = next(lang for lang in LANGUAGES if f"lang-{lang}" in tags)
                under.setdefault(page, set())
                if source.startswith("## "):
                    under[page].add(lang)
            else:
                # The networks have a heading each, which code writes.
                assert page == "networks" or under.get(page) == set(LANGUAGES), (
                    "a heading a language comes first"
                )
                assert "publish_cards" not in source, "verdicts stay in the chapter"
