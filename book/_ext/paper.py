"""Whether a book is built for paper: as LaTeX, or as the one page that Chromium prints."""

import click

PAPER = ("latex", "pdflatex", "singlehtml", "pdfhtml")
"""Builders of ``jupyter-book build --builder``."""


def is_for_paper() -> bool:
    """Whether ``jupyter-book`` was asked for such a builder; known before Sphinx has made it."""
    context = click.get_current_context(silent=True)
    return context is not None and context.params.get("builder") in PAPER
