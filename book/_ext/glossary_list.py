"""``{glossary-list}``: the book's words in both languages, what they mean and where they are explained.

Names of expressions are there where they are classes of the data, what else only faces need where these are faces, and
every other word where the book has a section that explains it, or uses it on a page.
"""

import json
import re
from collections.abc import Collection
from pathlib import Path

import yaml
from book_terms import Term, book_terms, term_files
from docutils import nodes
from section_links import labels, link_to
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from fer_lib.editions.place import MARK, edition_shown
from fer_lib.language import Language, Text

DATA = Path("data", "provenance.json")
"""Where the folder of an edition's runs says which classes its main data have."""
LETTERS = 3
"""An expression is known by so many letters: happy, happiness."""
HAS_GLOSSARY = "glossary_list"
"""Key of a page's metadata: the page has the directive."""
EIGENFACE = "eigenface"
"""The one word of faces that is no expression."""
IS_A_CLASS = Text("A class of the images.", "影像的一個類別。")
"""What expressions mean."""
PLACE = "term-section"
"""Class of the places that links will replace, once all pages are read and their sections are numbered."""


def shows_faces(classes: Collection[str], of_faces: Collection[str]) -> bool:
    """Whether two or more classes are expressions."""
    begin = {word[:LETTERS] for word in of_faces}
    return sum(name[:LETTERS].lower() in begin for name in classes) > 1


def words_left_out(of_faces: Collection[str], classes: Collection[str] | None) -> Collection[str]:
    """The words that the book does without.

    Args:
        of_faces: those that only faces need.
        classes: of the edition's main data; None where they are not known.
    """
    if classes is None:
        return ()
    expressions = [word for word in of_faces if word != EIGENFACE]
    if not shows_faces(classes, expressions):
        return of_faces
    begin = {name[:LETTERS].lower() for name in classes}
    return [word for word in expressions if word[:LETTERS] not in begin]


def classes_of_data(path: Path) -> list[str] | None:
    """The classes of prepared data, as their file says them; None where it is not there."""
    try:
        return [str(name) for name in json.loads(path.read_text("utf8"))["class_names"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None


class GlossaryList(SphinxDirective):
    """A list of definitions, sorted by the English word; in print in two columns."""

    def run(self) -> list[nodes.Node]:
        """Build the list; links to sections are left open, for their numbers are not known while pages are read."""
        root = Path(self.env.srcdir).parent
        data = root / "runs" / edition_shown(root) / DATA
        for other in (root / MARK, data):
            if other.is_file():  # one that is missing would have the page read at each build
                self.env.note_dependency(str(other))
        names, meanings = term_files(Path(self.env.srcdir))
        for file in (names, meanings):
            self.env.note_dependency(str(file))
        self.env.metadata[self.env.docname][HAS_GLOSSARY] = True
        of_faces = yaml.safe_load(names.read_text("utf8"))["of_faces"]
        terms = book_terms(Path(self.env.srcdir), words_left_out(of_faces, classes_of_data(data)))
        page: Language = self.config.book_language
        entries = [_entry(term, page) for term in terms]
        return [
            nodes.raw("", r"\begin{multicols}{2}\raggedright", format="latex"),
            nodes.definition_list("", *entries, classes=["glossary"]),
            nodes.raw("", r"\end{multicols}", format="latex"),
        ]


def _entry(term: Term, page: Language) -> nodes.definition_list_item:
    other: Language = "zh-TW" if page == "en" else "en"
    name = nodes.term("", "", nodes.strong("", term.word[page]))
    if term.word[other] != term.word[page]:
        # A screen reader needs to know which words are not in the page's language: docutils makes a lang attribute
        # of this class.
        name += [nodes.Text(" "), nodes.inline("", term.word[other], classes=[f"language-{other}"])]
    paragraph = nodes.paragraph("", (term.meaning or IS_A_CLASS)[page])
    paragraph += nodes.inline("", "", classes=[PLACE], term=term)
    return nodes.definition_list_item("", name, nodes.definition("", paragraph))


class LinkTerms(SphinxPostTransform):
    """Name the sections by references, which Sphinx's own transform (10) resolves for every builder.

    A word that has none is left out if no page says it; those without a sentence of their own are classes of the data.
    """

    default_priority = 5

    def run(self, **kwargs: object) -> None:
        """Put a link where the book has the section, and nothing where it has not."""
        places = [node for node in self.document.findall(nodes.inline) if PLACE in node["classes"]]
        said = self._said() if places else ""
        for place in places:
            term: Term = place["term"]
            label = term.section(labels(self.env))
            if term.meaning and not label and not occurs(term.word[self.config.book_language], said):
                entry = place.parent.parent.parent
                entry.parent.remove(entry)
                continue
            link = link_to(self.env, label, self.env.docname) if label else None
            place.parent.replace(place, [nodes.Text(" → "), link] if link else [])

    def _said(self) -> str:
        """The text of all pages but the glossary, in small letters."""
        others = [page for page in sorted(self.env.found_docs) if HAS_GLOSSARY not in self.env.metadata[page]]
        return "\n".join(self.env.get_doctree(page).astext() for page in others).lower()


def occurs(word: str, text: str) -> bool:
    """Whether a text, in small letters, has a word; an English one not as a part of another, but in its plural."""
    word = word.lower()
    forms = re.escape(word[:-1]) + "(?:y|ies)" if word.endswith("y") else re.escape(word) + "(?:e?s)?"
    return bool(re.search(rf"(?<![a-z]){forms}(?![a-z])", text))


def pages_with_glossary(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write them each time: what they link to has its numbers and titles from other pages."""
    return [page for page, about in env.metadata.items() if HAS_GLOSSARY in about]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.add_directive("glossary-list", GlossaryList)
    app.add_post_transform(LinkTerms)
    app.connect("env-get-updated", pages_with_glossary)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
