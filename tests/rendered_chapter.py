"""A chapter executed in this process, and what the book has of it on the page of one language.

What a kernel for each would cost is more than all that they compute.
"""

import re
import warnings
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import nbformat
import pytest
from chapter_sources import cells_of_language
from empty_sections import heading_of, without_empty_sections
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.text import Text as DrawnText
from nbformat import NotebookNode
from threadpoolctl import threadpool_limits

from fer_lib.language import Language
from fer_lib.publish import figures, output

ROOT = Path(__file__).resolve().parent.parent
WITHOUT_DATA = re.compile(
    r"\b(nan|NaN|inf)\b|n\s=\s0\b(?!\.)|\b0 / 0\b|\b0 of (the )?0\b|\b0 (層|張|個)中的? 0\b"
)
"""What a number looks like that was made of nothing."""
OF_REPORTS = re.compile(
    r"\b[Rr]eports? [A-E]\b|報告 ?[A-E]\b|\b[Cc]laim [A-E]\d|(?:主張|說法) ?[A-E]\d|"
    r"\b[Tt]he (?:five |reference )?reports?\b|五份報告|原報告"
)
"""A mention of one of the five reports."""
OF_FACES = re.compile(r"\b[Ff]aces?\b|\b[Ff]acial\b|臉|\b[Ee]xpressions?\b|表情|FER2013|PublicTest")
"""A mention of what only images of faces have."""
NOT_TOLD = ("nothing", "caption")
"""Kinds of outputs that no reader of the book is shown; a caption stands with its figure or table as well."""


@dataclass(frozen=True)
class Published:
    """One output of a chapter.

    Attributes:
        about: what ``fer_lib.publish`` says of it.
        data: MIME type → content; a figure has, as its PNG, the words that are drawn in it.
    """

    about: dict[str, Any]
    data: dict[str, str]

    def texts(self) -> list[str]:
        """All that a reader is told by it, without the words in a drawing."""
        told = (
            self.data.get("text/markdown", ""),
            self.about.get("caption", ""),
            self.about.get("alt", ""),
        )
        return [text for text in told if text]

    @property
    def drawn(self) -> str:
        """The words in a figure."""
        return self.data.get("image/png", "")


@dataclass(frozen=True)
class Page:
    """What the book has of a chapter in one language.

    Attributes:
        cells: without those that the edition leaves out.
        lang: the language.
    """

    cells: list[NotebookNode]
    lang: Language

    @cached_property
    def headings(self) -> list[str]:
        """Of the chapter and its sections."""
        return [found[1] for cell in self.cells if (found := heading_of(cell))]

    @cached_property
    def prose(self) -> list[str]:
        """The fixed texts, a cell each."""
        return [cell.source for cell in self.cells if cell.cell_type == "markdown"]

    @cached_property
    def published(self) -> list[Published]:
        """What the code shows to a reader."""
        return [
            out
            for out in _published(self.cells)
            if out.about["lang"] == self.lang and out.about["kind"] not in NOT_TOLD
        ]

    @property
    def captions(self) -> list[str]:
        """Of figures and tables."""
        return [out.about["caption"] for out in self.published if "caption" in out.about]

    def names(self, *kinds: str) -> list[str]:
        """Of the figures and tables, or of one of the two."""
        return [
            out.about["name"] for out in self.published if out.about["kind"] in (kinds or ("figure", "table"))
        ]

    @cached_property
    def text(self) -> str:
        """All that a reader is told: the prose, then what the code says in sentences, tables and figures."""
        said = [text for out in self.published for text in (*out.texts(), out.drawn)]
        return "\n".join([*self.prose, *said])


@dataclass(frozen=True)
class Chapter:
    """An executed chapter.

    Attributes:
        notebook: with the outputs of its cells.
        root: the project that it was executed in.
    """

    notebook: NotebookNode
    root: Path

    @cached_property
    def published(self) -> list[Published]:
        """All outputs, those that the book leaves out as well."""
        return _published(self.notebook.cells)

    @property
    def answers(self) -> list[str]:
        """Ids of the claims that it judges."""
        return list(self.verdicts)

    @property
    def verdicts(self) -> dict[str, str]:
        """The verdict on each of them."""
        cards = [out.about["answer"] for out in self.published if out.about["kind"] == "card"]
        return {answer["id"]: answer["verdict"] for answer in cards}

    def page(self, lang: Language) -> Page:
        """What the book of its edition has of it."""
        cells = cells_of_language(self.notebook, self.root / "book", lang)
        return Page(without_empty_sections(cells, lang), lang)


def _published(cells: list[NotebookNode]) -> list[Published]:
    return [
        Published(out.metadata["fer"], out.data)
        for cell in cells
        if cell.cell_type == "code"
        for out in cell.outputs
    ]


def execute(name: str, root: Path, edition: str = "forms") -> Chapter:
    """Execute the repository's notebook of this name in a project, warnings being errors; figures are not kept."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    notebook.metadata["papermill"] = {"parameters": {"edition": edition}}
    names: dict[str, object] = {"__name__": "__main__"}
    outputs: list[NotebookNode] = []
    numbers = count()

    def display(data: dict[str, str], *, raw: bool, metadata: dict[str, Any]) -> None:
        assert raw
        outputs.append(nbformat.v4.new_output("display_data", data, metadata=metadata))

    def written(figure: Figure) -> str:
        return "\n".join(sorted({words.get_text() for words in figure.findobj(DrawnText)}))

    def drawn(figure: Figure, is_chart: bool) -> str:
        if next(numbers) % 2 == 0:  # for the first of two languages
            figure.set_layout_engine("none")
            figure.set_dpi(20)
            figure.canvas.draw()
        return written(figure)

    # Threads of NumPy's would wait in a loop for cores that other tests have.
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings(), threadpool_limits(1):
        patch.chdir(root)
        patch.setattr(output, "display", display)
        patch.setattr(figures, "_png", drawn)
        patch.setattr(figures, "_pdf", written)
        warnings.simplefilter("error")
        for number, cell in enumerate(notebook.cells, 1):
            if cell.cell_type != "code":
                continue
            exec(compile(cell.source, f"{name}, cell {number}", "exec"), names)
            cell.outputs, outputs = outputs, []
            if "parameters" in cell.metadata.get("tags", []):
                names["edition"] = edition
    plt.close("all")
    return Chapter(notebook, root)
