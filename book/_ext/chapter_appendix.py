"""``{from-chapters}``: what chapters leave to a page of the appendix, in reading order.

Cells of a notebook that are tagged ``appendix-proofs`` are not on the chapter's page: their prose and their outputs
stand on ``book/proofs.md``, in the place of the line with this directive. On paper, where nothing can be folded, the
solutions of the exercises stand on ``book/solutions.md``.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import nbformat
import yaml
from chapter_sources import appendix_of, cells_of_language, output_as_markdown, section_target
from chinese_emphasis import repair_emphasis
from empty_sections import heading_of, without_empty_sections
from nbformat import NotebookNode
from paper import is_for_paper
from sphinx.application import Sphinx

from fer_lib.editions.contents import pages
from fer_lib.language import Language

SOLUTIONS = "solutions"
DIRECTIVE = "```{from-chapters}\n```"


def appendix(srcdir: Path, book_pages: Iterable[str], name: str, lang: Language) -> str:
    """MyST Markdown of what the chapters leave to a page of the appendix; empty if it is nothing.

    Args:
        srcdir: the book's folder.
        book_pages: of the book, in reading order; those that are no notebooks have nothing to leave.
        name: of the page: ``proofs``.
        lang: its language.
    """
    parts: list[str] = []
    for page in book_pages:
        try:
            notebook = nbformat.read(srcdir / f"{page}.ipynb", as_version=4)
        except (OSError, nbformat.reader.NotJSONError, nbformat.ValidationError):
            continue  # no chapter, or a damaged one, of which chapter_sources tells
        cells = cells_of_language(notebook, srcdir, lang)
        if name == SOLUTIONS:
            parts += _solutions(cells, lang) if is_for_paper() else []
            continue
        for cell in without_empty_sections([cell for cell in cells if appendix_of(cell) == name], lang):
            if cell.cell_type == "markdown":
                parts.append(section_target(cell.metadata.get("tags", [])) + cell.source)
                continue
            parts += [made for out in _outputs(cell, lang) if (made := output_as_markdown(out, page, srcdir))]
    return repair_emphasis("\n\n".join(parts))


def _outputs(cell: NotebookNode, lang: Language) -> list[NotebookNode]:
    return [out for out in cell.outputs if out.get("metadata", {}).get("fer", {}).get("lang") == lang]


def _solutions(cells: Sequence[NotebookNode], lang: Language) -> list[str]:
    """The solutions of a chapter under its title; of one without exercises, nothing."""
    title = next((found[1] for cell in cells if (found := heading_of(cell))), "")
    solved = [
        f"~~~{{rubric}} {about['title']}\n~~~\n\n{about['solution']}"  # which no page break parts from its text
        for cell in cells
        if cell.cell_type == "code"
        for out in _outputs(cell, lang)
        if (about := out.metadata["fer"])["kind"] == "exercise"
    ]
    return [f"## {title}", *solved] if solved else []


def read_source(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put what the chapters leave to a page into its source."""
    if DIRECTIVE not in source[0]:
        return
    srcdir = Path(app.srcdir)
    book_pages = pages(yaml.safe_load((srcdir / app.config.external_toc_path).read_text("utf8")))
    for page in book_pages:
        if (notebook := srcdir / f"{page}.ipynb").is_file():
            app.env.note_dependency(str(notebook))
    left = appendix(srcdir, book_pages, docname, app.config.book_language)
    source[0] = source[0].replace(DIRECTIVE, left)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    # After chapter_sources (100), which leaves one language.
    app.connect("source-read", read_source, priority=110)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
