"""A chapter as the book has it: executed in this process, without the cells and sections that an edition leaves out."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from matplotlib import pyplot as plt
from nbformat import NotebookNode

from fer_lib.language import Language
from fer_lib.publish import figures, output

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "book" / "_ext"))
from chapter_sources import REPORTS_TAG, belongs_to
from empty_sections import heading_of, without_empty_sections


@dataclass(frozen=True)
class Page:
    """What one language's page of a chapter has.

    Attributes:
        cells: those that are in the book.
        lang: its language.
    """

    cells: list[NotebookNode]
    lang: Language

    @property
    def headings(self) -> list[str]:
        """Of its sections."""
        return [found[1] for cell in self.cells if (found := heading_of(cell))]

    @property
    def prose(self) -> list[str]:
        """Its fixed texts, a cell each."""
        return [cell.source for cell in self.cells if cell.cell_type == "markdown"]

    def published(self) -> list[tuple[dict[str, Any], str]]:
        """Of each output its metadata and its Markdown."""
        return [
            (out.metadata["fer"], out.data.get("text/markdown", ""))
            for cell in self.cells
            if cell.cell_type == "code"
            for out in cell.outputs
            if out.metadata["fer"]["lang"] == self.lang
        ]

    def names(self, kind: str) -> list[str]:
        """Of its figures or tables."""
        return [about["name"] for about, _ in self.published() if about["kind"] == kind]

    def text(self) -> str:
        """All that a reader is told."""
        said = [
            part
            for about, markdown in self.published()
            if about["kind"] not in ("nothing", "edition", "answers")
            for part in (markdown, about.get("caption", ""), about.get("alt", ""))
        ]
        return "\n".join([*self.prose, *said])


def execute(notebook: Path, root: Path, **parameters: object) -> NotebookNode:
    """A chapter with its outputs, from the project in ``root``; drawings are made and not kept."""
    made = nbformat.read(notebook, as_version=4)
    names: dict[str, object] = {"__name__": "__main__"}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.setattr(figures, "_bytes", lambda figure, file_format: "")
        for cell in made.cells:
            if cell.cell_type != "code":
                continue
            cell.outputs = []

            def display(data: dict[str, str], raw: bool, metadata: object, cell: NotebookNode = cell) -> None:
                cell.outputs.append(nbformat.v4.new_output("display_data", data, metadata=metadata))

            patch.setattr(output, "display", display)
            exec(compile(cell.source, notebook.stem, "exec"), names)
            if "parameters" in cell.metadata.tags:
                names |= parameters
    plt.close("all")
    return made


def page_of(notebook: NotebookNode, lang: Language, reports: bool) -> Page:
    """A page of an executed chapter.

    Args:
        notebook: from ``execute``.
        lang: the page's language.
        reports: whether its edition shows the five reports.
    """
    cells = [
        cell
        for cell in notebook.cells
        if belongs_to(cell.metadata.tags, lang) and (reports or REPORTS_TAG not in cell.metadata.tags)
    ]
    return Page(without_empty_sections(cells, lang), lang)
