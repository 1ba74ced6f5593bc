"""``{glossary-table}``: the book's words in English and Chinese, from ``fer_lib/glossary.yaml``."""

from importlib.resources import files
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from fer_lib.language import Language

HEADINGS = {"en": ("English", "Chinese (Taiwan)"), "zh-TW": ("英文", "中文（臺灣）")}


def _entry(text: str, lang: Language, page: Language) -> nodes.entry:
    # A screen reader needs to know which words are not in the page's language: docutils makes a lang attribute
    # of this class.
    foreign = [] if lang == page else [f"language-{lang}"]
    return nodes.entry("", nodes.paragraph("", "", nodes.inline("", text, classes=foreign)))


class GlossaryTable(SphinxDirective):
    """A table of two columns, sorted by the English word."""

    def run(self) -> list[nodes.Node]:
        """Build the table."""
        path = Path(str(files("fer_lib"))) / "glossary.yaml"
        self.env.note_dependency(str(path))
        terms = yaml.safe_load(path.read_text("utf8"))["terms"]
        page: Language = self.config.book_language
        head = nodes.thead("", nodes.row("", *(_entry(title, page, page) for title in HEADINGS[page])))
        rows = [
            nodes.row("", _entry(english, "en", page), _entry(chinese, "zh-TW", page))
            for english, chinese in sorted(terms.items(), key=lambda term: term[0].lower())
        ]
        columns = [nodes.colspec(colwidth=1), nodes.colspec(colwidth=1)]
        group = nodes.tgroup("", *columns, head, nodes.tbody("", *rows), cols=2)
        return [nodes.table("", group, classes=["glossary", "longtable"])]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.add_directive("glossary-table", GlossaryTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
