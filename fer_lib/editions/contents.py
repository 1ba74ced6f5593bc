"""Table of contents of an edition's book: ``_toc.yml``, or the chapters of it that the edition names, and its own."""

import difflib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from fer_lib.editions.file import read_edition_file
from fer_lib.editions.place import EditionPlace, find_edition, place_shown
from fer_lib.errors import UserError

TOC = "_toc.yml"
FOLDER = "chapters/"
"""Where the book has the executed chapters, as ``_toc.yml`` names them."""
OWN = "Further experiments | 其他實驗"
"""Caption of the part that chapters of one's own make, in both languages."""


def read_toc(root: Path) -> dict[str, Any]:
    """The project's ``_toc.yml``.

    Raises:
        UserError: if it is not there, or has no root and no parts.
    """
    try:
        toc = yaml.safe_load((root / TOC).read_text("utf8"))
    except OSError as error:
        raise UserError(f"{TOC}: cannot be read ({error.strerror})") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"{TOC}: not readable as YAML: {' '.join(str(error).split())}") from None
    if not isinstance(toc, dict) or not isinstance(toc.get("root"), str):
        raise UserError(f"{TOC}: `root: chapters/cover` is expected, and parts with chapters")
    parts = toc.get("parts", [])
    for part in parts if isinstance(parts, list) else [parts]:
        entries = part.get("chapters") if isinstance(part, dict) else None
        if not isinstance(entries, list) or not all(map(_is_entry, entries)):
            raise UserError(
                f"{TOC}: parts: {str(part)[:60]}: a caption and a list under `chapters:` are expected, with "
                "`- file: chapters/NAME` in each line"
            )
    return toc


def _is_entry(entry: object) -> bool:
    return isinstance(entry, dict) and ("url" in entry or isinstance(entry.get("file"), str))


def pages(toc: dict[str, Any]) -> list[str]:
    """All pages of a table of contents in reading order, without repetition: ``chapters/01_data``, ``glossary``."""
    return list(dict.fromkeys([toc["root"], *_files(toc)]))


def chapters(toc: dict[str, Any]) -> list[str]:
    """Names of the chapters that notebooks make, in reading order: ``cover``, ``01_data``."""
    return [page.removeprefix(FOLDER) for page in pages(toc) if page.startswith(FOLDER)]


def _files(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("file"), str):
            yield node["file"]
        for value in node.values():
            yield from _files(value)
    elif isinstance(node, list):
        for entry in node:
            yield from _files(entry)


def without(toc: dict[str, Any], left_out: Collection[str]) -> dict[str, Any]:
    """The table of contents without some of its pages; a part that has no others is gone with them."""
    parts = [
        {**part, "chapters": [entry for entry in part["chapters"] if entry.get("file") not in left_out]}
        for part in toc.get("parts", [])
    ]
    return {**toc, "parts": [part for part in parts if part["chapters"]]}


def chosen(toc: dict[str, Any], names: Sequence[str], place: EditionPlace, root: Path) -> dict[str, Any]:
    """The table of contents with these chapters alone, in this order, each in its part; other pages stay.

    Args:
        toc: the project's.
        names: of chapters; the cover is there without being named. One that is not in ``_toc.yml`` is the user's own.
        place: the edition's.
        root: the project's folder.

    Raises:
        UserError: for a chapter without a notebook, or one that stands twice.
    """
    captions = {
        entry["file"].removeprefix(FOLDER): part
        for part in toc.get("parts", [])
        for entry in part["chapters"]
        if entry.get("file", "").startswith(FOLDER)
    }
    cover = toc["root"].removeprefix(FOLDER)
    parts: list[dict[str, Any]] = []
    for name in names:
        if names.count(name) > 1:
            raise UserError(f"{place.shown}: chapters: {name}: stands there twice; delete one")
        if not place.notebook(name, root).is_file():
            raise UserError(f"{place.shown}: chapters: {name}: {_no_notebook(name, captions, place)}")
        if name == cover:
            continue
        part = captions.get(name, {"caption": OWN, "numbered": True})
        if not parts or parts[-1]["caption"] != part["caption"]:
            parts.append({**part, "chapters": []})
        parts[-1]["chapters"].append({"file": FOLDER + name})
    pages_only = without(toc, [FOLDER + name for name in captions])["parts"]
    return {**toc, "parts": parts + pages_only}


def _no_notebook(name: str, known: Collection[str], place: EditionPlace) -> str:
    where = f"notebooks/ or reports/{place.name}/" if place.folder else "notebooks/"
    near = difflib.get_close_matches(name, known, 1)
    meant = f"did you mean {near[0]}?" if near else f"there are: {', '.join(known)}"
    return f"there is no {name}.ipynb in {where}; {meant}"


def contents(edition: str, root: Path) -> dict[str, Any]:
    """Table of contents of an edition's book, in the form of ``_toc.yml``.

    Args:
        edition: its name.
        root: the project's folder.

    Raises:
        UserError: for what is wrong with ``_toc.yml``, or with the edition's ``chapters:``.
    """
    place = find_edition(edition, root)
    names = read_edition_file(place.path, place.shown).chapters
    toc = read_toc(root)
    return toc if names is None else chosen(toc, names, place, root)


def check_contents(edition: str, root: Path) -> None:
    """Hold an edition's table of contents against what there is, before any work starts.

    Args:
        edition: its name.
        root: the project's folder.

    Raises:
        UserError: as ``contents``, and for pages that stand there twice or that nobody has written: all of them.
    """
    place = find_edition(edition, root)
    toc = contents(edition, root)
    named = [toc["root"], *_files(toc)]
    if twice := [page for page in pages(toc) if named.count(page) > 1]:
        raise UserError(f"{TOC}: {', '.join(twice)}: stands there twice; delete one")
    missing = [page for page in pages(toc) if not _is_there(page, place, root)]
    if not missing:
        return
    known = [path.stem for path in sorted((root / "notebooks").glob("[0-9]*.ipynb"))]
    told = [
        _no_notebook(page.removeprefix(FOLDER), known, place)
        if page.startswith(FOLDER)
        else f"there is no book/{page}.md"
        for page in missing
    ]
    listed = "; ".join(f"{page}: {reason}" for page, reason in zip(missing, told, strict=True))
    raise UserError(f"{TOC}: {listed} – mend the line or delete it")


def _is_there(page: str, place: EditionPlace, root: Path) -> bool:
    """Whether a notebook makes the page, or it lies in ``book/``, written or executed elsewhere."""
    if page.startswith(FOLDER) and place.notebook(page.removeprefix(FOLDER), root).is_file():
        return True
    if not page.startswith(FOLDER) and not (root / "book").is_dir():
        return True  # a copy without the book, for trainings alone
    return any((root / "book" / f"{page}{ending}").is_file() for ending in (".ipynb", ".md", ".rst", ""))


def shown_contents(root: Path) -> dict[str, Any]:
    """Table of contents of the book that is shown: its edition's, or ``_toc.yml`` where that edition is gone."""
    place = place_shown(root)
    return contents(place.name, root) if place else read_toc(root)
