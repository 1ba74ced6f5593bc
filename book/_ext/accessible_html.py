"""Mend the HTML of other packages where it is at fault for readers who use a screen reader or a keyboard."""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from fer_lib.language import Language

FIXES: tuple[tuple[str, str], ...] = (
    # docutils: entries of a bibliography have a role that ARIA 1.2 gave up, in a list that holds more than
    # its entries. And they are in English on Chinese pages as well.
    (
        r'<div class="citation-list" role="list">|<div role="list" class="citation-list">',
        '<div class="citation-list" lang="en">',
    ),
    (r' role="doc-biblioentry"', ""),
    # MyST-NB: hidden code is called "Toggle hidden content" on pages of every language. Without that name it is
    # called what it shows, "Show code".
    (r'<summary aria-label="[^"]*">', "<summary>"),
)
ICON = re.compile(r'<i class="((?:fa|theme)[^"]*)">')
"""An icon of the theme's, which is a letter of a font: not for those who listen. One with a title says that."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def mend(body: str) -> str:
    """The corrected HTML of a page's text."""
    for wrong, right in FIXES:
        body = re.sub(wrong, right, body)
    return body


def mend_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Correct a page before the theme puts its frame around it."""
    if "body" in context:
        context["body"] = mend(context["body"])


def mark_language_of_titles(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Say of a citation in which language it is: pointed at, it shows the work, whose title nobody translates."""
    if app.builder.format != "html":
        return
    for link in doctree.findall(nodes.reference):
        title = link.get("reftitle", "")
        lang: Language = "zh-TW" if CHINESE.search(title) else "en"
        if title and lang != app.config.book_language:
            # docutils makes a lang attribute of this class.
            link["classes"].append(f"language-{lang}")


def hide_icons(app: Sphinx, error: Exception | None) -> None:
    """Keep the icons in the frames of the finished pages from being read out."""
    if error is not None or app.builder.name != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        page = path.read_text("utf8")
        if (mended := ICON.sub(r'<i class="\1" aria-hidden="true">', page)) != page:
            path.write_text(mended, "utf8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.connect("html-page-context", mend_page)
    app.connect("doctree-resolved", mark_language_of_titles)
    app.connect("build-finished", hide_icons)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
