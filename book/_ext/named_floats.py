"""On paper, figures and tables float away from their text: a section that names one nowhere gets its number.

``{numref}`` in a text does it by hand. Where no text of the section refers to a figure or table, its number is put in
brackets at the end of the paragraph that stands before it: ``… are shown in black (Fig. 7.3).`` The site needs none of
it, where figures stand below their text.
"""

import re
from collections.abc import Iterable, Iterator

from docutils import nodes
from paper import is_for_paper
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from fer_lib.language import Language, Text

CHAPTERS = "chapters/"
OPEN, COMMA, CLOSE = Text(" (", "（"), Text(", ", "、"), Text(")", "）")
END = re.compile(r"[.。:：!！?？]\s*$")
"""What a sentence ends with: the number stands before it."""


class NameFloats(SphinxTransform):
    """Put the numbers in."""

    default_priority = 860  # after MyST-NB and the names of figures

    def apply(self, **kwargs: object) -> None:
        """Look at every section of a chapter."""
        if is_for_paper() and self.env.docname.startswith(CHAPTERS):
            name_floats(self.document, self.env.docname, self.config.book_language)


def name_floats(document: nodes.document, docname: str, lang: Language) -> None:
    """Put the numbers of figures and tables that no text of their section names where they belong.

    Args:
        document: the page.
        docname: its name.
        lang: its language.
    """
    for section in document.findall(nodes.section):
        named, wanted = set(_named_in(section)), dict[nodes.paragraph, list[str]]()
        for place, child in enumerate(section):
            label = _label(child)
            if label and label not in named:
                before = [one for one in section[:place] if _is_text(one)]
                after = [one for one in section[place + 1 :] if _is_text(one)]
                for paragraph in (before[-1:] or after[:1])[:1]:
                    wanted.setdefault(paragraph, []).append(label)
        for paragraph, labels in wanted.items():
            _put(paragraph, labels, docname, lang)


def _label(node: nodes.Node) -> str:
    """The name that ``{numref}`` knows a figure or table by; empty for all else."""
    if not isinstance(node, nodes.figure | nodes.table):
        return ""
    return next((name for name in node["names"] if name.startswith(("fig-", "tab-"))), "")


def _is_text(node: nodes.Node) -> bool:
    return isinstance(node, nodes.paragraph) and not node["classes"] and bool(node.astext().strip())


def _named_in(section: nodes.section) -> Iterator[str]:
    """What the texts of a section refer to by number, captions and cells of tables apart."""
    for reference in section.findall(pending_xref):
        parent = reference.parent
        while parent is not section and not isinstance(parent, nodes.figure | nodes.table):
            parent = parent.parent
        if reference["reftype"] == "numref" and parent is section:
            yield str(reference["reftarget"])


def _put(paragraph: nodes.paragraph, labels: Iterable[str], docname: str, lang: Language) -> None:
    """End a paragraph with references in brackets, before its full stop."""
    inserted: list[nodes.Node] = [nodes.Text(OPEN[lang])]
    for label in labels:
        if len(inserted) > 1:
            inserted.append(nodes.Text(COMMA[lang]))
        reference = pending_xref(
            "",
            refdomain="std",
            reftype="numref",
            reftarget=label,
            refexplicit=False,
            refwarn=True,
            refdoc=docname,
        )
        reference += nodes.literal(label, label, classes=["xref", "std", "std-numref"])
        inserted.append(reference)
    inserted.append(nodes.Text(CLOSE[lang]))
    last = paragraph[-1]
    if isinstance(last, nodes.Text) and (end := END.search(last)):
        paragraph.replace(last, nodes.Text(last[: end.start()]))
        inserted.append(nodes.Text(end[0]))
    paragraph.extend(inserted)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.add_transform(NameFloats)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
