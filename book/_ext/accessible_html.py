"""Mend the HTML of other packages where it is at fault for readers who use a screen reader or a keyboard."""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

FIXES: tuple[tuple[str, str], ...] = (
    # docutils: entries of a bibliography have a role that ARIA 1.2 gave up, in a list that holds more than
    # its entries. And they are in English on Chinese pages as well.
    (
        r'<div class="citation-list" role="list">|<div role="list" class="citation-list">',
        '<div class="citation-list" lang="en">',
    ),
    (r' role="doc-biblioentry"', ""),
)


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


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.connect("html-page-context", mend_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
