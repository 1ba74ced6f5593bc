"""What has nothing to say in an edition is not in the book: properties over generated chapters, and one built book."""

from collections.abc import Sequence
from pathlib import Path

import nbformat
import pytest
import yaml
from chapter_sources import cells_of_language, filter_notebook
from empty_sections import heading_of, left_out, without_empty_sections
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.book.sample_book import build, published

REASON = "This edition has no runs for it."


def heading(level: int, title: str) -> NotebookNode:
    return new_markdown_cell(f"{'#' * level} {title}\n\nWhat this is about.")


def code(*kinds: str) -> NotebookNode:
    """A cell whose outputs are of these kinds."""
    outputs = [
        published(kind, {"text/markdown": REASON if kind == "nothing" else "said"}, "en") for kind in kinds
    ]
    return new_code_cell("publish()", outputs=outputs)


PROSE = new_markdown_cell("Prose before code.")
CELLS = st.one_of(
    st.builds(heading, st.integers(2, 4), st.sampled_from("ABC")),
    st.just(PROSE),
    st.lists(st.sampled_from(["nothing", "text", "table", "edition", "in-short", "caption"]), max_size=2).map(
        lambda k: code(*k)
    ),
)


def kinds(cells: Sequence[NotebookNode]) -> list[str]:
    return [
        output.metadata["fer"]["kind"]
        for cell in cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]


@given(st.lists(CELLS, max_size=14))
def test_what_is_said_stays_and_no_heading_stands_over_nothing(cells: list[NotebookNode]) -> None:
    chapter = [heading(1, "Chapter"), *cells]
    kept = without_empty_sections(chapter, "en")
    said = [kind for kind in kinds(chapter) if kind in ("text", "table")]
    assert [kind for kind in kinds(kept) if kind in ("text", "table")] == said, "nothing that is said is lost"
    if kept:
        for of_the_page in ("edition", "in-short"):
            assert kinds(kept).count(of_the_page) == kinds(chapter).count(of_the_page), "it stands at the top"
    places = [k for k, cell in enumerate(kept) if heading_of(cell)]
    for k in places:
        level = heading_of(kept[k])[0]  # type: ignore[index]
        end = next((j for j in places if j > k and heading_of(kept[j])[0] <= level), len(kept))  # type: ignore[index]
        below = kinds(kept[k:end])
        assert "nothing" not in below or {"text", "table"} & set(below), "a section of nothing else is gone"
    assert without_empty_sections(kept, "en") == kept
    gone = left_out(chapter, "en")
    assert all(section.reasons == (REASON,) for section in gone)
    if not any(kind in kinds(chapter) for kind in ("text", "table")) and "nothing" in kinds(chapter):
        assert kept == []
        assert [section.level for section in gone] == [1]


def test_prose_before_what_is_missing_goes_and_the_rest_of_the_section_stays() -> None:
    chapter = [
        heading(1, "T"),
        code("text"),
        heading(2, "A"),
        code("table"),
        PROSE,
        PROSE,
        code("nothing"),
        code("text"),
    ]
    kept = without_empty_sections(chapter, "en")
    assert PROSE not in kept
    assert [cell for cell in chapter if cell != PROSE] == kept


def test_prose_without_code_is_never_empty() -> None:
    chapter = [heading(1, "T"), code("text"), heading(2, "Words"), PROSE, heading(2, "Gone"), code("nothing")]
    assert without_empty_sections(chapter, "en") == chapter[:4]


def test_reasons_are_those_of_the_language() -> None:
    outputs = [
        published("nothing", {"text/markdown": text}, lang)
        for lang, text in (("en", "none"), ("zh-TW", "沒有"))
    ]
    chapter = [heading(1, "T"), new_code_cell("x", outputs=outputs)]
    assert left_out(chapter, "zh-TW")[0].reasons == ("沒有",)


def tagged(text: str, *tags: str) -> NotebookNode:
    return new_markdown_cell(text, metadata={"tags": list(tags)})


