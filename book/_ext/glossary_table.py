"""``{glossary-table}``: the book's words in English and Chinese, from ``fer_lib/glossary.yaml``.

Names of expressions, and what else only faces need, are not in the table of a book about other images.
"""

import json
from collections.abc import Collection
from importlib.resources import files
from pathlib import Path

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from fer_lib.editions.place import MARK, edition_shown
from fer_lib.language import Language

HEADINGS = {"en": ("English", "Chinese (Taiwan)"), "zh-TW": ("英文", "中文（臺灣）")}
DATA = Path("data", "provenance.json")
"""Where the folder of an edition's runs says which classes its main data have."""
LETTERS = 3
"""An expression is known by so many letters: happy, happiness."""


def shows_faces(classes: Collection[str], of_faces: Collection[str]) -> bool:
    """Whether two or more classes are expressions."""
    begin = {word[:LETTERS] for word in of_faces}
    return sum(name[:LETTERS].lower() in begin for name in classes) > 1


def words_shown(
    terms: dict[str, str], of_faces: Collection[str], classes: Collection[str] | None
) -> list[tuple[str, str]]:
    """English and Chinese word of each row, sorted by the English one.

    Args:
        terms: all of the glossary.
        of_faces: those that only faces need.
        classes: of the edition's main data; None where they are not known.
    """
    left_out = () if classes is None or shows_faces(classes, of_faces) else of_faces
    shown = [(english, chinese) for english, chinese in terms.items() if english not in left_out]
    return sorted(shown, key=lambda term: term[0].lower())


def classes_of_data(path: Path) -> list[str] | None:
    """The classes of prepared data, as their file says them; None where it is not there."""
    try:
        return [str(name) for name in json.loads(path.read_text("utf8"))["class_names"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None


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
        glossary = yaml.safe_load(path.read_text("utf8"))
        root = Path(self.env.srcdir).parent
        data = root / "runs" / edition_shown(root) / DATA
        for other in (root / MARK, data):
            if other.is_file():  # one that is missing would have the page read at each build
                self.env.note_dependency(str(other))
        words = words_shown(glossary["terms"], glossary["of_faces"], classes_of_data(data))
        page: Language = self.config.book_language
        head = nodes.thead("", nodes.row("", *(_entry(title, page, page) for title in HEADINGS[page])))
        rows = [
            nodes.row("", _entry(english, "en", page), _entry(chinese, "zh-TW", page))
            for english, chinese in words
        ]
        columns = [nodes.colspec(colwidth=1), nodes.colspec(colwidth=1)]
        group = nodes.tgroup("", *columns, head, nodes.tbody("", *rows), cols=2)
        return [nodes.table("", group, classes=["glossary", "longtable"])]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.add_directive("glossary-table", GlossaryTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
