"""What the search of the site looks at: prose without code and formulas, and words that readers use for it.

A section that explains a word of ``book/terms.yaml`` is found by it, in both languages and by its other names, before
the pages that only use the word. They are entries of Sphinx's index, which its search ranks by how much of them is
asked for.
"""

from collections.abc import Callable
from pathlib import Path

from book_terms import book_terms
from docutils import nodes
from section_links import labels
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

NO_PROSE = (nodes.literal_block, nodes.math, nodes.math_block)


class IndexTerms(SphinxPostTransform):
    """Entries of the index at the sections of a page that explain words."""

    formats = ("html",)
    default_priority = 900

    def run(self, **kwargs: object) -> None:
        """Put them before everything else on the page; what they point to is the section."""
        known = labels(self.env)
        entries = []
        for term in book_terms(Path(self.env.srcdir)):
            page, anchor, _ = known.get(term.section(known) or "", ("", "", ""))
            if page == self.env.docname:
                entries += [("single", word, anchor, "main", None) for word in term.searched]
        if entries:
            self.document.insert(0, addnodes.index(entries=entries))


def prose(doctree: nodes.document) -> nodes.document:
    """A copy without code and formulas, of which nobody looks for a word."""
    lean = doctree.deepcopy()
    for node in list(lean.findall(lambda node: isinstance(node, NO_PROSE))):
        if node.parent is not None:
            node.parent.remove(node)
    return lean


def index_prose(app: Sphinx) -> None:
    """Let the builder index what ``prose`` leaves."""
    index: Callable[[str, nodes.document, str], None] | None = getattr(app.builder, "index_page", None)
    if index is None:  # no site
        return

    def index_page(pagename: str, doctree: nodes.document, title: str) -> None:
        index(pagename, prose(doctree), title)

    app.builder.index_page = index_page  # type: ignore[attr-defined]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.add_post_transform(IndexTerms)
    app.connect("builder-inited", index_prose)
    app.add_js_file("search-results.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
