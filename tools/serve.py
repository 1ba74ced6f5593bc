"""Show the built site on this machine only: ``python tools/serve.py FOLDER PORT``."""

import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HOST = "127.0.0.1"


class SiteHandler(SimpleHTTPRequestHandler):
    """Files of the site; its own page for an address that is not there; no line for each request."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send the site's 404.html, as GitHub Pages does, where there is one."""
        page = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            return super().send_error(code, message, explain)
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        return None

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal shows the address and stays readable."""


def open_server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server of ``folder`` on ``port`` (0: any free one).

    Raises:
        OSError: The port is taken or may not be used.
    """
    return ThreadingHTTPServer((HOST, port), partial(SiteHandler, directory=str(folder)))


def main(folder: Path, port: int) -> int:
    """Serve until Ctrl+C. Returns the exit status."""
    if not (folder / "index.html").is_file():
        print("error: there is no site yet; make report builds it", file=sys.stderr)
        return 2
    try:
        server = open_server(folder, port)
    except OSError as error:
        print(f"error: port {port}: {error.strerror}; choose another: make serve PORT=8765", file=sys.stderr)
        return 2
    with server:
        print(f"http://{HOST}:{server.server_port}/   (Ctrl+C ends it)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
