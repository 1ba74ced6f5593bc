"""The whole chapter: with report E, without it, with fewer methods and another network, and without runs."""

import pytest

from tests.chapters.masks.made_up_runs import toy_masks
from tests.chapters.masks.test_runs import ROLES, make  # noqa: F401 (a fixture)
from tests.rendered_chapter import OF_REPORTS, WITHOUT_DATA, execute


def render(make, roles, **more):  # noqa: F811
    """The chapter of an edition whose runs are made up."""
    book = make(toy_masks(), roles, **more)
    (book.root / "_toc.yml").write_text("root: chapters/cover\n", "utf8")
    (book.root / "pyproject.toml").write_text('[project]\nname = "fer-lib"\n', "utf8")
    return execute("16_masks", book.root, "test")


@pytest.mark.parametrize("reports", [True, False])
def test_the_chapter_speaks_of_report_e_where_it_is_asked_to(make, reports):  # noqa: F811
    chapter = render(make, ROLES, reports=reports)
    for lang in ("en", "zh-TW"):
        page = chapter.page(lang)
        assert bool(OF_REPORTS.findall(page.text)) == reports
        assert WITHOUT_DATA.findall(page.text) == []
        assert len(page.headings) == (8 if reports else 7)
        assert {"en": "2,803 parameters", "zh-TW": "參數量是 2,803"}[lang] in page.text
    # The images are drawn, so that only the long names can be asked about.
    asked = {name for name, verdict in chapter.verdicts.items() if verdict != "unasked"}
    assert chapter.answers == (["E11", "E6", "E7", "E8", "E9", "E10"] if reports else [])
    assert asked == ({"E11"} if reports else set())


def test_without_runs_there_is_no_chapter(make):  # noqa: F811
    chapter = render(make, {}, written=["masks-fixed-s0"])
    for lang in ("en", "zh-TW"):
        assert chapter.page(lang).cells == []
    assert chapter.answers == []
