"""How full the pages of a PDF are: `python -m tools.pdf_pages book/_build/pdf/*.pdf` lists those with an empty foot."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

A_THIRD = 1 / 3
HEAD, FOOT = 21 / 297, 22 / 297
"""Shares of an A4 page above and below its text, as ``book/_ext/pdf_layout.py`` sets them."""


def empty_share(page: PageObject) -> float:
    """The share of the text's height that is empty below the last line, figure or table, 0 to 1."""
    height = float(page.mediabox.height)
    top, bottom = height * (1 - HEAD), height * FOOT
    lowest = [top]
    figures = 0  # that we are in: what is in one has coordinates of its own

    def note(y: float) -> None:
        if not figures and bottom <= y < top:
            lowest.append(y)

    def text(written: str, outer: list[float], inner: list[float], *_: Any) -> None:
        if written.strip():
            note(inner[4] * outer[1] + inner[5] * outer[3] + outer[5])

    def before(operator: bytes, arguments: Any, outer: list[float], inner: list[float]) -> None:
        nonlocal figures
        if operator == b"Do":  # a figure's lower left corner is its origin
            note(max(bottom, outer[5]))
            figures += 1

    def after(operator: bytes, *_: Any) -> None:
        nonlocal figures
        figures -= operator == b"Do"

    page.extract_text(visitor_text=text, visitor_operand_before=before, visitor_operand_after=after)
    return (min(lowest) - bottom) / (top - bottom)


def half_empty_pages(path: Path) -> list[int]:
    """Numbers of the pages that are more than a third empty at their foot, but for those before page 1 and the last.

    Args:
        path: a PDF of the book: title, contents with Roman numbers, text.
    """
    reader = PdfReader(path)
    begin = next((k for k, label in enumerate(reader.page_labels) if k and label == "1"), 0)
    pages = range(begin, len(reader.pages) - 1)
    return [k + 1 for k in pages if empty_share(reader.pages[k]) > A_THIRD]


def main(arguments: Sequence[str] | None = None) -> None:
    """List the pages of each PDF that is named."""
    parser = argparse.ArgumentParser(description="Which pages of a PDF are more than a third empty?")
    parser.add_argument("pdfs", nargs="+", type=Path, metavar="PDF")
    for path in parser.parse_args(arguments).pdfs:
        try:
            found = half_empty_pages(path)
        except (OSError, PyPdfError) as error:
            parser.error(f"{path}: not a PDF that can be read: {error}")
        print(f"{path}: {len(found)} pages more than a third empty: {', '.join(map(str, found)) or 'none'}")


if __name__ == "__main__":
    main()
