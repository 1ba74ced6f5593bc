"""A chapter executed in this process, and what is left of it on the page of one language."""

import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from matplotlib import pyplot as plt

from fer_lib.language import Language
from fer_lib.publish import figures, output
from tests.forms.in_process import SAID

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "book" / "_ext"))

TAGS = {"en": "lang-en", "zh-TW": "lang-zh-TW"}


def executed(chapter: str, edition: str) -> nbformat.NotebookNode:
    """A chapter's notebook with the outputs that its cells publish, in the working directory's project."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{chapter}.ipynb", as_version=4)
    names: dict[str, object] = {"__name__": "__main__"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "_bytes", lambda figure, file_format: "")
        for cell in notebook.cells:
            if cell.cell_type != "code":
                continue

            def display(
                data: dict[str, str], *, raw: bool, metadata: dict[str, Any], cell: Any = cell
            ) -> None:
                cell.outputs.append(nbformat.v4.new_output("display_data", data=data, metadata=metadata))

            patch.setattr(output, "display", display)
            exec(compile(cell.source, f"{chapter}, {cell.id}", "exec"), names)
            if "parameters" in cell.metadata.get("tags", []):
                names["edition"] = edition
    plt.close("all")
    return notebook


def cells_of_page(
    notebook: nbformat.NotebookNode, lang: Language, reports: bool
) -> list[nbformat.NotebookNode]:
    """The cells that a reader of one language gets, without what has nothing to say."""
    from empty_sections import without_empty_sections

    other = {tag for key, tag in TAGS.items() if key != lang}
    hidden = other if reports else {*other, "reports"}
    return without_empty_sections(
        [cell for cell in notebook.cells if not hidden & set(cell.metadata.get("tags", []))], lang
    )


def headings(cells: list[nbformat.NotebookNode]) -> list[str]:
    """Of the page, in their order."""
    from empty_sections import heading_of

    return [found[1] for cell in cells if (found := heading_of(cell))]


def texts(cells: list[nbformat.NotebookNode], lang: Language) -> str:
    """All that a reader of the page is told: prose, published texts, captions and alt texts."""
    said = [cell.source for cell in cells if cell.cell_type == "markdown"]
    for out in (out for cell in cells if cell.cell_type == "code" for out in cell.outputs):
        about = out.metadata["fer"]
        if about["lang"] == lang and about["kind"] != "answers":
            said += [out.data[key] for key in SAID if key in out.data]
            said += [str(about.get(key, "")) for key in ("caption", "alt")]
    return "\n".join(said)


def answers(notebook: nbformat.NotebookNode) -> list[str]:
    """Ids of the claims that the chapter judged."""
    return [
        answer["id"]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for out in cell.outputs
        if out.metadata["fer"]["kind"] == "answers"
        for answer in out.metadata["fer"]["answers"]
    ]
