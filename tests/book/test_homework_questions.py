"""The page that lists a homework's questions and links to the sections that answer them."""

import re
import shutil
from pathlib import Path

import nbformat
import pytest
import yaml
from homework_questions import homeworks
from nbformat.v4 import new_markdown_cell, new_notebook

from tests.book.sample_book import build

EDITION = {
    "title": {"en": "Edition of a test", "zh-TW": "測試用的版本"},
    "data": {"source": "synthetic"},
    "main_run": "a",
    "runs": {"a": {"preset": "report-a"}},
    "assignments": ["two", "one"],
}
HOMEWORKS = {
    "one": {
        "title": {"en": "The first homework", "zh-TW": "第一份作業"},
        "questions": [
            {
                "question": {
                    "en": "What is $n$ for **each** class?",
                    "zh-TW": "各類別的 $n$ 是**多少？**請說明。",
                },
                "sections": ["sec-sample", "sec-sample-labels", "sec-sample-dropped"],
            },
            {"question": "Which size has the output?", "sections": ["sec-sample-size"]},
            {"question": "What was dropped?", "sections": ["sec-sample-dropped"]},
        ],
    },
    "two": {"title": "Homework 2", "questions": [{"question": "Who?", "sections": []}]},
}
SECTIONS = {
    "01_data": {"sec-sample": ("# The data", "# 資料"), "sec-sample-labels": ("## Labels", "## 標籤")},
    "02_layers": {"sec-sample-size": ("# Convolution", "# 卷積")},
    "03_dropped": {"sec-sample-dropped": ("# Dropped chapter", "# 刪去的一章")},
}
"""Headings of the sample's chapters, and of one that its table of contents lacks."""


def put_names(chapter: Path, sections: dict[str, tuple[str, str]]) -> None:
    """Tag the headings of an executed chapter as the notebooks' are."""
    notebook = nbformat.read(chapter, 4)
    for cell in notebook.cells:
        for name, headings in sections.items():
            if cell.source.startswith(tuple(f"{heading}\n" for heading in headings)):
                cell.metadata["tags"].append(name)
    nbformat.write(notebook, chapter)


def give_homeworks(root: Path) -> None:
    """Let the sample's edition name two homeworks, and put the page into its appendix."""
    for folder in ("notebooks", "editions", "assignments"):
        (root / folder).mkdir()
    for chapter, sections in SECTIONS.items():
        cells = [
            new_markdown_cell(heading, metadata={"tags": [f"lang-{lang}", name]})
            for name, headings in sections.items()
            for lang, heading in zip(("en", "zh-TW"), headings, strict=True)
        ]
        nbformat.write(new_notebook(cells=cells), root / "notebooks" / f"{chapter}.ipynb")
        if (made := root / "book" / "chapters" / f"{chapter}.ipynb").exists():
            put_names(made, sections)
    (root / "book" / "chapters" / ".edition").write_text("tiny\n", "utf8")
    (root / "editions" / "tiny.yaml").write_text(yaml.safe_dump(EDITION, allow_unicode=True), "utf8")
    for name, homework in HOMEWORKS.items():
        (root / "assignments" / f"{name}.yaml").write_text(
            yaml.safe_dump(homework, allow_unicode=True), "utf8"
        )
    toc = (root / "_toc.yml").read_text("utf8")
    (root / "_toc.yml").write_text(
        toc.replace("- file: references", "- file: questions\n      - file: references"), "utf8"
    )


@pytest.fixture(scope="module")
def book(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("homework") / "repository"
    shutil.copytree(sample, root, symlinks=True, ignore=shutil.ignore_patterns("print", "pdf"))
    give_homeworks(root)
    done = build(root)
    assert done.returncode == 0, done.stdout
    return root


def in_english(root: Path) -> None:
    """Let the book have one language, where that shows all: it takes half the time."""
    path = root / "_config.yml"
    text = path.read_text("utf8")
    assert "languages: [en, zh-TW]" in text
    path.write_text(text.replace("languages: [en, zh-TW]", "languages: [en]"), "utf8")


def article(page: Path) -> str:
    text = page.read_text("utf8")
    return text[text.index("<article") : text.index("</article>")]


def links(html: str) -> dict[str, str]:
    """What stands in the links of the tables -> where they lead."""
    tables = "".join(re.findall(r"(?s)<table.*?</table>", html))
    found = re.findall(r'(?s)<a class="reference internal" href="([^"]*)">(.*?)</a>', tables)
    return {re.sub(r"<[^>]*>", "", text): target for target, text in found}


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("", {"1 The data": "01_data", "1.1 Labels": "01_data", "2 Convolution": "02_layers"}),
        ("zh-TW", {"1 資料": "01_data", "1.1 標籤": "01_data", "2 卷積": "02_layers"}),
    ],
)
def test_questions_link_to_the_sections_with_number_and_title(
    book: Path, folder: str, expected: dict[str, str]
) -> None:
    site = book / "book" / "_build" / "html" / folder
    found = links(article(site / "questions.html"))
    assert {text: target.split("#")[0] for text, target in found.items()} == {
        text: f"chapters/{page}.html" for text, page in expected.items()
    }
    for target in found.values():
        page, _, anchor = target.partition("#")
        assert f'id="{anchor}"' in (site / page).read_text("utf8")


