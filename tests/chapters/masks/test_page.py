"""The whole chapter: with report E, without it, with fewer methods and another network, and without runs."""

import re

import pytest

from tests.chapters.masks.made_up_runs import toy_masks
from tests.chapters.masks.test_runs import ROLES, make  # noqa: F401 (a fixture)
from tests.chapters.rendered_page import answers, cells_of_page, executed, headings, texts
from tests.forms.in_process import WITHOUT_DATA

OF_REPORTS = re.compile(r"[Tt]he report(?! works)|\b[Rr]eports? [A-E]\b|報告(?!的做法)|\bclaim [A-E]\d|主張")


def render(make, monkeypatch, roles, **more):  # noqa: F811
    """The chapter of an edition whose runs are made up."""
    book = make(toy_masks(), roles, **more)
    monkeypatch.chdir(book.root)
    (book.root / "_toc.yml").write_text("root: chapters/cover\n", "utf8")
    (book.root / "pyproject.toml").write_text('[project]\nname = "fer-lib"\n', "utf8")
    return executed("16_masks", "test")


@pytest.mark.parametrize("reports", [True, False])
def test_the_chapter_speaks_of_report_e_where_it_is_asked_to(make, monkeypatch, reports):  # noqa: F811
    notebook = render(make, monkeypatch, ROLES, reports=reports)
    for lang in ("en", "zh-TW"):
        cells = cells_of_page(notebook, lang, reports=reports)
        said = texts(cells, lang)
        assert bool(OF_REPORTS.findall(said)) == reports
        assert WITHOUT_DATA.findall(said) == []
        assert len(headings(cells)) == (7 if reports else 5)
        assert {"en": "2,803 parameters", "zh-TW": "參數量是 2,803"}[lang] in said
    assert bool(answers(notebook)) == reports


def test_without_runs_there_is_no_chapter(make, monkeypatch):  # noqa: F811
    notebook = render(make, monkeypatch, {}, written=["masks-fixed-s0"])
    for lang in ("en", "zh-TW"):
        assert cells_of_page(notebook, lang, reports=True) == []
    assert answers(notebook) == []
