"""``{chapter-overview}``: the chapters, part by part, each with its question and the first thing that it found.

A chapter's question is the prose cell that is tagged ``question``, one a language; what it found is the first finding
of ``publish.in_short``. Where a chapter has neither, there is its title alone.
"""

from pathlib import Path
from typing import NamedTuple

import nbformat
from chapter_sources import QUESTION_TAG, cells_of_language
from chinese_emphasis import repair_emphasis
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from fer_lib.language import Language


class Told(NamedTuple):
    """What a chapter asks and finds, in MyST Markdown; empty where it does not say it."""

    question: str
    finding: str


def told_by(notebook: Path, srcdir: Path, lang: Language) -> Told:
    """Question and first finding of an executed chapter; of a damaged one, ``chapter_sources`` tells."""
    try:
        cells = cells_of_language(nbformat.read(notebook, as_version=4), srcdir, lang)
    except (OSError, nbformat.reader.NotJSONError, nbformat.ValidationError):
        return Told("", "")
    questions = [cell.source.strip() for cell in cells if QUESTION_TAG in cell.metadata.get("tags", [])]
    findings = [
        about["findings"][0]
        for cell in cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if (about := output.get("metadata", {}).get("fer", {})).get("kind") == "in-short"
        if about["lang"] == lang
    ]
    return Told("".join(questions[:1]), "".join(findings[:1]))


class ChapterOverview(SphinxDirective):
    """A definition list for each numbered part of the table of contents."""

    def run(self) -> list[nodes.Node]:
        """Build the lists, with the chapters' numbers."""
        made: list[nodes.Node] = []
        number = 0
        for part in self.config.external_site_map[self.env.docname].subtrees:
            if not part.numbered:  # the appendix
                continue
            if part.caption:
                made.append(nodes.rubric("", part.caption, classes=["part"]))
            items = []
            for page in map(str, part.items):
                number += 1
                items.append(self._chapter(page, number))
            made.append(nodes.definition_list("", *items, classes=["chapter-overview"]))
        return made

    def _chapter(self, page: str, number: int) -> nodes.definition_list_item:
        title = addnodes.pending_xref(
            "",
            nodes.inline("", page),
            refdomain="std",
            reftype="doc",
            reftarget=f"/{page}",
            refexplicit=False,
            refwarn=True,
            refdoc=self.env.docname,
        )
        term = nodes.term("", "", nodes.Text(f"{number}. "), title)
        srcdir = Path(self.env.srcdir)
        notebook = srcdir / f"{page}.ipynb"
        definition = nodes.definition()
        if notebook.is_file():
            self.env.note_dependency(str(notebook))
            for text in told_by(notebook, srcdir, self.config.book_language):
                if text:
                    inline, _ = self.state.inline_text(repair_emphasis(text), self.lineno)
                    definition += nodes.paragraph("", "", *inline)
        return nodes.definition_list_item("", term, definition)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.add_directive("chapter-overview", ChapterOverview)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
