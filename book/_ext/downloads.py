"""What a reader can take home: the page's notebook, and the book's PDF if it has been made."""

import json
import shutil
from pathlib import Path
from typing import Any

import nbformat
from chapter_sources import belongs_to
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from fer_lib.language import Language, Text

MENU = Text("Download", "下載")
NOTEBOOK = Text("This page as a Jupyter notebook", "本頁的 Jupyter Notebook")
BOOK = Text("The whole book as a PDF", "全書 PDF")


def find_pdf(app: Sphinx, config: Config) -> None:
    """Look for the PDF that tools/make_pdfs.py has made; every page is written anew when it appears."""
    path = Path(app.srcdir) / "_build" / "pdf" / f"{config.book_slug}-{config.book_language}.pdf"
    config.book_pdf = path.name if path.exists() else ""


def fill_menu(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Replace the entries of the theme's download menu."""
    if "header_buttons" not in context:
        return
    lang: Language = app.config.book_language
    pathto = context["pathto"]
    entries = []
    if str(context.get("page_source_suffix")) == ".ipynb":
        source = pathto(f"_sources/{context['sourcename']}", True)
        entries.append({"url": source, "text": ".ipynb", "icon": "fas fa-code", "tooltip": NOTEBOOK[lang]})
    if app.config.book_pdf:
        address = pathto(app.config.book_pdf, True)
        entries.append({"url": address, "text": ".pdf", "icon": "fas fa-file-pdf", "tooltip": BOOK[lang]})
    buttons = [button for button in context["header_buttons"] if button["label"] != "download-buttons"]
    if entries:
        menu = {
            "type": "group",
            "icon": "fas fa-download",
            "label": "download-buttons",
            "tooltip": MENU[lang],
        }
        buttons.insert(0, {**menu, "buttons": [{"type": "link", **entry} for entry in entries]})
    context["header_buttons"] = buttons


def published_notebook(text: str, lang: Language) -> str:
    """A notebook as readers may have it.

    It is in the page's language, and holds neither the parameters of our run nor what papermill noted about
    it, which are full of paths of the machine that ran it. Its own parameters cell stays: it runs.
    """
    notebook = nbformat.reads(text, as_version=4)
    notebook.metadata.pop("papermill", None)
    cells = []
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if "parameters" not in tags and not belongs_to(tags, lang):
            continue
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = [
                output
                for output in cell.outputs
                if output.get("metadata", {}).get("fer", {}).get("lang", lang) == lang
            ]
            for output in cell.outputs:
                output.get("data", {}).pop("application/pdf", None)  # what is printed; a reader sees the PNG
        cells.append(cell)
    notebook.cells = cells
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def publish(app: Sphinx, error: Exception | None) -> None:
    """Put the cleaned notebooks and the PDF into the site."""
    if error is not None or app.builder.name != "html":
        return
    for docname in app.env.found_docs:
        source = Path(app.env.doc2path(docname))
        target = Path(app.outdir) / "_sources" / f"{docname}.ipynb"
        if source.suffix == ".ipynb" and target.exists():
            target.write_text(published_notebook(source.read_text("utf8"), app.config.book_language), "utf8")
    for old in Path(app.outdir).glob("*.pdf"):
        if old.name != app.config.book_pdf:
            old.unlink()
    if app.config.book_pdf:
        shutil.copy2(Path(app.srcdir) / "_build" / "pdf" / app.config.book_pdf, app.outdir)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.add_config_value("book_pdf", "", "html", str)
    app.connect("config-inited", find_pdf, priority=30)
    # After the theme has filled the menu (501).
    app.connect("html-page-context", fill_menu, priority=600)
    app.connect("build-finished", publish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
