"""A chapter as the book has it: its code run in this process, then what the book makes of its cells in one language."""

import json
import sys
import warnings
from pathlib import Path
from typing import Any

import nbformat
import pytest
from matplotlib import pyplot as plt
from nbformat import NotebookNode

from fer_lib.data import ImageDataset
from fer_lib.data.prepared import write_prepared
from fer_lib.editions import Edition, read_edition
from fer_lib.language import Language
from fer_lib.publish import figures, output
from tests.forms.in_process import project

ROOT = Path(__file__).resolve().parents[2]
REPORTS_TAG = "reports"


def make_project(folder: Path, dataset: ImageDataset, **edition: Any) -> Edition:
    """A project with one edition, ``forms``, that does not speak of the reports, and its data prepared; no runs yet.

    Args:
        folder: is made.
        dataset: the edition's data.
        edition: further keys of its file.
    """
    values = {
        "title": {"en": "A test", "zh-TW": "測試"},
        "data": {"source": None},
        "reference_reports": False,
        **edition,
    }
    work = project(ROOT, folder, values)
    made = read_edition("forms", work)
    made.folder.mkdir(parents=True)
    write_prepared(made.folder / "data", dataset)
    return made


def executed(edition: Edition, name: str) -> list[NotebookNode]:
    """The cells of a chapter with what its code publishes, warnings being errors; figures are drawn and dropped."""
    notebook = nbformat.read(edition.root / "notebooks" / f"{name}.ipynb", as_version=4)
    names: dict[str, object] = {"__name__": "__main__"}
    outputs: list[NotebookNode] = []

    def display(data: dict[str, str], *, raw: bool, metadata: dict[str, Any]) -> None:
        outputs.append(
            nbformat.v4.new_output("display_data", data, metadata=json.loads(json.dumps(metadata)))
        )

    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        patch.chdir(edition.root)
        patch.setattr(output, "display", display)
        patch.setattr(figures, "_bytes", lambda figure, _format: "")
        warnings.simplefilter("error")
        for cell in notebook.cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, f"{name}, {cell.id}", "exec"), names)
                if "parameters" in cell.metadata.tags:
                    names["edition"] = edition.name
                cell.outputs, outputs = outputs, []
    plt.close("all")
    return list(notebook.cells)


def page(cells: list[NotebookNode], lang: Language) -> list[NotebookNode]:
    """What of the cells the book has on the page of one language where it does not speak of the reports."""
    sys.path.insert(0, str(ROOT / "book" / "_ext"))
    try:
        from chapter_sources import belongs_to
        from empty_sections import without_empty_sections
    finally:
        sys.path.pop(0)
    own = [
        cell for cell in cells if REPORTS_TAG not in (tags := cell.metadata.tags) and belongs_to(tags, lang)
    ]
    return without_empty_sections(own, lang)


def headings(cells: list[NotebookNode]) -> list[str]:
    """Of a page, without their marks."""
    return [
        line.lstrip("# ")
        for cell in cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if line.startswith("#")
    ]


def texts(cells: list[NotebookNode], lang: Language) -> list[str]:
    """All that a reader of a page is told, but for the remark on the edition."""
    told = []
    for cell in cells:
        if cell.cell_type == "markdown":
            told.append(cell.source)
            continue
        for out in cell.outputs:
            about = out.metadata["fer"]
            if about["lang"] == lang and about["kind"] not in ("nothing", "answers", "edition"):
                told += [out.data.get("text/markdown", ""), about.get("caption", ""), about.get("alt", "")]
    return [text for text in told if text]


def names_shown(cells: list[NotebookNode]) -> list[str]:
    """Names of the figures and tables of a page."""
    return [
        name
        for cell in cells
        if cell.cell_type == "code"
        for out in cell.outputs
        if out.metadata["fer"]["lang"] == "en" and (name := out.metadata["fer"].get("name"))
    ]
