"""``{homework-questions}``: the questions of the edition's homeworks, with links to the sections that answer them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chinese_emphasis import repair_emphasis
from docutils import nodes
from section_links import labels, link_to
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from user_error import stop

from fer_lib.editions.assignments import Assignment, Question, assignment_file, read_assignments
from fer_lib.editions.file import read_edition_file
from fer_lib.editions.place import MARK as MARK_FILE
from fer_lib.editions.place import place_shown
from fer_lib.errors import UserError
from fer_lib.language import Language, Text

HEADINGS = (Text("Question", "題目"), Text("Where it is answered", "在哪裡回答"))
UNANSWERED = Text("not answered in this report", "這份報告沒有回答")
"""Said once of a question, however many sections would answer it."""
MARK = "homework_questions"
"""Key of a page's metadata: the page has the directive."""
PLACE = "section-links"
"""Class of the containers that links will replace, once all pages are read and their sections are numbered."""


def homeworks(root: Path) -> tuple[Assignment, ...]:
    """The homeworks of the book's edition; none where it names none, or where its file is gone.

    Args:
        root: the repository, with ``book/``, ``editions/``, ``assignments/``, ``notebooks/``.

    Raises:
        UserError: for what is wrong with the edition's file or a homework's.
    """
    place = place_shown(root)
    if place is None:
        return ()
    edition = read_edition_file(place.path, place.shown)
    return read_assignments(edition.assignments, root, place.folder)


def sources(root: Path, found: Sequence[Assignment]) -> list[Path]:
    """The files that the page is made of."""
    mark = root / MARK_FILE
    files = [mark] if mark.is_file() else []  # one that is missing would have the page read at each build
    place = place_shown(root)
    if place is None:
        return files
    return [*files, place.path, *(assignment_file(homework.name, root, place.folder) for homework in found)]


class HomeworkQuestions(SphinxDirective):
    """A section with a table for each homework."""

    def run(self) -> list[nodes.Node]:
        """Build the sections; where an answer stands is left open, for its number is not known while pages are read."""
        root = Path(self.env.srcdir).parent
        self.env.metadata[self.env.docname][MARK] = True
        try:
            found = homeworks(root)
        except UserError as error:
            stop(str(error))
        for file in sources(root, found):
            self.env.note_dependency(str(file))
        lang: Language = self.config.book_language
        return [self._section(homework, lang) for homework in found]

    def _section(self, homework: Assignment, lang: Language) -> nodes.section:
        title = homework.title[lang]
        section = nodes.section("", nodes.title(title, title), self._table(homework, lang))
        section["names"].append(nodes.fully_normalize_name(f"homework-{homework.name}"))
        self.state.document.note_explicit_target(section, section)
        return section

    def _table(self, homework: Assignment, lang: Language) -> nodes.table:
        head = nodes.row("", *(nodes.entry("", nodes.paragraph("", text[lang])) for text in HEADINGS))
        rows = [self._row(question, lang) for question in homework.questions]
        columns = [nodes.colspec(colwidth=1) for _ in HEADINGS]
        group = nodes.tgroup("", *columns, nodes.thead("", head), nodes.tbody("", *rows), cols=len(HEADINGS))
        return nodes.table("", group, classes=["longtable", "running-text", "colorrows"])

    def _row(self, question: Question, lang: Language) -> nodes.row:
        asked, _ = self.state.inline_text(repair_emphasis(question.text[lang]), self.lineno)
        answered = nodes.container("", classes=[PLACE], sections=question.sections)
        return nodes.row("", nodes.entry("", nodes.paragraph("", "", *asked)), nodes.entry("", answered))


class LinkSections(SphinxPostTransform):
    """Name the places of the answers by references, which Sphinx's own transform (10) resolves for every builder."""

    default_priority = 5

    def run(self, **kwargs: object) -> None:
        """Put a paragraph for each section."""
        lang: Language = self.config.book_language
        for place in list(self.document.findall(nodes.container)):
            if PLACE not in place["classes"]:
                continue
            known = [
                label for section in place["sections"] if (label := section.name.lower()) in labels(self.env)
            ]
            lines = [link_to(self.env, label, self.env.docname) for label in known]
            lines = lines or [nodes.Text(UNANSWERED[lang])]
            place.parent.replace(place, [nodes.paragraph("", "", line) for line in lines])


def pages_with_links(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write these pages each time: what they link to has its numbers and titles from other pages."""
    return [page for page, about in env.metadata.items() if MARK in about]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    app.add_directive("homework-questions", HomeworkQuestions)
    app.add_post_transform(LinkSections)
    app.connect("env-get-updated", pages_with_links)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
