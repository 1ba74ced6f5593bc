"""The page that stands in the book for a chapter that could not be made: its title, and a note with the reason.

It is a Markdown page beside the place of the notebook, which stays empty: to the pipeline the chapter is missing, so
the next call makes it.
"""

import json
import re
import textwrap
from pathlib import Path

import yaml

from fer_lib.language import LANGUAGES, Text

KEY = "failed_chapter"
"""In the page's front matter: the reason in one line. A page that has it is such a note, and no one's own page."""
LONGEST = 600
_START = f"---\n{KEY}: "
_SHOWN = re.compile(r"[^ -~\u00b7\u00d7\u2013-\u201d\u2026\u3000-\u303f\u4e00-\u9fff\uff00-\uff5e]")


def shown(message: str) -> str:
    """An error's words in one line, of letters that the fonts of the PDFs have, and not endless."""
    line = _SHOWN.sub("?", " ".join(message.split()))
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 2]} …"


def reason_of(page: Path) -> str | None:
    """Why the chapter failed, if the page is such a note; None for any other page, and where there is none."""
    try:
        text = page.read_text("utf8")
        return str(yaml.safe_load(text.split("---\n")[1])[KEY]) if text.startswith(_START) else None
    except (OSError, ValueError, yaml.YAMLError):
        return None


def failed_chapters(folder: Path) -> dict[str, str]:
    """The chapters in the place of which there are notes, sorted by name, each with its reason.

    Args:
        folder: ``book/chapters``.
    """
    found = ((page.stem, reason_of(page)) for page in sorted(folder.glob("*.md")))
    return {name: reason for name, reason in found if reason is not None}


def _block(text: str, tags: list[str]) -> str:
    heading = f" {json.dumps({'tags': tags})}" if tags else ""
    return f"+++{heading}\n\n{text.strip()}\n"


def _kept_cells(notebook: Path) -> tuple[list[str], list[str]]:
    """Of the notebook's prose, as blocks: the title, and what lists the other chapters (on the cover)."""
    try:
        cells = json.loads(notebook.read_text("utf8"))["cells"]
        prose = [
            ("".join(cell["source"]), list(cell.get("metadata", {}).get("tags", [])))
            if cell["cell_type"] == "markdown"
            else None
            for cell in cells
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        prose = []
    first_code = prose.index(None) if None in prose else len(prose)
    title = [_block(*cell) for cell in prose[:first_code] if cell and cell[0].lstrip().startswith("# ")]
    listing: list[str] = []
    for place, cell in enumerate(prose):
        if cell and "{chapter-overview}" in cell[0]:
            start = place
            while start > first_code and prose[start - 1]:
                start -= 1
            listing = [_block(*cell) for cell in prose[start : place + 1] if cell]
    return title or [_block(f"# {notebook.stem}", [])], listing


def note_page(notebook: Path, what: Text, message: str, edition: str) -> str:
    """The page's text, in MyST Markdown.

    Args:
        notebook: the chapter's source, ``notebooks/NAME.ipynb``.
        what: the step that failed, as the head of a sentence: ``cell 7 of … ended with an error``.
        message: the error's own words.
        edition: name of the edition.
    """
    note = Text(
        f"**This chapter could not be made**: {what.en}. The error says:",
        f"**這一章沒有做出來**：{what.zh}。錯誤訊息如下（英文）：",
    )
    after = Text(
        f"Once its cause is removed, `make chapters EDITION={edition}` makes this chapter. What stands in the other "
        "chapters does not depend on it.",
        f"排除原因之後，`make chapters EDITION={edition}` 會重做這一章。其他章節的內容不受影響。",
    )
    # As code, nothing in it is markup, and long lines are broken here, because the PDF would not.
    plain = shown(message).replace("`", "'").replace("+++", "+ + +")
    words = "\n".join(textwrap.wrap(plain, 58, break_on_hyphens=False)) or "?"
    title, listing = _kept_cells(notebook)
    notes = [
        _block(
            f"`````{{error}}\n{note[lang]}\n\n````text\n{words}\n````\n\n{after[lang]}\n`````",
            [f"lang-{lang}"],
        )
        for lang in LANGUAGES
    ]
    reason = json.dumps(shown(f"{what.en}: {message}").replace("`", ""), ensure_ascii=False)  # JSON is YAML
    return "".join([f"{_START}{reason}\n---\n\n", *title, *notes, *listing])
