"""``{claims-table}``: every claim of the five reports, where it stands, and the verdict, with a link to its card.

The claims are those of ``fer_lib/chapters/claims.yaml``, the verdicts those of the book's executed chapters.
"""

import json
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from chinese_emphasis import repair_emphasis
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from user_error import stop

from fer_lib.chapters.claims import Claim, all_claims
from fer_lib.editions.file import read_edition_file
from fer_lib.editions.place import MARK, place_shown
from fer_lib.errors import UserError
from fer_lib.language import Language, Text

HEADINGS = (Text("Claim", "說法"), Text("Where", "出處"), Text("Verdict", "判定"))
REPORT = Text("Report {letter}, {source}", "報告 {letter}，{source}")
NOT_JUDGED = "–"
"""What stands where no chapter of the book judges a claim."""
WIDTHS = (56, 20, 24)


class Card(NamedTuple):
    """A claim's card in a chapter.

    Attributes:
        page: of the chapter.
        name: of the card, for links.
        verdict: in words.
        key: of the verdict, as in ``fer_lib.chapters.judgement``.
        finding: what is seen, or why nothing is asked; Markdown.
    """

    page: str
    name: str
    verdict: str
    key: str
    finding: str


def claims_file() -> Path:
    """Where the claims are listed."""
    return Path(str(files("fer_lib"))) / "chapters" / "claims.yaml"


def cards(srcdir: Path, pages: Iterable[str], lang: Language) -> dict[str, Card]:
    """The cards of the book's chapters by the claims' ids.

    Args:
        srcdir: the book's folder.
        pages: that the book has; those that are no chapters have none.
        lang: language of the verdicts.
    """
    found = {}
    for page in sorted(pages):
        notebook = srcdir / f"{page}.ipynb"
        if not notebook.is_file():
            continue
        for about in _published(notebook):
            if about.get("kind") == "card" and about.get("lang") == lang:
                answer = about["answer"]
                told = answer["en" if lang == "en" else "zh"]
                found[answer["id"]] = Card(
                    page, about["name"], about["verdict_name"], answer["verdict"], told
                )
    return found


def _published(notebook: Path) -> list[dict[str, Any]]:
    """What ``fer_lib.publish`` wrote into a notebook's outputs; of a damaged one, ``chapter_sources`` tells."""
    try:
        cells = json.loads(notebook.read_text("utf8"))["cells"]
        outputs = [output for cell in cells for output in cell.get("outputs", ())]
        return [about for output in outputs if (about := output.get("metadata", {}).get("fer"))]
    except (ValueError, KeyError, TypeError, AttributeError):
        return []


def link_to_card(card: Card, words: str, page: str) -> nodes.Node:
    """A link of some words to a card.

    Args:
        card: one of ``cards``.
        words: of the link.
        page: where the link stands.
    """
    return addnodes.pending_xref(
        "",
        nodes.inline("", words),
        refdomain="std",
        reftype="ref",
        reftarget=card.name,
        refexplicit=True,
        refwarn=True,
        refdoc=page,
    )


def why_absent(srcdir: Path, pages: Iterable[str], lang: Language) -> str:
    """Why a book has no such table; empty if it has one. Raises ``UserError`` if the edition's file is wrong."""
    place = place_shown(srcdir.parent)
    if place is not None and not read_edition_file(place.path, place.shown).reference_reports:
        return "the edition shows nothing of the five reports"
    return "" if cards(srcdir, pages, lang) else "no chapter of the book judges a claim"


class CardsDirective(SphinxDirective):
    """What is made of the cards of all chapters, and made anew where one of these changes."""

    def all_cards(self) -> dict[str, Card]:
        """The book's cards by the claims' ids; none where it shows nothing of the reports."""
        srcdir = Path(self.env.srcdir)
        lang: Language = self.config.book_language
        pages = [page for page in self.env.found_docs if (srcdir / f"{page}.ipynb").is_file()]
        mark = srcdir.parent / MARK
        chapters = [srcdir / f"{page}.ipynb" for page in pages]
        for file in (claims_file(), *chapters, *([mark] if mark.is_file() else [])):
            self.env.note_dependency(str(file))
        try:
            return {} if why_absent(srcdir, pages, lang) else cards(srcdir, pages, lang)
        except UserError as error:
            stop(str(error))


class ClaimsTable(CardsDirective):
    """A table of three columns, a claim a row, in the reports' order."""

    def run(self) -> list[nodes.Node]:
        """Build the table."""
        lang: Language = self.config.book_language
        found = self.all_cards()
        if not found:
            return []
        head = nodes.row("", *(nodes.entry("", nodes.paragraph("", text[lang])) for text in HEADINGS))
        rows = [self._row(name, claim, found.get(name), lang) for name, claim in all_claims().items()]
        columns = [nodes.colspec(colwidth=width) for width in WIDTHS]
        group = nodes.tgroup("", *columns, nodes.thead("", head), nodes.tbody("", *rows), cols=len(WIDTHS))
        return [nodes.table("", group, classes=["longtable", "running-text", "colorrows", "colwidths-given"])]

    def _row(self, name: str, claim: Claim, card: Card | None, lang: Language) -> nodes.row:
        said, _ = self.state.inline_text(repair_emphasis(f"**{name}** {claim.text[lang]}"), self.lineno)
        where = REPORT[lang].format(letter=claim.report, source=claim.source[lang])
        return nodes.row(
            "",
            nodes.entry("", nodes.paragraph("", "", *said)),
            nodes.entry("", nodes.paragraph("", where)),
            nodes.entry("", nodes.paragraph("", "", self._verdict(card))),
        )

    def _verdict(self, card: Card | None) -> nodes.Node:
        if card is None:
            return nodes.Text(NOT_JUDGED)
        return link_to_card(card, card.verdict, self.env.docname)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.add_directive("claims-table", ClaimsTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
