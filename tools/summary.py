"""Say where the book lies, what could not be made and why, and how long each stage took.

``make report`` runs it last: ``python -m tools.summary``. It exits with 1 if a stage failed.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fer_lib.chapters.failed_chapter import failed_chapters
from fer_lib.clock import clock
from fer_lib.editions.contents import TOC, chapters, shown_contents
from fer_lib.editions.report_fields import shown_fields
from tools.make_pdfs import find_browser, missing_for_xelatex


@dataclass(frozen=True)
class Stage:
    """A stage as tools/stage.sh recorded it: its name, its duration in seconds, its exit status."""

    name: str
    seconds: int
    status: int


def read_stages(file: Path) -> list[Stage]:
    """The stages in the order they ran; none if the file is not there."""
    if not file.is_file():
        return []
    rows = (line.split("\t") for line in file.read_text("utf8").splitlines())
    return [Stage(name, int(seconds), int(status)) for name, seconds, status in rows]


def stage_table(stages: list[Stage]) -> list[str]:
    """Lines of a table of the stages and their sum, minutes:seconds each."""
    rows = [*stages, Stage("together", sum(stage.seconds for stage in stages), 0)]
    width = max(len(stage.name) for stage in rows)
    return [
        f"  {stage.name:<{width}}  {clock(stage.seconds):>6}{'  FAILED' if stage.status else ''}"
        for stage in rows
    ]


def describe_site(built: Path, languages: Sequence[str], failed: set[str]) -> str:
    """Where the site is, or that it is not."""
    page = built / "html" / "index.html"
    if "site" in failed or not page.is_file():
        return "site  NOT MADE: see the messages of the stage site"
    return f"site  {page}  ({', '.join(languages)})"


def describe_pdfs(built: Path, languages: Sequence[str], failed: set[str]) -> list[str]:
    """Where the PDFs are, which are missing, and why."""
    pdfs = sorted((built / "pdf").glob("*.pdf"))
    lacking = missing_for_xelatex()
    if "PDFs" in failed:
        return ["PDF   NOT MADE: see the messages of the stage PDFs"]
    if lacking and not find_browser():
        reason = f"XeLaTeX lacks {', '.join(lacking)}, and there is no Chromium (make system-report helps)"
        return [f"PDF   {pdf}  (of an earlier time)" for pdf in pdfs] + [f"PDF   NOT MADE: {reason}"]
    lines = [f"PDF   {pdf}" for pdf in pdfs]
    if len(pdfs) < len(languages):
        lines.append(f"PDF   NOT MADE in every language ({', '.join(languages)}): see the stage PDFs")
    if lacking:
        lines.append(f"      printed by Chromium, since XeLaTeX lacks {', '.join(lacking)}")
    return lines


def failed_pages(root: Path) -> dict[str, str]:
    """The chapters of the book in the place of which there is a note, with the reason."""
    if not (root / TOC).is_file():
        return {}
    named = chapters(shown_contents(root))
    found = failed_chapters(root / "book" / "chapters")
    return {name: reason for name, reason in found.items() if name in named}


def describe(root: Path) -> list[str]:
    """The lines of the summary for the repository at ``root``."""
    built = root / "book" / "_build"
    languages = shown_fields(root).languages
    stages = read_stages(built / "stages.tsv")
    failed = {stage.name for stage in stages if stage.status}
    return [
        "",
        "Time of each stage, minutes:seconds",
        *stage_table(stages),
        "",
        *[f"chapter  NOT MADE: {name}: {reason}" for name, reason in failed_pages(root).items()],
        describe_site(built, languages, failed),
        *describe_pdfs(built, languages, failed),
        "make serve shows the site; make lab opens the notebooks",
    ]


def main(root: Path) -> int:
    """Print the summary. Returns 1 if a stage failed, else 0."""
    print("\n".join(describe(root)))
    return int(any(stage.status for stage in read_stages(root / "book" / "_build" / "stages.tsv")))


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
