"""The book's table of contents: the edition's chapters, without pages that have nothing to say in it."""

from pathlib import Path
from typing import Any

import nbformat
import yaml
from book_languages import is_child, option_given
from chapter_appendix import DIRECTIVE, SOLUTIONS, appendix
from chapter_sources import appendix_of, cells_of_language
from claims_table import why_absent
from empty_sections import LeftOut, left_out
from homework_questions import homeworks
from nbformat import NotebookNode
from paper import is_for_paper
from sphinx.application import Sphinx
from sphinx.config import Config
from user_error import stop
from written_files import write_if_new

from fer_lib.editions.contents import pages, shown_contents, without
from fer_lib.errors import UserError
from fer_lib.language import Language

QUESTIONS = "{homework-questions}"
"""The directive that makes a page which is empty without homeworks."""
CLAIMS = "{claims-table}"
"""The one of a page which is empty where the book judges no claim of a report."""


def table_of_contents(srcdir: Path, given: Path | None) -> dict[str, Any]:
    """The edition's, or the file's that ``jupyter-book build --toc`` names."""
    if given is None:
        return shown_contents(srcdir.parent)
    toc: dict[str, Any] = yaml.safe_load(given.read_text("utf8"))
    return toc


def silent_pages(srcdir: Path, toc: dict[str, Any], lang: Language) -> dict[str, list[LeftOut]]:
    """What has nothing to say, by page: its sections, or the whole page under the title of its first heading."""
    found: dict[str, list[LeftOut]] = {}
    for page in pages(toc):
        notebook, markdown = srcdir / f"{page}.ipynb", srcdir / f"{page}.md"
        if notebook.is_file():
            sections = left_out(_cells(notebook, srcdir, lang), lang)
        else:
            text = markdown.read_text("utf8") if markdown.is_file() else ""
            reason = _why_empty(page, text, srcdir, toc, lang)
            sections = [LeftOut(1, "", (reason,))] if reason else []
        if sections:
            found[page] = sections
    return found


def _why_empty(page: str, text: str, srcdir: Path, toc: dict[str, Any], lang: Language) -> str:
    """Why a page of Markdown has nothing to say; empty if it has."""
    if QUESTIONS in text and not homeworks(srcdir.parent):
        return "the edition names no homework"
    if DIRECTIVE in text and not appendix(srcdir, pages(toc), page, lang):
        return "no chapter of the book leaves anything to it"
    return why_absent(srcdir, pages(toc), lang) if CLAIMS in text else ""


def _cells(notebook: Path, srcdir: Path, lang: Language) -> list[NotebookNode]:
    try:
        cells = cells_of_language(nbformat.read(notebook, as_version=4), srcdir, lang)
        return [cell for cell in cells if not appendix_of(cell)]
    except (nbformat.reader.NotJSONError, nbformat.ValidationError):
        return []  # chapter_sources says so


def choose_contents(app: Sphinx, config: Config) -> None:
    """Write the table of contents that sphinx_external_toc shall read."""
    srcdir, lang = Path(app.srcdir), config.book_language
    try:
        toc = table_of_contents(srcdir, option_given("toc"))
        silent = silent_pages(srcdir, toc, lang)
    except UserError as error:
        stop(str(error))
    gone = [page for page, sections in silent.items() if sections[0].level == 1]
    shown = without(toc, gone)
    # The pipeline and the site look into this file, each language into its own. What is for paper has another one, for
    # both are built at the same time.
    file = srcdir / "_build" / f"toc-{lang}{'-paper' if is_for_paper() else ''}.yml"
    write_if_new(file, yaml.safe_dump(shown, allow_unicode=True, sort_keys=False).encode("utf8"))
    config.external_toc_path = file.relative_to(srcdir).as_posix()
    app.book_left_out = silent  # type: ignore[attr-defined]


def say_what_is_left_out(app: Sphinx, error: Exception | None) -> None:
    """Nothing is left out in silence: name the sections and pages, and why."""
    found: dict[str, list[LeftOut]] = getattr(app, "book_left_out", {})
    found.pop(SOLUTIONS, None)  # a site has them below the exercises
    if error is not None or is_child() or not found or app.builder.format != "html":
        return
    lines = []
    for page, sections in found.items():
        for section in sections:
            what = page if section.level == 1 else f"{page}, “{section.title}”"
            lines.append(f"  {what}: {' '.join(section.reasons)}")
    print("\n".join(["Not in the book, because this edition has nothing to say there:", *lines]), flush=True)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    # After the pipeline has made the chapters (850), before sphinx_external_toc (900).
    app.connect("config-inited", choose_contents, priority=870)
    app.connect("build-finished", say_what_is_left_out, priority=985)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
