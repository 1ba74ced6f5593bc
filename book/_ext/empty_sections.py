"""Leave out of a chapter what has nothing to say in this edition: sections, or the prose before what is missing.

Where an experiment has no runs, or the data have nothing to ask, a notebook says so by ``publish.nothing(reason)``. A
section whose code said nothing else is not in the book, and neither is its heading in any table of contents. Where a
section says other things as well, only the prose cells that stand before the missing part go, as far back as the code
before it; never the cell with the heading.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from nbformat import NotebookNode

HEADING = re.compile(r"(#{1,6})\s+(.*)")
SILENT = ("nothing", "edition", "caption", "in-short")
"""Kinds of outputs that are not what a section is there for: each page has the remark on the edition, and what the
chapter found at its top."""

OF_THE_PAGE = ("edition", "in-short")
"""Of these, what stands at the top of the page and is no part of the section whose code has found it."""

EXERCISE = "exercise"
"""No chapter is there for its exercises alone."""


class LeftOut(NamedTuple):
    """A section that is not in the book.

    Attributes:
        level: of its heading; 1 for a whole chapter.
        title: its heading.
        reasons: why, as the chapter's code said it, without repetition.
    """

    level: int
    title: str
    reasons: tuple[str, ...]


class _Section(NamedTuple):
    level: int
    title: str
    cells: range


def heading_of(cell: NotebookNode) -> tuple[int, str] | None:
    """Level and text of the heading that a cell begins with; None for a cell that begins with none."""
    found = HEADING.match(cell.source.lstrip()) if cell.cell_type == "markdown" else None
    return (len(found[1]), found[2].strip()) if found else None


def reasons_of(cell: NotebookNode, lang: str) -> list[str]:
    """What a code cell says of what is missing."""
    if cell.cell_type != "code":
        return []
    return [
        output.data["text/markdown"]
        for output in cell.outputs
        if (about := output.get("metadata", {}).get("fer")) and about["kind"] == "nothing"
        if about["lang"] == lang
    ]


def says_something(cell: NotebookNode, silent: tuple[str, ...] = SILENT) -> bool:
    """Whether a code cell has an output that a reader is shown."""
    if cell.cell_type != "code":
        return False
    kinds = [output.get("metadata", {}).get("fer", {}).get("kind") for output in cell.outputs]
    return any(kind not in silent for kind in kinds)


def _of_the_page(cell: NotebookNode) -> list[NotebookNode]:
    """The outputs of a cell that belong to the page and not to its section."""
    outputs = cell.outputs if cell.cell_type == "code" else []
    return [out for out in outputs if out.get("metadata", {}).get("fer", {}).get("kind") in OF_THE_PAGE]


def _sections(cells: Sequence[NotebookNode]) -> list[_Section]:
    """All sections, each with its subsections in it."""
    starts = [(place, *found) for place, cell in enumerate(cells) if (found := heading_of(cell))]
    return [
        _Section(
            level,
            title,
            range(
                place,
                next((end for end, other, _ in starts if end > place and other <= level), len(cells)),
            ),
        )
        for place, level, title in starts
    ]


def is_empty(cells: Sequence[NotebookNode], lang: str, silent: tuple[str, ...] = SILENT) -> bool:
    """Whether these cells say that something is missing, and nothing else; prose alone is not empty."""
    missing = any(reasons_of(cell, lang) for cell in cells)
    return missing and not any(says_something(cell, silent) for cell in cells)


def left_out(cells: Sequence[NotebookNode], lang: str) -> list[LeftOut]:
    """The sections of a chapter that have nothing to say, of nested ones the outer; the whole chapter is one.

    Args:
        cells: of the page in one language.
        lang: its language.
    """
    return [
        LeftOut(section.level, section.title, _reasons(cells, section.cells, lang))
        for section in _empty(cells, lang)
    ]


def _empty(cells: Sequence[NotebookNode], lang: str) -> list[_Section]:
    found: list[_Section] = []
    for section in _sections(cells):
        inner = found and section.cells.start in found[-1].cells
        silent = (*SILENT, EXERCISE) if section.level == 1 else SILENT
        if not inner and is_empty([cells[k] for k in section.cells], lang, silent):
            found.append(section)
    return found


def _reasons(cells: Sequence[NotebookNode], places: range, lang: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reason for k in places for reason in reasons_of(cells[k], lang)))


def without_empty_sections(cells: Sequence[NotebookNode], lang: str) -> list[NotebookNode]:
    """The cells of a page without what has nothing to say.

    Args:
        cells: of the page in one language.
        lang: its language.
    """
    empty = _empty(cells, lang)
    gone = {k for section in empty for k in section.cells}
    whole = any(section.level == 1 for section in empty)
    kept = []
    for k, cell in enumerate(cells):
        if k not in gone:
            kept.append(cell)
        elif not whole and (found := _of_the_page(cell)):
            kept.append(NotebookNode(cell | {"outputs": found}))
    dangling: set[int] = set()
    for k, cell in enumerate(kept):
        if not is_empty([cell], lang):
            continue
        before = k - 1
        while before >= 0 and kept[before].cell_type == "markdown" and not heading_of(kept[before]):
            dangling.add(before)
            before -= 1
    return [cell for k, cell in enumerate(kept) if k not in dangling]
