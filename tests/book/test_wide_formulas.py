"""Formulas that do not fit on a narrow screen, in a browser."""

from pathlib import Path

from playwright.sync_api import Browser

from tests.book.reading import WCAG, load_axe, open_page, reader, violations
from tests.book.serving import serve

FORMULA = "mjx-container[display=true]"


def test_a_formula_is_a_tab_stop_while_it_must_be_scrolled(sample: Path, browser: Browser) -> None:
    with serve(sample / "book" / "_build" / "html", "/project/") as address, reader(browser) as context:
        page = context.new_page()
        open_page(page, f"{address}chapters/02_layers.html")
        page.wait_for_selector(f"{FORMULA}:not([tabindex])")
        page.set_viewport_size({"width": 130, "height": 600})
        page.wait_for_selector(f"{FORMULA}[tabindex='0']")
        load_axe(page)
        # The theme looks after code and tables, a while after the size of the window has changed.
        assert [found for found in violations(page, WCAG) if "<mjx-" in found] == []
        page.set_viewport_size({"width": 1280, "height": 720})
        page.wait_for_selector(f"{FORMULA}:not([tabindex])")
