"""Links to what an edition leaves out become their words alone: sections of chapters, and pages of the appendix.

A name that no page of the project has is still an error of the build.
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
from fer_lib.editions.sections import book_sections
from fer_lib.errors import UserError

TARGET = re.compile(r"^\((sec-[\w-]+)\)=$", re.MULTILINE)


@cache
def known_names(srcdir: Path) -> frozenset[str]:
    """Sections and pages that the project has, in whatever edition; pages as ``/claims``."""
    root = srcdir.parent
    try:
        place = place_shown(root)
        sections = {name.lower() for name in book_sections(root, place.folder if place else None)}
        found = {f"/{page}" for page in pages(read_toc(root))}
    except UserError:
        return frozenset()  # who reads these files tells what is wrong with them
    named = {name for page in srcdir.glob("*.md") for name in TARGET.findall(page.read_text("utf8"))}
    return frozenset(sections | found | named)


def words_alone(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, words: nodes.TextElement
) -> nodes.TextElement | None:
    """The words of a link to what the edition leaves out; None for any other one that leads nowhere."""
    is_explicit = node.get("refexplicit") and node.get("reftype") in ("ref", "doc")
    return words if is_explicit and node["reftarget"] in known_names(Path(app.srcdir)) else None


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.connect("missing-reference", words_alone)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