@pytest.mark.parametrize("shown", [True, False])
def test_cells_on_the_reports_are_there_where_the_edition_wants_them(tmp_path: Path, shown: bool) -> None:
    (tmp_path / "editions").mkdir()
    edition = {
        "title": {"en": "T", "zh-TW": "題"}, "data": {"source": "synthetic"}, "main_run": "a",
        "runs": {"a": {"preset": "report-a"}}, "reference_reports": shown,
    }  # fmt: skip
    (tmp_path / "editions" / "mine.yaml").write_text(yaml.safe_dump(edition), "utf8")
    claims = new_code_cell(
        "claims()",
        outputs=[published("text", {"text/markdown": "**Report A, claim A1**"}, "en")],
        metadata={"tags": ["reports"]},
    )
    cells = [
        tagged("# Title", "lang-en"),
        tagged("# 標題", "lang-zh-TW"),
        new_code_cell("x", outputs=[published("text", {"text/markdown": "0.5"}, "en")]),
        tagged("## What report A says", "lang-en", "reports", "sec-a"),
        tagged("## 報告 A 的說法", "lang-zh-TW", "reports", "sec-a"),
        claims,
    ]
    notebook = new_notebook(cells=cells, metadata={"papermill": {"parameters": {"edition": "mine"}}})
    page = filter_notebook(nbformat.writes(notebook), "chapters/a", "en", tmp_path / "book")
    assert ("eport A" in page, "sec-a" in page) == (shown, shown)
    assert "0.5" in page
    assert len(cells_of_language(notebook, tmp_path / "book", "zh-TW")) == (4 if shown else 2)


@pytest.mark.parametrize("kind", ["text", "nothing"])
def test_code_that_had_nothing_to_work_on_is_not_shown(tmp_path: Path, kind: str) -> None:
    cells = [
        tagged("# Title", "lang-en"),
        code("text"),
        tagged("What the code does.", "lang-en"),
        new_code_cell("work()", outputs=[published(kind, {"text/markdown": REASON}, "en")]),
    ]
    page = filter_notebook(nbformat.writes(new_notebook(cells=cells)), "chapters/a", "en", tmp_path / "book")
    for shown in ("work()", "What the code does.", REASON):
        assert (shown in page) is (kind == "text"), shown


def test_empty_pages_and_sections_are_in_no_language_and_no_table_of_contents(copy_of_sample: Path) -> None:
    root = copy_of_sample
    book = root / "book"
    path = book / "chapters" / "02_layers.ipynb"
    notebook = nbformat.read(path, 4)
    titles = notebook.cells[:2]
    outputs = [
        published("nothing", {"text/markdown": text}, lang)
        for lang, text in (("en", "There are no layers here."), ("zh-TW", "這裡沒有任何一層。"))
    ]
    silent = new_notebook(
        cells=[*titles, new_code_cell("layers()", outputs=outputs)], metadata=notebook.metadata
    )
    path.write_text(nbformat.writes(silent), "utf8")
    (book / "chapters" / "01_data.ipynb").write_text(
        with_silent_section(book / "chapters" / "01_data.ipynb"), "utf8"
    )
    done = build(root)
    assert done.returncode == 0, done.stdout
    site = book / "_build" / "html"
    assert list(site.rglob("02_layers.html")) == []
    for page in site.rglob("*.html"):
        text = page.read_text("utf8")
        assert "02_layers.html" not in text, page
        assert "Nothing to see" not in text, page
        assert "沒有什麼可看" not in text, page
    assert "chapters/02_layers: There are no layers here." in done.stdout
    assert "chapters/01_data, “Nothing to see”: There are no layers here." in done.stdout


def with_silent_section(path: Path) -> str:
    notebook = nbformat.read(path, 4)
    outputs = [
        published("nothing", {"text/markdown": text}, lang)
        for lang, text in (("en", "There are no layers here."), ("zh-TW", "這裡沒有任何一層。"))
    ]
    notebook.cells += [
        tagged("## Nothing to see", "lang-en"), tagged("## 沒有什麼可看", "lang-zh-TW"),
        new_code_cell("x", outputs=outputs),
    ]  # fmt: skip
    return str(nbformat.writes(notebook))
