"""Check the built site of a report: pictures with a description, links that lead somewhere, nothing from elsewhere."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tools.check_notebook import Finding

WITHOUT_DATA = re.compile(r"(?<![\w/])(?:nan|NaN)(?!\w)")
"""What a number looks like that was made of nothing."""
LOADS = {"img": "src", "script": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src"}
LOADING_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "prefetch"}


@dataclass
class _Page(HTMLParser):
    """What of a page is checked.

    Attributes:
        links: addresses of links.
        loaded: addresses of what the page loads by itself.
        undescribed: pictures without a description.
        ids: places in the page that a link may lead to.
        words: the text of its article.
    """

    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    undescribed: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)
    pictures: int = 0
    _article: int = 0
    _silent: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what begins here."""
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given[key] for key in ("id", "name") if given.get(key)}
        self._article += tag == "article"
        self._silent += tag in ("script", "style", "pre", "code")
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag == "link" and set(given.get("rel", "").split()) & LOADING_LINKS:
            self.loaded.append(given.get("href", ""))
        if given.get(LOADS.get(tag, "")):
            self.loaded.append(given[LOADS[tag]])
        if tag == "img" and self._article:
            self.pictures += 1
            if not given.get("alt", "").strip():
                self.undescribed.append(given.get("src", ""))

    def handle_endtag(self, tag: str) -> None:
        """Note what ends here."""
        self._article -= tag == "article"
        self._silent -= tag in ("script", "style", "pre", "code")

    def handle_data(self, data: str) -> None:
        """Note the article's words."""
        if self._article and not self._silent:
            self.words.append(data)


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text("utf8"))
    return page


def check_site(site: Path, languages: Sequence[str]) -> tuple[list[Finding], str]:
    """Findings on every page, and how much was looked at.

    Args:
        site: folder of the built site.
        languages: of the book; the first stands at the root, each other in a folder of its name.
    """
    files = sorted(site.rglob("*.html"))
    pages = {path: _read(path) for path in files}
    findings = [
        Finding("book", f"has no pages in {lang}; make site builds them")
        for lang in languages[1:]
        if not (site / lang / "chapters").is_dir()
    ]
    for path, page in pages.items():
        place = path.relative_to(site).as_posix()
        findings += [
            Finding(place, f"picture {src}: no description; publish.figure gives it one")
            for src in page.undescribed
        ]
        findings += [
            Finding(place, f"loads {address} from another host; put it into the book")
            for address in page.loaded
            if re.match(r"(?:https?:)?//", address)
        ]
        if WITHOUT_DATA.search(" ".join(page.words)):
            findings.append(Finding(place, "says nan, a number made of nothing"))
        findings += _dead_links(path, page, pages, site)
    links, pictures = (
        sum(map(len, (page.links for page in pages.values()))),
        sum(p.pictures for p in pages.values()),
    )
    return findings, f"{len(pages)} pages, {pictures} pictures, {links:,} links"


def _dead_links(path: Path, page: _Page, pages: dict[Path, _Page], site: Path) -> list[Finding]:
    found = []
    place = path.relative_to(site).as_posix()
    for link in dict.fromkeys(page.links):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target, name = path, unquote(parts.path)
        if name:
            target = Path(
                os.path.normpath(site / name.lstrip("/") if name.startswith("/") else path.parent / name)
            )
        target = target / "index.html" if target.is_dir() else target
        anchor = unquote(parts.fragment)
        if not target.exists():
            found.append(Finding(place, f"link {link}: there is no such page"))
        elif anchor and target in pages and anchor not in pages[target].ids:
            found.append(Finding(place, f"link {link}: the page has no such section"))
    return found
