"""A built site on a server of its own, and the browser that reads it."""

import functools
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class _Handler(SimpleHTTPRequestHandler):
    """Files below a folder; for anything else the site's own 404 page, as GitHub Pages does."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: Any, root: str, prefix: str, **options: Any) -> None:
        self.prefix = prefix
        super().__init__(*arguments, directory=root, **options)

    def translate_path(self, path: str) -> str:
        if not path.startswith(self.prefix):
            return str(Path(self.directory) / "no such file")
        return super().translate_path(path[len(self.prefix) - 1 :])

    def end_headers(self) -> None:
        # As GitHub Pages does. Without it a browser asks for each script and style sheet again on each page.
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        body = page.read_bytes() if page.exists() else b""
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
        # A connection that the browser keeps open must not keep the server from closing.
        server.block_on_close = False
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
