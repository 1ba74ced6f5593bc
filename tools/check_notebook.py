"""Check the prose, the numbers and the pictures of one notebook of a report."""

import ast
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fer_lib.errors import UserError
from fer_lib.language import LANGUAGES, Language

CONSTANTS = "constants"
"""Tag of a cell whose numbers are no results."""
TYPED = re.compile(r"(?<![\w.^_])[+−-]?\d+(?:\.\d+)?\s?[%％]|(?<![\w.^_])[+−-]?\d+\.\d+(?!\w|\.\d)")
"""A percentage or a decimal."""
LEVEL = re.compile(r"9[059]\s?[%％](?=\s*(?:confidence|interval|信賴))")
"""The level of an interval, which is no result."""
NOT_PROSE = re.compile(
    r"```.*?```|~~~.*?~~~|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$|\{[a-z:]+\}`[^`]*`|\]\([^)]*\)|https?://\S+|<!--.*?-->",
    re.DOTALL,
)
IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)[^)]*\)")
FIGURE = re.compile(
    r"^(?:```+|~~~+|:::+)\{(?:figure|image)\}.*?^(?:```+|~~~+|:::+)\s*$", re.MULTILINE | re.DOTALL
)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Finding:
    """Something to mend.

    Attributes:
        place: file, and cell or line where there is one.
        what: what is wrong and what to do.
    """

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


def typed_numbers(text: str) -> list[str]:
    """Percentages and decimals in prose, beside code, formulas and links."""
    return [found.strip() for found in TYPED.findall(LEVEL.sub("", NOT_PROSE.sub(" ", text)))]


