"""Read a built site as its readers do: each page once, in one browser, and all that is judged from that visit.

Nothing here waits for a time to pass. Each step waits until the page shows its effect; ``PATIENCE`` only ends
a wait for something that never comes, and is longer than any busy machine needs.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize

from tests.book.names import Name, names_now
from tests.book.serving import pages_of

PATIENCE = 300_000
"""Milliseconds."""
WIDE = ViewportSize(width=1280, height=720)
NARROW = ViewportSize(width=400, height=800)
# Of what is well axe need not tell: making a selector for each node takes it as long as all the rules. Nor
# need it fetch the style sheets, which are for a rule that none of these tags includes.
_LEAN = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}}
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}, **_LEAN}
COLORS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, **_LEAN}
IN_PAGE = (Path(__file__).parent / "in_page.js").read_text("utf8")
FOLDS = ("article details > summary", ".admonition.toggle > .admonition-title > .toggle-button")
HEADER = ".bd-header-article"
MODE_BUTTON = ".theme-switch-button"
COPY_BUTTON = "button.copybtn"


@dataclass
class Visit:
    """What a browser saw on one page.

    Attributes:
        page: the page's address below the site's root.
        digest: of the file that the page was, so that nobody judges another site than the one at hand.
        figures: description and width of each.
        folds: as loaded, all opened, and all closed again: the hint of each and whether its inside is seen.
        copied: what the first copy button calls itself when it has copied.
        names: every name that something on the page had at any moment of the visit.
        requests: the addresses asked for, from the beginning of the visit to its end.
        complaints: errors and warnings of the browser, likewise.
        violations: what axe found, in light and in dark mode.
    """

    page: str
    digest: str
    lang: str
    title: str
    switches: list[tuple[str, str]]
    alternates: list[tuple[str, str]]
    figures: list[tuple[str, int]]
    downloads: list[str]
    text: str
    folds: list[list[tuple[str, bool]]] = field(default_factory=list)
    copied: str | None = None
    names: set[Name] = field(default_factory=set)
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    violations: dict[str, list[str]] = field(default_factory=dict)


def digest_of(site: Path, page: str) -> str:
    """What tells a page of one site from that of another."""
    return hashlib.sha256((site / page).read_bytes()).hexdigest()


@contextmanager
def reader(browser: Browser, **options: Any) -> Iterator[BrowserContext]:
    """A reader in light mode, if nothing else is said, to whom nothing moves slowly."""
    usual = {"color_scheme": "light", "reduced_motion": "reduce", "viewport": WIDE}
    context = browser.new_context(**{**usual, **options})
    context.set_default_timeout(PATIENCE)
    context.add_init_script(IN_PAGE)
    yield context
    context.close()


def visit_all(browser: Browser, site: Path, address: str) -> list[Visit]:
    """Visit every page of a site."""
    used: set[str] = set()
    with reader(browser) as context:
        return [visit(context, site, address, name, used) for name in pages_of(site)]


def visit(context: BrowserContext, site: Path, address: str, name: str, used: set[str]) -> Visit:
    """Open a page and do on it what a reader can do; ``used`` are the controls that have been tried elsewhere."""
    page = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    watch(page, requests, complaints)
    open_page(page, address + name)
    seen = Visit(page=name, digest=digest_of(site, name), **page.evaluate("visit.look()"))
    load_axe(page)
    listen = Listener(page, seen)
    for kind in FOLDS:
        listen("as loaded", kind, first=True)
    seen.violations["light"] = violations(page, WCAG)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("visit.isDark() && visit.still()")
    seen.violations["dark"] = violations(page, COLORS)
    page.emulate_media(color_scheme="light")
    _unfold(page, seen, listen)
    _sort(page, listen)
    controls = page.evaluate("visit.controls()")
    if controls not in used:
        used.add(controls)
        _use_header(page, listen)
        _use_sidebars(page, listen)
    listen.to_attributes()
    # What the reader has chosen here shall not be there on the next page.
    page.evaluate("try { localStorage.clear(); sessionStorage.clear(); } catch {}")
    page.close()
    seen.requests, seen.complaints = requests, complaints
    return seen


def open_page(page: Page, address: str) -> None:
    """Open a page and wait for what its scripts make of it."""
    page.goto(address)
    settle(page)


def settle(page: Page) -> None:
    """Wait for what the scripts of a page that has been opened make of it."""
    page.wait_for_function("window.visit?.ready()")
    page.evaluate("visit.settled()")


def load_axe(page: Page) -> None:
    """Give a page the script that ``violations`` runs."""
    page.evaluate(AXE_SCRIPT)
    page.evaluate("visit.rememberColors()")


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    """What axe finds at fault on a page that has its script."""
    found = page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


class Listener:
    """Adds to a visit the names of things as they are now."""

    def __init__(self, page: Page, seen: Visit) -> None:
        self.page, self.seen = page, seen
        self.browser = page.context.new_cdp_session(page)

    def __call__(self, when: str, within: str | None = None, *, first: bool = False) -> None:
        known = {(name.kind, name.text, name.lang) for name in self.seen.names}
        now = names_now(self.browser, when, self.seen.lang, within, first=first)
        self.seen.names |= {name for name in now if (name.kind, name.text, name.lang) not in known}

    def to_attributes(self) -> None:
        """Names that were attributes at any time."""
        self.seen.names |= {Name(**noted) for noted in self.page.evaluate("visit.notedNames()")}


def _unfold(page: Page, seen: Visit, listen: Listener) -> None:
    """Hidden code and boxes: open all and close all, the first of each kind with the mouse."""
    seen.folds.append(page.evaluate("visit.folds()"))
    for opened in (True, False):
        for kind in FOLDS:
            first = page.locator(kind).first
            if first.count() and first.evaluate("visit.isOpen") != opened:
                first.click()
        page.evaluate("visit.unfold", opened)
        page.wait_for_function("(open) => visit.allFolds(open) && visit.still()", arg=opened)
        seen.folds.append(page.evaluate("visit.folds()"))
        if opened:
            listen("all opened")
            _copy(page, seen, listen)
        else:
            for kind in FOLDS:
                listen("all closed again", kind, first=True)


def _copy(page: Page, seen: Visit, listen: Listener) -> None:
    button = _first_seen(page, COPY_BUTTON)
    if button:
        page.evaluate("visit.holdTimers()")
        before = button.get_attribute("data-tooltip")
        button.click()
        handle = button.element_handle()
        page.wait_for_function(
            "([button, before]) => button.dataset.tooltip !== before", arg=[handle, before]
        )
        seen.copied = button.get_attribute("data-tooltip")
        listen("copied", COPY_BUTTON, first=True)
        page.evaluate("visit.letTimersGo()")
        page.wait_for_function(
            "([button, before]) => button.dataset.tooltip === before", arg=[handle, before]
        )
        listen("after copying", COPY_BUTTON, first=True)


def _sort(page: Page, listen: Listener) -> None:
    button = _first_seen(page, ".sort-button")
    if button:
        for direction in ("ascending", "descending"):
            button.click()
            page.wait_for_selector(f"[aria-sort={direction}]")
        listen("sorted", ".bd-article thead")


def _use_header(page: Page, listen: Listener) -> None:
    menu = _first_seen(page, ".dropdown-download-buttons > button")
    if menu:
        menu.click()
        page.wait_for_selector(".dropdown-download-buttons > button[aria-expanded=true]")
        listen("download menu open", HEADER)
        page.keyboard.press("Escape")
        page.wait_for_selector(".dropdown-download-buttons > button[aria-expanded=false]")
    if page.locator(MODE_BUTTON).count():
        for _ in range(3):
            before = page.evaluate("document.documentElement.dataset.mode")
            page.locator(MODE_BUTTON).first.dispatch_event("click")
            page.wait_for_function("(before) => document.documentElement.dataset.mode !== before", arg=before)
            listen("colour mode changed", MODE_BUTTON)
    search = _first_seen(page, ".search-button__button")
    if search:
        search.dispatch_event("click")
        # On the search page itself the field is there already.
        page.wait_for_function("document.activeElement.matches('input[type=search]') && visit.still()")
        listen("search open", "dialog[open], .bd-search")
        page.keyboard.press("Escape")
        page.wait_for_function("!document.querySelector('dialog[open]')")


def _use_sidebars(page: Page, listen: Listener) -> None:
    """On a telephone."""
    page.set_viewport_size(NARROW)
    listen("narrow", HEADER)
    for which in ("primary", "secondary"):
        button = _first_seen(page, f".{which}-toggle")
        if button:
            dialog = f"pst-{which}-sidebar-modal"
            button.dispatch_event("click")
            page.wait_for_function("(id) => document.getElementById(id).open && visit.still()", arg=dialog)
            listen(f"narrow, {which} sidebar open", "dialog[open]")
            page.keyboard.press("Escape")
            page.wait_for_function("(id) => !document.getElementById(id).open", arg=dialog)


def _first_seen(page: Page, selector: str) -> Locator | None:
    """The first such thing that can be seen, if there is any."""
    found = page.locator(selector).locator("visible=true").first
    return found if found.count() else None


def watch(page: Page, requests: list[str], complaints: list[str]) -> None:
    """Note down every request, error and warning of a page."""
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None,
    )
