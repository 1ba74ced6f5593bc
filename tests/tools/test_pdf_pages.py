from pathlib import Path

import pytest
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from pypdf import PdfReader

from tools.pdf_pages import FOOT, HEAD, empty_share, half_empty_pages, main

LOWEST = [0.9, 0.5, 0.12, 0.7]
"""Of the last line of each page, in heights of the page."""


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """Pages with a line at the top, one at ``LOWEST``, and a page number in the foot."""
    path = tmp_path / "book.pdf"
    with PdfPages(path) as pages:
        for lowest in LOWEST:
            figure = Figure(figsize=(8.27, 11.69))
            for y in (0.91, lowest, 0.05):
                figure.text(0.2, y, "words")
            pages.savefig(figure)
    return path


def test_what_is_below_the_last_line_is_measured(pdf: Path) -> None:
    shares = [empty_share(page) for page in PdfReader(pdf).pages]
    height = 1 - HEAD - FOOT
    assert shares == pytest.approx([(lowest - FOOT) / height for lowest in LOWEST], abs=0.01)


def test_the_last_page_may_be_empty(pdf: Path) -> None:
    assert half_empty_pages(pdf) == [1, 2]


@pytest.mark.parametrize("content", [None, b"", b"words"])
def test_what_is_no_pdf_is_named(
    tmp_path: Path, content: bytes | None, capsys: pytest.CaptureFixture
) -> None:
    path = tmp_path / "a.pdf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SystemExit) as left:
        main([str(path)])
    assert left.value.code == 2
    assert f"error: {path}: not a PDF" in capsys.readouterr().err


def test_pages_are_listed(pdf: Path, capsys: pytest.CaptureFixture) -> None:
    main([str(pdf)])
    assert capsys.readouterr().out == f"{pdf}: 2 pages more than a third empty: 1, 2\n"
