"""``make check-report``: what it finds in notebooks of one's own, and in a built site."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from fer_lib.errors import UserError
from tools.check_notebook import NotebookCheck, typed_numbers
from tools.check_pages import check_site

BOTH = ("en", "zh-TW")
TITLE = [("# Title", "lang-en"), ("# 標題", "lang-zh-TW")]


@pytest.fixture
def findings(tmp_path: Path) -> Callable[..., list[str]]:
    """A function that writes a notebook of prose (text, tags…) and code (text alone) and checks it."""

    def check(*cells: tuple[str, ...] | str, languages: tuple[str, ...] = BOTH) -> list[str]:
        made = [new_code_cell('edition = "quick"', metadata={"tags": ["parameters"]})]
        for cell in cells:
            if isinstance(cell, str):
                made.append(new_code_cell(cell))
            else:
                made.append(new_markdown_cell(cell[0], metadata={"tags": list(cell[1:])}))
        path = tmp_path / "own.ipynb"
        path.write_text(json.dumps(new_notebook(cells=made)), "utf8")
        return [str(found) for found in NotebookCheck.read(path, "own.ipynb", languages).findings()]  # type: ignore[arg-type]

    return check


def test_a_good_notebook_has_nothing_to_mend(findings: Callable[..., list[str]], tmp_path: Path) -> None:
    (tmp_path / "photo.png").touch()
    assert (
        findings(
            *TITLE,
            "publish.text(Text(f'{share:.1f}% of them', f'其中 {share:.1f}%'))",
            ("A 95% interval of $0.5$, `lr=0.01`, {numref}`fig-a` and ![a face](photo.png)", "lang-en"),
            ("95% 信賴區間，$0.5$、`lr=0.01`、{numref}`fig-a` 與 ![一張臉](photo.png)", "lang-zh-TW"),
            ("Version 2.0 of 3.5", "lang-en", "constants"),
            ("2.0 版", "lang-zh-TW", "constants"),
        )
        == []
    )


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        ([*TITLE, "x = 1", ("Alone.", "lang-en")], "prose without its pair: 1 in en, 0 in zh-TW"),
        ([*TITLE, "x", ("A.", "lang-en"), ("B.", "lang-en"), ("甲。", "lang-zh-TW")], "2 in en, 1 in zh-TW"),
        ([*TITLE, ("Of no language.",)], "own.ipynb, cell 4: prose of no language"),
        (
            [*TITLE, ("A.", "lang-en"), ("B.", "lang-zh-TW")],
            "cell 5: tagged lang-zh-TW, but there is no Chinese in it",
        ),
        ([*TITLE, ("A.", "lang-de")], "tag lang-de: unknown"),
        ([("Words first.", "lang-en"), ("先有字。", "lang-zh-TW")], "has no title in en"),
        (
            [*TITLE, ("We reach 87.3 %.", "lang-en"), ("甲。", "lang-zh-TW")],
            "cell 4: 87.3 % is typed by hand",
        ),
        ([*TITLE, ("F1 is 0.61.", "lang-en"), ("甲。", "lang-zh-TW")], "cell 4: 0.61 is typed by hand"),
        ([*TITLE, ("A.", "lang-en"), ("達到 64%。", "lang-zh-TW")], "cell 5: 64% is typed by hand"),
        (
            [*TITLE, "publish.text(Text('It is 87.3%.', '是 87.3%。'))"],
            "87.3% is typed by hand; put the value in",
        ),
        (
            [*TITLE, ("![](x.png)", "lang-en"), ("![圖](x.png)", "lang-zh-TW")],
            "picture x.png: no description",
        ),
        (
            [*TITLE, ("![a](gone.png)", "lang-en"), ("![圖](gone.png)", "lang-zh-TW")],
            "gone.png: there is no such file",
        ),
        (
            [*TITLE, ("[here](../a.md)", "lang-en"), ("甲。", "lang-zh-TW")],
            "../a.md: there is no such file beside",
        ),
        (
            [*TITLE, ("```{figure} a.png\nCaption\n```", "lang-en"), ("甲。", "lang-zh-TW")],
            "figure without a description",
        ),
        ([*TITLE, "x = ("], "not Python"),
    ],
)
def test_each_fault_is_named_with_its_place(
    findings: Callable[..., list[str]], cells: list[tuple[str, ...] | str], complaint: str
) -> None:
    assert any(complaint in found for found in findings(*cells)), findings(*cells)


def test_a_book_in_one_language_needs_no_pairs(findings: Callable[..., list[str]]) -> None:
    assert findings(("# 標題",), "x = 1", ("只有中文。",), languages=("zh-TW",)) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("from 3 to 12 images", []),
        ("in 2026-11-29, version 1, chapter 7", []),
        ("between −3.5 and 4.25", ["−3.5", "4.25"]),
        ("準確率 61.2％", ["61.2％"]),
        ("see [0.5](a.png) and https://example.org/1.5/", ["0.5"]),
        ("a 90% confidence interval", []),
        ("10.1.2.3 is an address", []),
    ],
)
def test_what_counts_as_a_number_typed_by_hand(text: str, numbers: list[str]) -> None:
    assert typed_numbers(text) == numbers


def test_pictures_without_caption_are_found_where_they_were_drawn(tmp_path: Path) -> None:
    bare = new_output("display_data", data={"image/png": "AAAA"})
    good = new_output(
        "display_data", data={"image/png": "AAAA"}, metadata={"fer": {"kind": "figure", "lang": "en"}}
    )
    notebook = new_notebook(
        cells=[new_code_cell("plt.show()", outputs=[bare]), new_code_cell("x", outputs=[good])]
    )
    path = tmp_path / "own.ipynb"
    path.write_text(json.dumps(notebook), "utf8")
    (found,) = NotebookCheck.bare_pictures(path, "own.ipynb")
    assert str(found).startswith(
        "own.ipynb: the code `plt.show()` draws a picture without caption and description"
    )
    assert NotebookCheck.bare_pictures(tmp_path / "gone.ipynb", "gone") == []


def test_what_is_no_notebook_is_said(tmp_path: Path) -> None:
    (tmp_path / "own.ipynb").write_text("{", "utf8")
    with pytest.raises(UserError, match=r"own\.ipynb: not a notebook"):
        NotebookCheck.read(tmp_path / "own.ipynb", "own.ipynb", BOTH)


def page(article: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body><a href='#top'>up</a><article id='top'>{article}</article></body></html>"


def test_a_good_site_has_nothing_to_mend(tmp_path: Path) -> None:
    (tmp_path / "zh-TW" / "chapters").mkdir(parents=True)
    (tmp_path / "index.html").write_text(page("<h2 id='a'>A</h2><a href='zh-TW/b.html#c'>b</a>"), "utf8")
    (tmp_path / "zh-TW" / "b.html").write_text(
        page("<p id='c'>It is <code>nan</code>. <img src='x' alt='一張臉'><a href='../#a'>a</a>"), "utf8"
    )
    found, looked_at = check_site(tmp_path, BOTH)
    assert found == []
    assert looked_at == "2 pages, 1 pictures, 4 links"


@pytest.mark.parametrize(
    ("article", "head", "complaint"),
    [
        ("<img src='a.png' alt=' '>", "", "picture a.png: no description"),
        ("<a href='gone.html'>x</a>", "", "link gone.html: there is no such page"),
        ("<a href='#gone'>x</a>", "", "link #gone: the page has no such section"),
        (
            "<img src='https://example.org/a.png' alt='a'>",
            "",
            "loads https://example.org/a.png from another host",
        ),
        (
            "",
            "<link rel='stylesheet' href='//example.org/a.css'>",
            "loads //example.org/a.css from another host",
        ),
        ("<p>an accuracy of nan</p>", "", "says nan"),
    ],
)
def test_each_fault_of_a_page_is_named(tmp_path: Path, article: str, head: str, complaint: str) -> None:
    (tmp_path / "index.html").write_text(page(article, head), "utf8")
    (found,) = check_site(tmp_path, ["en"])[0]
    assert str(found).startswith("index.html: ")
    assert complaint in str(found)


def test_a_language_that_is_missing_is_said(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(page(""), "utf8")
    assert str(check_site(tmp_path, BOTH)[0][0]) == "book: has no pages in zh-TW; make site builds them"
