"""Read a built site as its readers do: through a server, in a browser."""

import fcntl
import functools
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

SITE = "http://site/"
"""Stands for the server's address in what a visit has noted down."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
COLORS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
LOOK = """() => ({
  lang: document.documentElement.lang,
  title: document.title,
  switches: [...document.querySelectorAll('a.language-switch')].map(a => [a.hreflang, a.href]),
  alternates: [...document.querySelectorAll('link[rel=alternate][hreflang]')].map(a => [a.hreflang, a.href]),
  figures: [...document.querySelectorAll('article figure img')].map(i => [i.alt, i.naturalWidth]),
  // A link to the literature is named after what it leads to, in that language.
  names: [...document.querySelectorAll('button, input, nav, a, aside')]
    .filter(e => !e.matches('article a')).flatMap(e =>
    e.getAttributeNames().filter(n => /(title|label|tooltip|holder)$/.test(n))
      .map(n => e.getAttribute(n)).filter(Boolean)),
  text: document.querySelector('main')?.innerText ?? '',
})"""


@dataclass
class Visit:
    """What a browser saw on one page."""

    page: str
    mode: str
    lang: str
    title: str
    switches: list[tuple[str, str]]
    alternates: list[tuple[str, str]]
    figures: list[tuple[str, int]]
    names: list[str]
    text: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)


class _Handler(SimpleHTTPRequestHandler):
    """Files below a folder; for anything else the site's own 404 page, as GitHub Pages does."""

    def __init__(self, *arguments: Any, root: str, prefix: str, **options: Any) -> None:
        self.prefix = prefix
        super().__init__(*arguments, directory=root, **options)

    def translate_path(self, path: str) -> str:
        if not path.startswith(self.prefix):
            return str(Path(self.directory) / "no such file")
        return super().translate_path(path[len(self.prefix) - 1 :])

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


@contextmanager
def serve(root: Path, prefix: str) -> Iterator[str]:
    """Serve a site; gives its address."""
    handler = functools.partial(_Handler, root=str(root), prefix=prefix)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{prefix}"
        server.shutdown()


def find_browser() -> str | None:
    """Chromium's program."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def pages_of(site: Path) -> list[str]:
    """Every page of the site but the entrances, which only lead on."""
    found = (path.relative_to(site) for path in site.rglob("*.html") if "_static" not in path.parts)
    return sorted(path.as_posix() for path in found if path.name != "index.html")


def chapters_of(site: Path) -> list[str]:
    """Every page that has been written for the book, in all languages."""
    made = {"404.html", "search.html"}
    return [page for page in pages_of(site) if Path(page).name not in made]


def visit_all(browser: Browser, site: Path, address: str) -> list[Visit]:
    """Visit every page in light mode, held against all rules, and in dark mode, which changes colours only."""
    axe = Axe()
    visits = []
    for mode in ("light", "dark"):
        context = browser.new_context(color_scheme=mode)  # type: ignore[arg-type]
        for name in pages_of(site):
            page = context.new_page()
            requests: list[str] = []
            complaints: list[str] = []
            watch(page, requests, complaints)
            page.goto(address + name)
            page.evaluate("window.MathJax?.startup?.promise")
            seen = page.evaluate(LOOK)
            # Lists of their own: axe looks for style sheets where none are.
            visit = Visit(page=name, mode=mode, requests=[*requests], complaints=[*complaints], **seen)
            result = axe.run(page, options=WCAG if mode == "light" else COLORS).response["violations"]
            visit.violations = [f"{v['id']}: {n['html'][:160]}" for v in result for n in v["nodes"]]
            page.close()
            visits.append(visit)
        context.close()
    return visits


def watch(page: Page, requests: list[str], complaints: list[str]) -> None:
    """Note down every request, error and warning of a page."""
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None,
    )


@contextmanager
def locked(folder: Path, name: str) -> Iterator[Path]:
    """A file that only one process of a parallel run handles at a time."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / name
