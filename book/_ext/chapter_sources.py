"""From one bilingual source to the page of one language, before Sphinx reads it.

Notebook cells (and, in Markdown pages, the blocks after a ``+++ {"tags": […]}`` line) that are tagged with another
language are dropped; so are those tagged ``reports`` where the edition shows nothing of the five reports, and sections
that have nothing to say (``empty_sections``). A tag ``sec-…`` names the section that begins with a cell, for links. The
outputs that ``fer_lib.publish`` wrote become Markdown: numbered tables and figures, notes and paragraphs, which Sphinx
treats like the prose around them.
"""

import base64
import json
import re
from pathlib import Path

import nbformat
from book_languages import BOOK_LANGUAGES
from chinese_emphasis import repair_emphasis
from empty_sections import heading_of, is_empty, without_empty_sections
from interactive_figures import script_after, write_files
from nbformat import NotebookNode
from paper import is_for_paper
from sphinx.application import Sphinx
from user_error import stop
from written_files import write_if_new

from fer_lib.editions.file import read_edition_file
from fer_lib.editions.place import place_shown
from fer_lib.errors import UserError
from fer_lib.language import Language, Text

BLOCK = re.compile(r"^\+\+\+(.*)$", re.MULTILINE)
SECTION_TAG = "sec-"
APPENDIX_TAG = "appendix-"
REPORTS_TAG = "reports"
"""Tag of cells that speak of the five reports: their claims, networks, results and errata."""
QUESTION_TAG = "question"
"""Tag of the prose cell that says what a chapter asks; the cover says it too."""
PARAMETER_TAGS = {"parameters", "injected-parameters"}
COVER = "chapters/cover"
REMOVE_INPUT_TAG = "remove-input"
"""MyST-NB's tag of cells whose code the book does not show; the notebook to download has it."""
WITHOUT_BOX = Text("**{title}.** {body}", "**{title}。** {body}")
"""A card of which there is nothing to judge, on paper."""
FIGURE_FILES = {"image/png": "png", "application/pdf": "pdf"}


def appendix_of(cell: NotebookNode) -> str:
    """The page of the appendix to which a cell of a chapter belongs, by its tag ``appendix-PAGE``; else nothing."""
    tags = cell.metadata.get("tags", [])
    return next((tag.removeprefix(APPENDIX_TAG) for tag in tags if tag.startswith(APPENDIX_TAG)), "")


def belongs_to(tags: list[str], lang: Language) -> bool:
    """Whether a cell with these tags is on the pages of a language."""
    languages = [tag for tag in tags if tag.startswith("lang-")]
    return not PARAMETER_TAGS & set(tags) and (not languages or BOOK_LANGUAGES[lang].tag in languages)


def filter_markdown(text: str, lang: Language) -> str:
    """Drop the blocks of other languages from a Markdown page."""
    first, *rest = BLOCK.split(text)
    kept = [first]
    for heading, body in zip(rest[::2], rest[1::2], strict=True):
        tags = json.loads(heading).get("tags", []) if heading.strip() else []
        if belongs_to(tags, lang):
            kept.append(body)
    return "".join(kept)


def section_target(tags: list[str]) -> str:
    """The MyST target of the section that a cell with these tags begins, such as ``(sec-saliency)=``; else nothing."""
    return "".join(f"({tag})=\n" for tag in tags if tag.startswith(SECTION_TAG))


def shows_reports(notebook: NotebookNode, root: Path) -> bool:
    """Whether a chapter was executed for an edition that shows the five reports.

    Args:
        notebook: executed by papermill, which notes the edition; else the book's edition counts.
        root: the repository.
    """
    noted = notebook.metadata.get("papermill", {}).get("parameters", {}).get("edition")
    try:
        place = place_shown(root, str(noted or ""))
        return place is None or read_edition_file(place.path, place.shown).reference_reports
    except UserError as error:
        stop(str(error))


