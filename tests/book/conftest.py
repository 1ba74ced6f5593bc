"""One built book and one visit to each of its pages, shared by all tests of this folder.

They last as long as the process that runs the folder (tests/conftest.py gives it to one), and no longer: what
an earlier run had seen once passed for the site of a later one.

``FER_BOOK_HTML=path/to/html`` makes the browser tests read an existing site instead of the sample.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.book.reading import PATIENCE, Visit, visit_all
from tests.book.sample_book import build, write_sample_book
from tests.book.serving import find_browser, serve

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.book)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample repository with its site in both languages. Tests that change it take a copy."""
    root = tmp_path_factory.mktemp("sample-book")
    write_sample_book(root)
    done = build(root)
    assert done.returncode == 0, done.stdout
    return root


@pytest.fixture
def copy_of_sample(sample: Path, tmp_path: Path) -> Path:
    """The sample repository with its built site, free to be changed."""
    root = tmp_path / "repository"
    shutil.copytree(sample, root, symlinks=True, ignore=shutil.ignore_patterns("print", "pdf"))
    return root


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest) -> Path:
    """The site that the browser tests read."""
    given = os.environ.get("FER_BOOK_HTML")
    if given:
        return Path(given).resolve()
    sample: Path = request.getfixturevalue("sample")
    return sample / "book" / "_build" / "html"


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The site on a server of its own, below a folder as on GitHub Pages."""
    with serve(site, "/project/") as base:
        yield base


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = find_browser()
    if program is None:
        pytest.skip("no Chromium on the search path")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"], timeout=PATIENCE
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def visits(site: Path, address: str, browser: Browser) -> list[Visit]:
    """What a browser saw on every page."""
    return visit_all(browser, site, address)


@pytest.fixture
def edit_config(copy_of_sample: Path) -> Callable[..., None]:
    """Replace lines of the copy's ``_config.yml``: ``edit_config(("old", "new"), …)``."""

    def edit(*changes: tuple[str, str]) -> None:
        path = copy_of_sample / "_config.yml"
        text: Any = path.read_text("utf8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, "utf8")

    return edit
