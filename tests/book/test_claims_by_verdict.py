"""The lists of claims by verdict, and links to sections that the book leaves out."""

import re
import shutil
from pathlib import Path

import nbformat
import pytest
from absent_links import known_sections
from claims_by_verdict import by_finding, by_verdict
from claims_table import Card
from nbformat.v4 import new_markdown_cell, new_notebook

from tests.book.sample_book import build, notebook, prose
from tests.book.test_claims_table import give_edition, put_cards

LISTS = (
    "```{claims-by-verdict} holds fails partly\n```\n\n## Open\n\n```{claims-by-verdict} open unasked\n```"
)
ABSENT = (
    "See {ref}`the dropped words <sec-sample-dropped>`, {ref}`sec-sample-dropped`.",
    "見{ref}`刪去的話 <sec-sample-dropped>`、{ref}`sec-sample-dropped`。",
)


def put_conclusion(root: Path, linked: tuple[str, str] = ABSENT) -> None:
    """Give the sample a last chapter with both lists and links to a chapter that it does not have."""
    cells = prose(f"# What remains\n\n{LISTS}\n\n{linked[0]}", f"# 留下了什麼\n\n{LISTS}\n\n{linked[1]}")
    nbformat.write(notebook(cells), root / "book" / "chapters" / "03_conclusion.ipynb")
    (root / "notebooks").mkdir(exist_ok=True)
    dropped = [
        new_markdown_cell(heading, metadata={"tags": [f"lang-{lang}", "sec-sample-dropped"]})
        for lang, heading in (("en", "# Dropped chapter"), ("zh-TW", "# 刪去的一章"))
    ]
    nbformat.write(new_notebook(cells=dropped), root / "notebooks" / "04_dropped.ipynb")


@pytest.fixture(scope="module")
def book(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("verdicts") / "repository"
    shutil.copytree(sample, root, symlinks=True, ignore=shutil.ignore_patterns("print", "pdf"))
    with pytest.MonkeyPatch.context() as patch:
        put_cards(root / "book" / "chapters" / "01_data.ipynb", patch)
    put_conclusion(root)
    toc = (root / "_toc.yml").read_text("utf8")
    last = "- file: chapters/02_layers"
    (root / "_toc.yml").write_text(toc.replace(last, f"{last}\n      - file: chapters/03_conclusion"), "utf8")
    give_edition(root)
    done = build(root)
    assert done.returncode == 0, done.stdout
    return root


WORDS = {
    "": [
        "Holds (0)",
        "Does not hold (1)",
        "Holds in part (1)",
        "Cannot be told (0)",
        "Not asked in this edition (1)",
    ],
    "zh-TW": ["成立（0）", "不成立（1）", "部分成立（1）", "無法判斷（0）", "本版未檢驗（1）"],
}


def article(root: Path, folder: str) -> str:
    page = root / "book" / "_build" / "html" / folder / "chapters" / "03_conclusion.html"
    text = page.read_text("utf8")
    return text[text.index("<article") : text.index("</article>")]


@pytest.mark.parametrize("folder", WORDS)
def test_claims_stand_under_their_verdict_with_links_to_their_cards(book: Path, folder: str) -> None:
    text = article(book, folder)
    assert re.findall(r"<p><strong>(.*?)</strong></p>", text) == WORDS[folder]
    linked = re.findall(
        r'(?s)<li><p><a [^>]*href="01_data.html#claim-([a-e]\d+)">(.*?)</a>(.*?)</p></li>', text
    )
    assert [name for name, _, _ in linked] == ["c6", "a5", "d2"]
    assert [re.sub("<[^>]*>", "", words) for _, words, _ in linked] == ["C6", "A5", "D2"]
    assert linked[-1][2] in (": No training.", "：沒有訓練。")
    assert text.count("No claim of this edition." if folder == "" else "這一版沒有這樣的說法。") == 2


def test_a_link_to_what_the_book_leaves_out_is_words(book: Path) -> None:
    english, chinese = (re.sub("<[^>]*>", "", article(book, folder)) for folder in WORDS)
    assert "See the dropped words, Dropped chapter." in english
    assert "見刪去的話、刪去的一章。" in chinese
    assert list(known_sections(book / "book")) == ["sec-sample-dropped"]


def test_a_name_that_no_notebook_has_ends_the_build(book: Path, tmp_path: Path) -> None:
    root = tmp_path / "repository"
    shutil.copytree(book, root, symlinks=True)
    put_conclusion(
        root, ("See {ref}`the words <sec-sample-droped>`.", "見{ref}`這些話 <sec-sample-droped>`。")
    )
    done = build(root)
    assert done.returncode == 1
    assert "sec-sample-droped" in done.stdout


def test_a_book_that_judges_nothing_says_so(book: Path, tmp_path: Path) -> None:
    root = tmp_path / "repository"
    shutil.copytree(book, root, symlinks=True)
    chapter = root / "book" / "chapters" / "01_data.ipynb"
    judged = nbformat.read(chapter, 4)
    judged.cells.pop()
    nbformat.write(judged, chapter)
    done = build(root)
    assert done.returncode == 0, done.stdout
    assert article(root, "").count("No chapter of this book judges a claim.") == 2


def test_claims_are_in_the_reports_order_and_reasons_are_told_once() -> None:
    found = {
        name: Card("page", name, verdict, verdict, finding)
        for name, verdict, finding in (
            ("B1", "unasked", "No training."),
            ("A1", "holds", "Counted."),
            ("A3", "unasked", "No training."),
            ("A4", "unasked", "Other data."),
        )
    }
    assert list(by_verdict(found, "unasked")) == ["A3", "A4", "B1"]
    assert list(by_verdict(found, "holds")) == ["A1"]
    assert by_finding(by_verdict(found, "unasked")) == {"No training.": ["A3", "B1"], "Other data.": ["A4"]}
