"""Check a report of one's own before it is handed in: ``make check-report EDITION=my-report``.

Of its own notebooks (``reports/NAME/*.ipynb``): prose in every language of the book, in pairs; no results typed by
hand; pictures with a caption and a description. Of the built book: pictures with a description, links that lead
somewhere, nothing from another host. Each finding says where it is and what to do; exit status 1 if there are any.
"""

import argparse
import sys

from fer_lib.editions import assignments_of, contents, read_edition
from fer_lib.editions.edition import Edition
from fer_lib.editions.file import read_edition_file
from fer_lib.editions.place import edition_shown
from fer_lib.editions.report_fields import CONFIG, ReportFields, read_report_fields
from fer_lib.errors import UserError
from fer_lib.language import Language
from fer_lib.project import project_root
from tools.check_notebook import Finding, NotebookCheck
from tools.check_pages import check_site

NOT_FILLED_IN = {"Your name", "My report", "我的報告"}
"""What ``make new`` writes into the fields of a report."""


def fields_of(edition: Edition) -> tuple[ReportFields, str]:
    """The report's fields and the file that they stand in."""
    place = edition.place
    own = read_edition_file(place.path, place.shown).report is not None
    path, shown = (place.path, place.shown) if own else (edition.root / CONFIG, CONFIG)
    return read_report_fields(path, shown), shown


def check_fields(fields: ReportFields, shown: str) -> list[Finding]:
    """Fields that nobody has filled in."""
    said = {text[lang] for text in (fields.title, *fields.authors) for lang in fields.languages}
    return [
        Finding(shown, f"report: {text!r} is what `make new` wrote; write your own")
        for text in sorted(said & NOT_FILLED_IN)
    ]


def check_notebooks(edition: Edition, languages: tuple[Language, ...]) -> tuple[list[Finding], str]:
    """Findings in the report's own notebooks, and what was looked at."""
    folder = edition.place.folder
    own = sorted(folder.glob("*.ipynb")) if folder else []
    named = contents.chapters(contents.contents(edition.name, edition.root))
    findings: list[Finding] = []
    cells = 0
    for path in own:
        shown = path.relative_to(edition.root).as_posix()
        if path.stem not in named:
            print(f"{shown}: not in the book, for `chapters:` does not name it")
            continue
        check = NotebookCheck.read(path, shown, languages)
        findings += check.findings()
        findings += check.bare_pictures(edition.root / "book" / "chapters" / path.name, shown)
        cells += check.prose
        for module in sorted(path.parent.glob("*.py")):
            findings += check.typed_in_module(module, module.relative_to(edition.root).as_posix())
    return list(dict.fromkeys(findings)), f"{cells} cells of prose in notebooks of your own"


def check_book(edition: Edition, languages: tuple[Language, ...]) -> tuple[list[Finding], str]:
    """Findings in the built site, and what was looked at."""
    site = edition.root / "book" / "_build" / "html"
    again = f"make report EDITION={edition.name}"
    if not (site / "index.html").is_file():
        return [Finding("book", f"not built yet; {again}")], "no book"
    if edition_shown(edition.root) != edition.name:
        shown = edition_shown(edition.root)
        return [Finding("book", f"shows the edition {shown}; {again}")], "no book of this edition"
    built = (site / "index.html").stat().st_mtime
    folder = edition.place.folder
    sources = [edition.place.path, *(sorted(folder.glob("*.ipynb")) if folder else [])]
    findings = [
        Finding(path.relative_to(edition.root).as_posix(), f"is newer than the book; {again}")
        for path in sources
        if path.is_relative_to(edition.root) and path.stat().st_mtime > built
    ]
    found, looked_at = check_site(site, languages)
    return findings + found, looked_at


def main(arguments: list[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(description="Check a report before it is handed in.")
    parser.add_argument("edition", help="name of its edition")
    name = parser.parse_args(arguments).edition
    try:
        edition = read_edition(name, project_root())
        assignments_of(edition)
        fields, shown = fields_of(edition)
        findings = check_fields(fields, shown)
        parts = [check_notebooks(edition, fields.languages), check_book(edition, fields.languages)]
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for found, _ in parts:
        findings += found
    for finding in findings:
        print(finding)
    looked_at = "; ".join(what for _, what in parts)
    print(f"{name}: {len(findings) or 'nothing'} to mend ({looked_at})")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