@dataclass(frozen=True)
class NotebookCheck:
    """One notebook, as it is before it is executed.

    Attributes:
        path: of the file.
        shown: what findings call it.
        languages: of the book.
        cells: its cells.
    """

    path: Path
    shown: str
    languages: tuple[Language, ...]
    cells: Sequence[dict[str, Any]]

    @classmethod
    def read(cls, path: Path, shown: str, languages: tuple[Language, ...]) -> "NotebookCheck":
        """Read a notebook.

        Raises:
            UserError: if it is none.
        """
        try:
            cells = json.loads(path.read_text("utf8"))["cells"]
            [("".join(cell["source"]), cell["cell_type"], cell["metadata"].get("tags", [])) for cell in cells]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise UserError(
                f"{shown}: not a notebook; open and save it in JupyterLab, or take it away"
            ) from None
        return cls(path, shown, languages, cells)

    @property
    def prose(self) -> int:
        """Number of cells of prose."""
        return sum(cell["cell_type"] == "markdown" for cell in self.cells)

    def findings(self) -> list[Finding]:
        """All of them, in the order of the cells."""
        found = [*self._parameters(), *self._title(), *self._pairs()]
        for number, cell in enumerate(self.cells, 1):
            place, text = f"{self.shown}, cell {number}", "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                found += self._prose(place, text, cell["metadata"].get("tags", []))
            elif cell["cell_type"] == "code" and CONSTANTS not in cell["metadata"].get("tags", []):
                found += _typed_in_code(place, text)
        return found

    def typed_in_module(self, path: Path, shown: str) -> list[Finding]:
        """Results typed into the sentences of a module beside the notebook."""
        return list(_typed_in_code(shown, path.read_text("utf8", errors="replace")))

    @staticmethod
    def bare_pictures(executed: Path, shown: str) -> list[Finding]:
        """Pictures of an executed notebook that have neither caption nor description."""
        try:
            cells = json.loads(executed.read_text("utf8"))["cells"]
        except (OSError, ValueError, KeyError, TypeError):
            return []  # not made; the book's page says why
        return [
            Finding(
                shown,
                f"the code `{''.join(cell['source']).strip().splitlines()[-1][:60]}` draws a picture without caption "
                "and description; hand the figure to publish.figure",
            )
            for cell in cells
            for output in cell.get("outputs", [])
            if "fer" not in output.get("metadata", {})
            and any(kind.startswith("image/") for kind in output.get("data", {}))
        ]

    def _tags(self, cell: dict[str, Any]) -> list[str]:
        return [tag for tag in cell["metadata"].get("tags", []) if tag.startswith("lang-")]

    def _parameters(self) -> Iterator[Finding]:
        if not any("parameters" in cell["metadata"].get("tags", []) for cell in self.cells):
            yield Finding(
                self.shown,
                'no cell is tagged `parameters`; one with `edition = "…"` lets the book choose its edition',
            )

    def _title(self) -> Iterator[Finding]:
        for lang in self.languages:
            first = next(
                (
                    "".join(cell["source"])
                    for cell in self.cells
                    if cell["cell_type"] == "markdown" and self._tags(cell) in ([], [f"lang-{lang}"])
                ),
                "",
            )
            if not first.lstrip().startswith("# "):
                yield Finding(self.shown, f"has no title in {lang}; begin its first cell of prose with `# `")

    def _pairs(self) -> Iterator[Finding]:
        """Between two cells of code, as many cells of prose in one language of the book as in the other."""
        start = 1
        for stretch in _stretches(self.cells):
            counts = {
                lang: sum(f"lang-{lang}" in self._tags(cell) for cell in stretch) for lang in self.languages
            }
            place = f"{self.shown}, cells {start} to {start + len(stretch) - 1}"
            if len(set(counts.values())) > 1:
                told = ", ".join(f"{count} in {lang}" for lang, count in counts.items())
                yield Finding(place, f"prose without its pair: {told}; write the missing one")
            for offset, cell in enumerate(stretch):
                text = "".join(cell["source"])
                words = NOT_PROSE.sub(" ", text).strip()
                strange = [tag for tag in self._tags(cell) if tag.removeprefix("lang-") not in LANGUAGES]
                where = f"{self.shown}, cell {start + offset}"
                if strange:
                    yield Finding(where, f"tag {strange[0]}: unknown; the tags are lang-en and lang-zh-TW")
                elif not self._tags(cell) and len(self.languages) > 1 and re.search(r"\w", words):
                    yield Finding(
                        where, "prose of no language, so it is shown in all; tag it lang-en or lang-zh-TW"
                    )
                elif (
                    "lang-zh-TW" in self._tags(cell)
                    and re.search(r"[A-Za-z]", words)
                    and not HAN.search(words)
                ):
                    yield Finding(where, "tagged lang-zh-TW, but there is no Chinese in it")
            start += len(stretch) + 1

    def _prose(self, place: str, text: str, tags: Sequence[str]) -> Iterator[Finding]:
        if CONSTANTS not in tags:
            for number in typed_numbers(text):
                yield Finding(
                    place,
                    f"{number} is typed by hand; have code say it (publish.text), or tag the cell `{CONSTANTS}` if it "
                    "is no result",
                )
        for described, target in IMAGE.findall(text):
            if not described.strip():
                yield Finding(
                    place, f"picture {target}: no description; write `![what is to be seen]({target})`"
                )
            yield from self._there(place, target)
        for directive in FIGURE.findall(text):
            if not re.search(r"^:alt:\s*\S|^alt:\s*\S", directive, re.MULTILINE):
                yield Finding(
                    place, "figure without a description; give it a line `:alt: what is to be seen`"
                )
        for target in LINK.findall(FIGURE.sub("", text)):
            yield from self._there(place, target)

    def _there(self, place: str, target: str) -> Iterator[Finding]:
        if re.match(r"[a-z]+:|#|/", target):
            return
        name = target.partition("#")[0]
        if name.startswith("../") or not (self.path.parent / name).exists():
            yield Finding(
                place,
                f"{target}: there is no such file beside the notebook; pictures are drawn by code (publish.figure), "
                "sections are linked by {ref}`sec-…`",
            )


def _stretches(cells: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The cells of prose between the cells of code, one list for each gap, empty ones among them."""
    stretch: list[dict[str, Any]] = []
    for cell in cells:
        if cell["cell_type"] == "markdown":
            stretch.append(cell)
        else:
            yield stretch
            stretch = []
    yield stretch


def _typed_in_code(place: str, code: str) -> Iterator[Finding]:
    """Numbers that are written out in the sentences of code: in the arguments of ``Text``."""
    lines = [line for line in code.splitlines() if not line.lstrip().startswith(("%", "!"))]
    try:
        tree = ast.parse("\n".join(lines))
    except SyntaxError as error:
        yield Finding(f"{place}, line {error.lineno}", f"not Python: {error.msg}")
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Text":
            said = [
                part
                for argument in node.args
                for part in ast.walk(argument)
                if isinstance(part, ast.Constant)
            ]
            for part in said:
                for number in typed_numbers(part.value) if isinstance(part.value, str) else []:
                    yield Finding(
                        f"{place}, line {part.lineno}",
                        f"{number} is typed by hand; put the value in, as in {{share}}",
                    )