def cells_of_language(notebook: NotebookNode, srcdir: Path, lang: Language) -> list[NotebookNode]:
    """The cells of a chapter that belong to one language and to its edition, empty sections among them.

    Args:
        notebook: the executed chapter.
        srcdir: the book's folder; its parent is the repository.
        lang: the language.
    """
    reports = shows_reports(notebook, srcdir.parent)
    return [
        cell
        for cell in notebook.cells
        if belongs_to(tags := cell.metadata.get("tags", []), lang) and (reports or REPORTS_TAG not in tags)
    ]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _directive(name: str, argument: str, options: dict[str, str], body: str) -> str:
    # JSON strings are valid YAML: a colon, a quote or a # in an alt text stays what it is.
    lines = [f":{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in options.items()]
    # Of tildes: a caption may hold code, and the line that opens a fence of backticks may have none.
    return "\n".join([f"~~~~{{{name}}} {argument}".rstrip(), *lines, "", body, "~~~~"])


def output_as_markdown(output: NotebookNode, docname: str, srcdir: Path) -> str:
    """MyST Markdown of one output that ``fer_lib.publish`` wrote.

    Args:
        output: the notebook output; its metadata has ``fer``.
        docname: the page's name; a figure's files are kept under it in ``_build/figures``.
        srcdir: the book's folder.

    Returns:
        The Markdown; empty for an output that is only for reading in JupyterLab.
    """
    about, data = output.metadata["fer"], output.data
    match about["kind"]:
        case "text":
            return str(data["text/markdown"])
        case "edition" if docname != COVER:
            return f"{{.edition-badge}}\n{{doc}}`{badge} </{COVER}>`" if (badge := about.get("badge")) else ""
        case "note" | "edition":
            return _directive(about.get("admonition", "note"), "", {}, data["text/markdown"])
        case "card" if about["verdict"] == "unasked" and is_for_paper():  # no box for what is not judged
            words = WITHOUT_BOX[about["lang"]].format(title=_one_line(about["title"]), body=about["body"])
            return f"({about['name']})=\n{words}"
        case "card":
            options = {"name": about["name"], "class": f"claim claim-{about['verdict']}"}
            return _directive("admonition", _one_line(about["title"]), options, about["body"])
        case "exercise" if is_for_paper():
            return str(about["body"])  # the solution stands in the appendix
        case "exercise":
            folded = _directive(
                "admonition", about["title"], {"class": "dropdown solution"}, about["solution"]
            )
            return f"{about['body']}\n\n{folded}"
        case "in-short":
            return _directive("admonition", about["title"], {"class": "in-short"}, data["text/markdown"])
        case "table":
            options = {"name": f"tab-{about['name']}"}
            return _directive("table", _one_line(about["caption"]), options, data["text/markdown"])
        case "figure":
            stem = f"_build/figures/{docname}/{about['name']}.{about['lang']}"
            for mime_type, ending in FIGURE_FILES.items():
                if mime_type in data:
                    write_if_new(srcdir / f"{stem}.{ending}", base64.b64decode(data[mime_type]))
            options = {"name": f"fig-{about['name']}", "alt": _one_line(about["alt"])}
            if "width" in about:
                options["width"] = f"{about['width']}px"
            if about.get("chart"):
                options["figclass"] = "chart"
            # The star lets the site take the PNG and the PDF take the vectors.
            return _directive("figure", f"/{stem}.*", options, about["caption"]) + script_after(
                about, docname
            )
        case _:
            return ""


def _taken_out(cells: list[NotebookNode], kind: str) -> list[NotebookNode]:
    """A cell with all outputs of a kind, which the others lose; none where there is no such output."""
    found = []
    for cell in cells:
        if cell.cell_type == "code":
            here = [out for out in cell.outputs if out.get("metadata", {}).get("fer", {}).get("kind") == kind]
            cell.outputs = [out for out in cell.outputs if out not in here]
            found += here
    made = nbformat.v4.new_code_cell(outputs=found, id=kind, metadata={"tags": [REMOVE_INPUT_TAG]})
    return [made] if found else []


def with_top(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Put the remark on the edition below the title, and what a chapter says in short before its first code or section.

    Args:
        cells: of the page in one language; those that hold such outputs are changed.
    """
    remark, findings = _taken_out(cells, "edition"), _taken_out(cells, "in-short")
    for cell in remark:
        # Once a language, however often a chapter says it.
        cell.outputs = list({out.metadata["fer"]["lang"]: out for out in reversed(cell.outputs)}.values())
    titles = [k for k, cell in enumerate(cells) if heading_of(cell)][:1]
    below = titles[0] + 1 if titles else 0
    place = next(
        (k for k in range(below, len(cells)) if cells[k].cell_type == "code" or heading_of(cells[k])),
        len(cells),
    )
    return [*cells[:below], *remark, *cells[below:place], *findings, *cells[place:]]


def filter_notebook(text: str, docname: str, lang: Language, srcdir: Path) -> str:
    """Reduce a notebook to one language and turn its published outputs into Markdown cells."""
    try:
        notebook = nbformat.reads(text, as_version=4)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        reason = str(error).splitlines()[0][:120]
        stop(f"{docname}.ipynb is not a notebook ({reason}); delete it, and the next build makes it again")
    notebook.nbformat_minor = max(notebook.nbformat_minor, 5)  # where cells have ids
    for place, cell in enumerate(notebook.cells):
        cell.setdefault("id", f"cell-{place}")
    write_files(notebook, docname, srcdir)
    here = [cell for cell in cells_of_language(notebook, srcdir, lang) if not appendix_of(cell)]
    cells: list[NotebookNode] = []
    for cell in with_top(without_empty_sections(here, lang)):
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code":
            cells.append(cell)
            cell.source = section_target(tags) + repair_emphasis(cell.source)
            continue
        # Code that had nothing to work on in this edition is no example to read.
        is_code_shown = REMOVE_INPUT_TAG not in tags and not is_empty([cell], lang)
        published = [out for out in cell.outputs if "fer" in out.get("metadata", {})]
        cell.outputs = [out for out in cell.outputs if out not in published]
        if cell.outputs or is_code_shown:
            cells.append(cell)
        prose = [
            output_as_markdown(out, docname, srcdir)
            for out in published
            if out.metadata["fer"]["lang"] == lang
        ]
        if body := "\n\n".join(part for part in prose if part):
            cells.append(
                nbformat.v4.new_markdown_cell(
                    repair_emphasis(body), id=f"{cell.get('id', 'cell')[:50]}-published"
                )
            )
    notebook.cells = cells
    return str(nbformat.writes(notebook))


def read_source(app: Sphinx, docname: str, source: list[str]) -> None:
    """Replace a page's source by the page's language of it."""
    lang: Language = app.config.book_language
    if app.env.doc2path(docname).endswith(".ipynb"):
        source[0] = filter_notebook(source[0], docname, lang, Path(app.srcdir))
    else:
        source[0] = repair_emphasis(filter_markdown(source[0], lang))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.connect("source-read", read_source, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
