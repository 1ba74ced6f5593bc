"""Links to what this book leaves out: their words stay, without the link.

An edition may drop chapters, a chapter's sections may have nothing to say, and so may a page of the appendix. A
sentence that points there, ``{ref}`the words <sec-name>``` or ``{doc}`the words </page>```, is then read without the
link, and is no reason to end a strict build. A name that the project does not have is a mistake all the same.
"""

import re
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from fer_lib.editions.contents import pages, read_toc
from fer_lib.editions.place import place_shown
from fer_lib.editions.sections import Section, book_sections
from fer_lib.errors import UserError

TARGET = re.compile(r"^\((sec-[\w-]+)\)=$", re.MULTILINE)


@cache
def known_sections(srcdir: Path) -> dict[str, Section]:
    """Every section that a notebook of the project, or of the book's report, names; in small letters.

    Args:
        srcdir: the book's folder; its parent is the repository.
    """
    try:
        place = place_shown(srcdir.parent)
        found = book_sections(srcdir.parent, place.folder if place else None)
    except UserError:
        return {}  # it is told where notebooks are read
    return {name.lower(): section for name, section in found.items()}


@cache
def known_pages(srcdir: Path) -> frozenset[str]:
    """Every page of ``_toc.yml`` as ``{doc}`` names it, ``/claims``, and the sections that its Markdown names."""
    try:
        found = {f"/{page}" for page in pages(read_toc(srcdir.parent))}
    except UserError:
        found = set()
    return frozenset(found.union(*(TARGET.findall(page.read_text("utf8")) for page in srcdir.glob("*.md"))))


def words_alone(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, words: nodes.TextElement
) -> nodes.TextElement | None:
    """The words of a link to what the book leaves out, or the section's title; None for one that leads nowhere."""
    srcdir, name = Path(app.srcdir), str(node.get("reftarget", ""))
    if node.get("reftype") not in ("ref", "doc"):
        return None
    section = known_sections(srcdir).get(name.lower())
    if node.get("refexplicit"):
        return nodes.inline("", words.astext()) if section or name in known_pages(srcdir) else None
    return nodes.inline("", section.title[app.config.book_language]) if section else None


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.connect("missing-reference", words_alone)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
