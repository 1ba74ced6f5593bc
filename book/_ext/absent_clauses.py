"""Clauses that are only true of a book which has another section: ``… in one step<!-- with sec-softmax -->, as in
{ref}`the chapter on softmax <sec-softmax>`<!-- end -->.``

``absent_links`` leaves the words of a link to what an edition lacks; where these alone would speak of a chapter that is
not there, the clause stands between two comments, which JupyterLab does not show. Whole paragraphs do, too, with the
comments on lines of their own.
"""

import re

from docutils import nodes
from section_links import labels
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

BEGIN = re.compile(r"<!--\s*with (sec-[\w-]+)\s*-->\s*")
END = re.compile(r"<!--\s*end\s*-->\s*")


class DropClauses(SphinxPostTransform):
    """Take the comments out, and with them the clauses whose section the book lacks."""

    # All pages are read, and links are not yet looked up (10).
    default_priority = 4

    def run(self, **kwargs: object) -> None:
        """Look at every comment of the page."""
        known = labels(self.env)
        for node in list(self.document.findall(nodes.raw)):
            if node.parent is None or not (begin := BEGIN.fullmatch(node.astext())):
                continue
            parent, first = node.parent, node.parent.index(node)
            last = next((k for k in range(first, len(parent)) if _ends(parent[k])), None)
            if last is None:
                raise ValueError(f"{self.env.docname}: {node.astext().strip()} has no <!-- end --> beside it")
            kept = parent.children[first + 1 : last] if begin[1].lower() in known else []
            parent[first : last + 1] = kept


def _ends(node: nodes.Node) -> bool:
    return isinstance(node, nodes.raw) and bool(END.fullmatch(node.astext()))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.add_post_transform(DropClauses)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
