"""The real chapters as a book: a fresh copy, the three commands of a reader, and every check of the site."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.book.serving import find_browser
from tools.pdf_pages import half_empty_pages

pytestmark = pytest.mark.book


@pytest.fixture(scope="module")
def site(workspace: Path, python: str) -> Path:
    """`jupyter-book build book/` where nothing has been executed yet: it makes the quick edition first."""
    assert not (workspace / "book" / "chapters").exists()
    jupyter_book = Path(python).with_name("jupyter-book")
    command = [jupyter_book, "build", "book/", "-n", "-W", "--keep-going"]
    done = subprocess.run(command, cwd=workspace, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return workspace / "book" / "_build" / "html"


def test_a_fresh_copy_gives_every_chapter_in_both_languages(site: Path, workspace: Path) -> None:
    names = re.findall(r"chapters/\w+", (workspace / "_toc.yml").read_text("utf8").split("parts:")[1])
    assert len(names) >= 5
    for name in [*names, "chapters/cover"]:
        for folder in ("", "zh-TW/"):
            assert (site / f"{folder}{name}.html").is_file(), name


def test_no_markup_is_left_in_the_text(site: Path) -> None:
    """Emphasis that Markdown does not recognise beside Chinese punctuation, roles without a directive, …"""
    left = re.compile(r"\*\*|\{numref\}|\{cite|\{eq\}|:::|```|\{\{|Text\(en=|&lt;fer_lib")
    for page in sorted(site.rglob("chapters/*.html")):
        text = page.read_text("utf8")
        article = text[text.index("<article") : text.index("</article>")]
        without_code = re.sub(r"(?s)<(pre|code|script)\b.*?</\1>", "", article)
        assert not left.findall(without_code), page


def test_every_page_with_numbers_says_that_the_faces_are_synthetic(site: Path) -> None:
    for chapter in ("cover", "01_data", "03_training", "05_errors"):
        assert "computer-drawn faces" in (site / "chapters" / f"{chapter}.html").read_text("utf8").lower()
        assert "電腦繪製的人臉" in (site / "zh-TW" / "chapters" / f"{chapter}.html").read_text("utf8")


def test_the_real_site_passes_every_check_of_the_sample_site(site: Path, root: Path, python: str) -> None:
    if find_browser() is None:
        pytest.skip("no Chromium on the search path")
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-o", "addopts="]
    command = [python, "-m", "pytest", *options, "tests/book/test_site.py", "tests/book/test_search.py"]
    environment = {**os.environ, "FER_BOOK_HTML": str(site)}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:]
    assert re.search(r"\d+ passed", done.stdout)
    assert "skipped" not in done.stdout, "a check that is left out has found nothing"


def test_both_pdfs_of_the_real_book(site: Path, workspace: Path, python: str) -> None:
    done = subprocess.run(
        [python, "tools/make_pdfs.py"], cwd=workspace, capture_output=True, text=True, check=False
    )
    made = json.loads(done.stdout.strip().splitlines()[-1])
    assert done.returncode == 0, done.stdout + done.stderr
    if made["missing"]:
        pytest.skip(f"no PDF here: {made['missing']}")
    assert len(made["pdfs"]) == 2
    for pdf in made["pdfs"]:
        assert len(half_empty_pages(workspace / pdf)) < 8, pdf  # short chapters leave more than the book does
    for log in (workspace / "book" / "_build").rglob("*.log"):
        assert "Missing character" not in log.read_text("utf8", errors="replace"), log
