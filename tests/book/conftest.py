"""One built book and one visit to each of its pages, shared by all tests of this folder.

``FER_BOOK_HTML=path/to/html`` makes the browser tests read an existing site instead of the sample.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.book.reading import SITE, Visit, find_browser, locked, serve, visit_all
from tests.book.sample_book import build, write_sample_book

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "book" / "_ext"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.book)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a parallel run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def sample(shared: Path) -> Path:
    """The sample repository with its site in both languages. Tests that change it take a copy."""
    with locked(shared, "sample-book") as root:
        if not root.exists():
            unfinished = root.with_name("sample-book-unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            write_sample_book(unfinished)
            unfinished.rename(root)
            done = build(root)
            if done.returncode:
                shutil.rmtree(root)
                pytest.fail(done.stdout)
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
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def visits(shared: Path, site: Path, address: str, browser: Browser) -> list[Visit]:
    """What a browser saw on every page, in light and in dark mode."""
    with locked(shared, "visits.json") as file:
        if not file.exists():
            seen = visit_all(browser, site, address)
            # Every process has a server of its own, with another port.
            text = json.dumps([asdict(visit) for visit in seen]).replace(address, SITE)
            file.write_text(text, "utf8")
        return [Visit(**visit) for visit in json.loads(file.read_text("utf8"))]


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
