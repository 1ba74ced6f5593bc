"""In the PDFs, a line in a box that announces a table stays on the table's page."""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

ANNOUNCES = re.compile(r"[:：]\s*$")


def keep_together(document: nodes.document) -> None:
    """No page ends between a paragraph with a colon at its end and the table behind it."""
    for paragraph in list(document.findall(nodes.paragraph)):
        parent = paragraph.parent
        if not isinstance(parent, nodes.Admonition) or not ANNOUNCES.search(paragraph.astext()):
            continue
        place = parent.index(paragraph) + 1
        if place < len(parent) and isinstance(parent[place], nodes.table):
            parent.insert(place, nodes.raw("", r"\par\nopagebreak", format="latex"))


class KeepTogether(SphinxPostTransform):
    """Before tables are laid out (``pdf_structure``)."""

    builders: tuple[str, ...] = ("latex",)
    default_priority = 300

    def run(self, **kwargs: object) -> None:
        """Look at the whole document."""
        keep_together(self.document)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.add_post_transform(KeepTogether)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
