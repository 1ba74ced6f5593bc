"""Where editions lie: those of the project in ``editions/``, each report of one's own in a folder of ``reports/``."""

import re
from dataclasses import dataclass
from pathlib import Path

from fer_lib.errors import UserError

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""Names that an edition may have, and thereby its folder in ``runs/``."""
EDITIONS, REPORTS = "editions", "reports"
"""Folders of the project: one file an edition, and one folder a report."""
EDITION_FILE = "edition.yaml"
"""The edition in the folder of a report."""
MARK = Path("book", "chapters", ".edition")
"""File of the project that holds the name of the edition whose chapters were executed last."""
DEFAULT = "quick"
"""The edition that is meant where none is named."""


@dataclass(frozen=True)
class EditionPlace:
    """Where one edition lies.

    Attributes:
        name: of the edition.
        path: of its file.
        shown: what messages call the file.
        folder: of the report, with notebooks, network and homework of its own; None for an edition that is a file only.
    """

    name: str
    path: Path
    shown: str
    folder: Path | None

    def notebook(self, chapter: str, root: Path) -> Path:
        """The notebook that makes a chapter: the report's own of this name, else the project's."""
        own = self.folder / f"{chapter}.ipynb" if self.folder else None
        return own if own is not None and own.is_file() else root / "notebooks" / f"{chapter}.ipynb"


NOWHERE = EditionPlace("", Path(), "", None)
"""The place of an edition that was made in memory."""


def edition_names(root: Path) -> list[str]:
    """Names of the editions of a project, the reports of one's own among them, sorted."""
    own = (path.parent.name for path in (root / REPORTS).glob(f"*/{EDITION_FILE}"))
    return sorted({*(path.stem for path in (root / EDITIONS).glob("*.yaml")), *own})


def find_edition(name: str, root: Path) -> EditionPlace:
    """Where an edition lies.

    Args:
        name: of a file in ``editions/``, without ``.yaml``, or of a folder in ``reports/``; or path of a file that ends
            in ``.yaml``.
        root: the project's folder.

    Raises:
        UserError: if there is none of this name, or two, or the name cannot be that of a folder.
    """
    file, folder = root / EDITIONS / f"{name}.yaml", root / REPORTS / name
    if NAME.fullmatch(name) and (folder / EDITION_FILE).is_file():
        shown = f"{REPORTS}/{name}/{EDITION_FILE}"
        if file.is_file():
            raise UserError(f"{shown}: {EDITIONS}/{name}.yaml has the same name; rename one of them")
        return EditionPlace(name, folder / EDITION_FILE, shown, folder)
    path, shown = file, f"{EDITIONS}/{name}.yaml"
    if not path.is_file() and Path(name).suffix in (".yaml", ".yml"):
        path, shown = Path(name), name
        if path.name == EDITION_FILE and path.resolve().parent.parent == (root / REPORTS).resolve():
            return find_edition(path.resolve().parent.name, root)
    if not path.is_file():
        known = ", ".join(edition_names(root))
        raise UserError(f"{shown}: there is no such edition (there are: {known})")
    if not NAME.fullmatch(path.stem):
        raise UserError(f"{shown}: the file's name may have letters, digits, '.', '_' and '-' only")
    return EditionPlace(path.stem, path, shown, None)


def edition_shown(root: Path) -> str:
    """Name of the edition that the book shows: whose chapters were executed last."""
    mark = root / MARK
    return mark.read_text("utf8").strip() if mark.is_file() else DEFAULT


def place_shown(root: Path, name: str = "") -> EditionPlace | None:
    """Where the edition lies that the book shows; None where its file is gone since.

    Args:
        root: the project's folder.
        name: another edition's.

    Raises:
        UserError: if two editions have the name.
    """
    wanted = name or edition_shown(root)
    return find_edition(wanted, root) if wanted in edition_names(root) else None
