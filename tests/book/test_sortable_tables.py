"""Tables that readers can sort, in a browser: with the mouse, with the keyboard, and without JavaScript."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.book.reading import WCAG, load_axe, reader, violations

STATIC = Path(__file__).parents[2] / "book" / "_static"
ROWS = [
    ("run-10", "86.4 (83.7–88.8)", "–", "1,199"),
    ("run-9", "9.5 (7.0–12.0)", "80.9 ± 1.3 (2)", "244"),
    ("augmentation", "24.1 (21.1–27.4)", "54.2 ± 6.2 (2)", "15,341"),
]


def html(lang: str, name: str) -> str:
    """A page with a table as Sphinx writes it."""
    heads = "".join(
        f'<th class="head"><p>{head}</p></th>' for head in ("Run", "Accuracy", "Mean", "Images/s")
    )
    rows = "".join("<tr>" + "".join(f"<td><p>{cell}</p></td>" for cell in row) + "</tr>" for row in ROWS)
    return (
        f'<!doctype html><html lang="{lang}"><head><title>Runs</title>'
        f"<style>{(STATIC / 'sortable-tables.css').read_text('utf8')}</style>"
        f"<script>{(STATIC / 'sortable-tables.js').read_text('utf8')}</script></head>"
        f'<body><main class="bd-article"><h1>Runs</h1><table class="table" id="tab-{name}"><caption>All runs.</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></main></body></html>"
    )


@pytest.fixture(scope="module")
def opened(browser: Browser) -> Iterator[Page]:
    with reader(browser) as context:
        yield context.new_page()


@pytest.fixture
def page(opened: Page) -> Page:
    opened.set_content(html("en", "sortable-runs"))
    return opened


def names(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        "tbody tr", "rows => rows.map(row => row.cells[0].textContent.trim())"
    )
    return found


def directions(page: Page) -> list[str | None]:
    found: list[str | None] = page.eval_on_selector_all(
        "th", "heads => heads.map(head => head.getAttribute('aria-sort'))"
    )
    return found


def test_numbers_are_sorted_as_numbers(page: Page) -> None:
    assert names(page) == ["run-10", "run-9", "augmentation"]
    page.get_by_role("button", name="Accuracy").click()
    assert names(page) == ["run-9", "augmentation", "run-10"]
    assert directions(page) == [None, "ascending", None, None]
    page.get_by_role("button", name="Accuracy").click()
    assert names(page) == ["run-10", "augmentation", "run-9"]
    assert directions(page) == [None, "descending", None, None]
    page.get_by_role("button", name="Images/s").click()
    assert names(page) == ["run-9", "run-10", "augmentation"]
    assert directions(page) == [None, None, None, "ascending"]


def test_names_are_sorted_as_names_and_empty_cells_stay_below(page: Page) -> None:
    page.get_by_role("button", name="Run").click()
    assert names(page) == ["augmentation", "run-9", "run-10"]
    mean = page.get_by_role("button", name="Mean")
    mean.click()
    assert names(page) == ["augmentation", "run-9", "run-10"]
    mean.click()
    assert names(page) == ["run-9", "augmentation", "run-10"]


def test_the_keyboard_sorts_too(page: Page) -> None:
    for _ in range(2):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Accuracy"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert names(page) == ["run-9", "augmentation", "run-10"]
    page.keyboard.press("Space")
    assert names(page) == ["run-10", "augmentation", "run-9"]


def test_sorted_tables_are_accessible(page: Page) -> None:
    page.get_by_role("button", name="Accuracy").click()
    load_axe(page)
    assert violations(page, WCAG) == []


def test_the_hint_is_in_the_pages_language(page: Page) -> None:
    assert page.inner_text("caption") == "All runs. Choose a column’s heading to sort by it."
    page.set_content(html("zh-TW", "sortable-runs"))
    assert page.inner_text("caption") == "All runs.點選欄位標題即可排序。"


def test_other_tables_and_pages_without_scripts_are_plain(page: Page, browser: Browser) -> None:
    page.set_content(html("en", "runs"))
    assert page.locator("button").count() == 0
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.set_content(html("en", "sortable-runs"))
    assert plain.locator("button").count() == 0
    assert plain.locator("td").count() == 12
    context.close()
