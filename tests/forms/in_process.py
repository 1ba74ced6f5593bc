"""Chapters run in this process: what a kernel for each would cost is more than all that they compute."""

import json
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from threadpoolctl import threadpool_limits

from fer_lib.publish import figures, output

SAID = ("text/markdown", "text/plain")
WITHOUT_DATA = re.compile(
    r"\b(nan|NaN|inf)\b|n\s=\s0\b(?!\.)|\b0 / 0\b|\b0 of (the )?0\b|\b0 (層|張|個)中的? 0\b"
)
"""What a number looks like that was made of nothing."""


def chapters(root: Path) -> list[str]:
    """The chapters of the book, as _toc.yml has them."""
    toc = yaml.safe_load((root / "_toc.yml").read_text("utf8"))
    entries = [toc["root"], *(entry["file"] for part in toc["parts"] for entry in part["chapters"])]
    return [entry.removeprefix("chapters/") for entry in entries if entry.startswith("chapters/")]


def code_cells(notebook: Path) -> list[tuple[int, str, list[str]]]:
    """Number, source and tags of each."""
    cells = json.loads(notebook.read_text("utf8"))["cells"]
    return [
        (number, "".join(cell["source"]), cell["metadata"].get("tags", []))
        for number, cell in enumerate(cells, 1)
        if cell["cell_type"] == "code"
    ]


@dataclass(frozen=True)
class Published:
    """One output of a chapter: what ``fer_lib.publish`` says of it, and its data."""

    about: dict[str, Any]
    data: dict[str, str]

    def texts(self) -> list[str]:
        """All that a reader is told by it."""
        return [
            *(self.data[key] for key in SAID if key in self.data),
            *map(str, (self.about.get("caption", ""), self.about.get("alt", ""))),
        ]


def run_chapter(notebook: Path, **parameters: object) -> list[Published]:
    """Execute the code of a notebook from the working directory's project, warnings being errors.

    Raises:
        pytest.fail.Exception: naming the cell that failed.
    """
    published: list[Published] = []

    def display(data: dict[str, str], *, raw: bool, metadata: dict[str, Any]) -> None:
        assert raw
        published.append(Published(metadata["fer"], data))

    formats: list[str] = []

    def drawn(figure: Figure, file_format: str) -> str:
        formats.append(file_format)
        if formats.count(file_format) % 2 and file_format == "png":  # of both languages the first
            figure.set_layout_engine("none")
            figure.set_dpi(20)
            figure.canvas.draw()
        return ""

    names: dict[str, object] = {"__name__": "__main__"}
    # Threads of NumPy's would wait in a loop for cores that other tests have.
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings(), threadpool_limits(1):
        patch.setattr(output, "display", display)
        patch.setattr(figures, "_bytes", drawn)
        warnings.simplefilter("error")
        for number, source, tags in code_cells(notebook):
            try:
                exec(compile(source, f"{notebook.stem}, cell {number}", "exec"), names)
            except Exception as error:
                raise AssertionError(
                    f"{notebook.stem}, cell {number}: {type(error).__name__}: {error}"
                ) from error
            if "parameters" in tags:
                names |= parameters
    plt.close("all")
    return published


def project(root: Path, folder: Path, edition: dict[str, object]) -> Path:
    """A project with one edition, ``forms``, whose notebooks and presets are those of the repository."""
    folder.mkdir(parents=True)
    for name in ("notebooks", "presets", "_toc.yml", "_config.yml", "pyproject.toml"):
        (folder / name).symlink_to(root / name)
    (folder / "results").mkdir()
    for name in ("report-a", "report-a-dropped"):  # more would only take longer to draw
        (folder / "results" / name).symlink_to(root / "results" / name)
    (folder / "editions").mkdir()
    (folder / "editions" / "forms.yaml").write_text(yaml.safe_dump(edition, allow_unicode=True), "utf8")
    return folder
