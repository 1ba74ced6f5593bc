"""Keep the site clean: no page of a chapter that is gone, nothing that tells about this machine."""

import re
import socket
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from fer_lib.language import LANGUAGES

logger = logging.getLogger(__name__)
TEXT_FILES = {".html", ".js", ".json", ".txt", ".css", ".md", ".ipynb", ".svg", ".xml", ""}
GENERATED_PAGES = {"index", "search", "404"}


def _of_other_languages(path: Path, site: Path) -> bool:
    return path.relative_to(site).parts[0].removeprefix(".").split(".")[0] in LANGUAGES


def remove_stale(app: Sphinx, error: Exception | None) -> None:
    """Remove pages, sources and images of documents that are no longer in the table of contents."""
    if error is not None or app.builder.name != "html":
        return
    site = Path(app.outdir)
    pages = {f"{name}.html" for name in GENERATED_PAGES | set(app.env.found_docs)}
    for path in site.rglob("*.html"):
        name = path.relative_to(site).as_posix()
        if not _of_other_languages(path, site) and not name.startswith("_static/") and name not in pages:
            path.unlink()
    for path in (site / "_sources").rglob("*"):
        name = path.relative_to(site / "_sources").with_suffix("").as_posix()
        if path.is_file() and name not in app.env.found_docs:
            path.unlink()
    images = {name for _, name in app.env.images.values()}
    for path in (site / "_images").glob("*"):
        if path.name not in images:
            path.unlink()


def private_words(srcdir: Path) -> re.Pattern[str]:
    """A pattern for the repository's folder, the user's home and the host's name."""
    folders = {str(srcdir.parent), str(srcdir.parent.resolve()), str(Path.home())} - {"/"}
    # Not inside of an address: https://host/repository is not the folder /repository.
    words = [r"(?<![\w.-])" + re.escape(folder) + r"(?=[/\\\"'\s<]|$)" for folder in sorted(folders)]
    host = socket.gethostname()
    # A host may be called "training": only a name that cannot be a word tells anything.
    if len(host) > 5 and re.search(r"[\d-]", host):
        words.append(rf"\b{re.escape(host)}\b")
    return re.compile("|".join(words))


def find_private_words(app: Sphinx, error: Exception | None) -> None:
    """Warn of every published file that tells where it was made."""
    if error is not None or app.builder.name != "html":
        return
    site, pattern = Path(app.outdir), private_words(Path(app.srcdir))
    for path in sorted(site.rglob("*")):
        if path.is_file() and path.suffix in TEXT_FILES and not _of_other_languages(path, site):
            found = pattern.search(path.read_text("utf8", errors="ignore"))
            if found:
                logger.warning("published file %s tells %r", path.relative_to(site), found.group())


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.connect("build-finished", remove_stale, priority=700)
    app.connect("build-finished", find_private_words, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
