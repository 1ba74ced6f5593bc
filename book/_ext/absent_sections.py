"""Links to sections that this book leaves out: their words stay, without the link.

An edition may drop chapters, and a chapter's sections may have nothing to say. A sentence of another chapter that
points there, ``{ref}`the words <sec-name>```, is then read without the link, and is no reason to end a strict build. A
name that no notebook has is a mistake all the same.
"""

from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from fer_lib.editions.place import place_shown
from fer_lib.editions.sections import TAG, Section, book_sections
from fer_lib.errors import UserError


def known_sections(srcdir: Path) -> dict[str, Section]:
    """Every section that a notebook of the project, or of the book's report, names; in small letters.

    Args:
        srcdir: the book's folder; its parent is the repository.
    """
    root = srcdir.parent
    try:
        place = place_shown(root)
        found = book_sections(root, place.folder if place is not None else None)
    except UserError:
        return {}  # it is told where notebooks are read
    return {name.lower(): section for name, section in found.items()}


def words_alone(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, words: nodes.TextElement
) -> nodes.Node | None:
    """The words of a link to a section that the book leaves out; None for any other link that leads nowhere."""
    name = str(node.get("reftarget", "")).lower()
    if node.get("reftype") != "ref" or not name.startswith(TAG):
        return None
    section = known_sections(Path(app.srcdir)).get(name)
    if section is None:
        return None
    if node.get("refexplicit"):
        return nodes.inline("", words.astext())
    return nodes.inline("", section.title[app.config.book_language])


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.connect("missing-reference", words_alone)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
