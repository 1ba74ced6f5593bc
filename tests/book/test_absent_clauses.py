"""Clauses about a chapter that an edition may lack go with it."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import absent_clauses
import pytest
from absent_clauses import BEGIN, END, DropClauses
from docutils.core import publish_doctree
from myst_parser.parsers.docutils_ import Parser

from fer_lib.editions.sections import book_sections
from tests.texts import notebooks

ROOT = Path(__file__).parents[2]
PAGE = """\
Shapes follow from formulas<!-- with sec-one -->, as *one* says<!-- end -->.
公式<!-- with sec-two -->（見 `two`）<!-- end -->決定大小。

<!-- with sec-two -->

All of this is of chapter two.

<!-- end -->

The end.
"""
CLAUSE = re.compile(rf"{BEGIN.pattern}.*?{END.pattern}", re.DOTALL)
LINK = re.compile(r"\{ref\}`([^`<]*) <(sec-[\w-]+)>`")
SAYS_THERE_IS_ONE = re.compile(r"[Cc]hapter|[Cc]omparison|before|一章|章的|前面|比較")


@pytest.mark.parametrize(
    ("known", "text"),
    [
        (("one", "two"), "Shapes follow from formulas, as one says.\n公式（見 two）決定大小。 / "
         "All of this is of chapter two. / The end."),
        (("one",), "Shapes follow from formulas, as one says.\n公式決定大小。 / The end."),
        ((), "Shapes follow from formulas.\n公式決定大小。 / The end."),
    ],
)  # fmt: skip
def test_a_clause_stays_where_its_section_is_in_the_book(
    monkeypatch: pytest.MonkeyPatch, known: tuple[str, ...], text: str
) -> None:
    document = publish_doctree(PAGE, parser=Parser())
    monkeypatch.setattr(absent_clauses, "labels", lambda _env: {f"sec-{name}": () for name in known})
    document.settings.env = SimpleNamespace(docname="page")
    transform: Any = DropClauses(document)
    transform.run()
    assert " / ".join(child.astext() for child in document.children) == text


def test_links_that_say_that_there_is_another_chapter_go_with_it() -> None:
    sections = book_sections(ROOT)
    for name, notebook in notebooks(ROOT).items():
        for cell in notebook["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] != "markdown":
                continue
            assert len(BEGIN.findall(source)) == len(END.findall(source)) == len(CLAUSE.findall(source))
            assert set(BEGIN.findall(source)) <= set(sections)
            always = CLAUSE.sub("", source)
            for words, target in LINK.findall(always):
                elsewhere = target in sections and f"{sections[target].chapter}.ipynb" != name
                assert not (elsewhere and SAYS_THERE_IS_ONE.search(words)), (name, words)
