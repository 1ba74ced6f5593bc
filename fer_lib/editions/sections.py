"""Sections of the book: the headings of ``notebooks/`` that a tag ``sec-…`` names, for pages that link to them."""

import json
from dataclasses import dataclass
from pathlib import Path

from fer_lib.errors import UserError
from fer_lib.language import LANGUAGES, Language, Text

TAG = "sec-"
"""How the tags that name sections begin."""


@dataclass(frozen=True)
class Section:
    """One section, as the notebook has it that makes its chapter.

    Attributes:
        name: its tag, ``sec-saliency-plate``.
        chapter: name of the notebook without ``.ipynb``.
        title: the heading without ``#`` and without marks of code; what one language lacks is the other's.
    """

    name: str
    chapter: str
    title: Text


def book_sections(root: Path, report: Path | None = None) -> dict[str, Section]:
    """Every section of the notebooks by its name, whether or not its chapter is in ``_toc.yml``.

    Args:
        root: the project's folder.
        report: folder of a report, whose notebooks count besides.

    Raises:
        UserError: if a file in ``notebooks/`` is not a notebook.
    """
    titles: dict[str, dict[Language, str]] = {}
    chapters: dict[str, str] = {}
    folders = [root / "notebooks", *([report] if report else [])]
    for path in (path for folder in folders for path in sorted(folder.glob("*.ipynb"))):
        try:
            cells = json.loads(path.read_text("utf8"))["cells"]
        except (ValueError, KeyError, TypeError):
            raise UserError(
                f"{path.parent.name}/{path.name}: not a notebook; mend it, or take it away"
            ) from None
        for cell in cells:
            tags = cell.get("metadata", {}).get("tags", [])
            spoken = [lang for lang in LANGUAGES if f"lang-{lang}" in tags] or LANGUAGES
            for name in (tag for tag in tags if tag.startswith(TAG)):
                chapters.setdefault(name, path.stem)
                titles.setdefault(name, {}).update(dict.fromkeys(spoken, _heading("".join(cell["source"]))))
    return {
        name: Section(
            name, chapters[name], Text(*(found.get(lang) or next(iter(found.values())) for lang in LANGUAGES))
        )
        for name, found in titles.items()
    }


def _heading(source: str) -> str:
    """The first heading of a cell."""
    lines = (line for line in source.splitlines() if line.startswith("#"))
    return next(lines, "").lstrip("#").replace("`", "").strip()