def test_what_the_book_does_not_have_says_so(book: Path) -> None:
    site = book / "book" / "_build" / "html"
    english, chinese = article(site / "questions.html"), article(site / "zh-TW" / "questions.html")
    # Once for each of the two questions, and not beside sections that answer one.
    assert english.count("<td><p>not answered in this report</p></td>") == english.count("not answered") == 2
    assert chinese.count("<td><p>這份報告沒有回答</p></td>") == chinese.count("沒有回答") == 2


def test_homeworks_stand_in_the_editions_order_and_questions_are_markdown(book: Path) -> None:
    site = book / "book" / "_build" / "html"
    english, chinese = article(site / "questions.html"), article(site / "zh-TW" / "questions.html")
    assert english.index("Homework 2") < english.index("The first homework")
    assert "<strong>each</strong>" in english
    assert r"\(n\)" in english
    assert "<strong>多少？</strong>" in chinese
    assert "Which size has the output?" in chinese, "one text serves both languages"
    assert 'id="homework-one"' in english


def test_a_changed_chapter_changes_the_links(book: Path, tmp_path: Path) -> None:
    root = tmp_path / "repository"
    shutil.copytree(book, root, symlinks=True)
    chapter = root / "book" / "chapters" / "02_layers.ipynb"
    chapter.write_text(chapter.read_text("utf8").replace("# Convolution", "# Layers of weights"), "utf8")
    in_english(root)
    done = build(root)
    assert done.returncode == 0, done.stdout
    page = article(root / "book" / "_build" / "html" / "questions.html")
    assert "2 Layers of weights" in links(page)


@pytest.mark.parametrize(
    ("builder", "linked"),
    [
        ("singlehtml", r'href="#sec-sample-labels"><span class="std std-ref">1\.1 Labels</span>'),
        ("latex", r"\\hyperref\[[^\n]*sec-sample-labels\}\]\{[^\n]*1\.1 Labels"),
    ],
)
def test_one_page_and_pdf_link_within_themselves(
    book: Path, tmp_path: Path, builder: str, linked: str
) -> None:
    root = tmp_path / "repository"
    shutil.copytree(book, root, symlinks=True, ignore=shutil.ignore_patterns("_build"))
    in_english(root)
    done = build(root, "--builder", builder)
    assert done.returncode == 0, done.stdout
    name = "index.html" if builder == "singlehtml" else "*-en.tex"
    (made,) = (root / "book" / "_build" / builder).glob(name)
    text = made.read_text("utf8")
    assert re.search(linked, text)
    if builder == "latex":
        assert r"p{0.47\linewidth}" in text, "long questions are broken into lines"


def test_an_edition_without_homework_has_nothing_to_list(book: Path, tmp_path: Path) -> None:
    root = tmp_path / "repository"
    shutil.copytree(book, root, symlinks=True)
    assert [homework.name for homework in homeworks(root)] == ["two", "one"]
    file = root / "editions" / "tiny.yaml"
    without = {key: value for key, value in EDITION.items() if key != "assignments"}
    file.write_text(yaml.safe_dump(without, allow_unicode=True), "utf8")
    assert homeworks(root) == ()
    done = build(root)
    assert done.returncode == 0, done.stdout
    site = root / "book" / "_build" / "html"
    assert not list(site.rglob("questions.html")), "a page without a question is in no language"
    assert "questions.html" not in (site / "chapters" / "cover.html").read_text("utf8")
    assert "questions: the edition names no homework" in done.stdout
    file.unlink()
    assert homeworks(root) == ()


def test_a_mistake_in_a_homework_is_one_clear_message(book: Path, tmp_path: Path) -> None:
    root = tmp_path / "repository"
    shutil.copytree(book, root, symlinks=True)
    file = root / "assignments" / "one.yaml"
    file.write_text(file.read_text("utf8").replace("sec-sample-size", "sec-sample-sise"), "utf8")
    done = build(root)
    assert done.returncode == 1
    assert (
        "error: assignments/one.yaml: question 2: sections: sec-sample-sise: no heading in notebooks/ has this tag; "
        "did you mean sec-sample-size?" in done.stdout
    )
    assert "Traceback" not in done.stdout
