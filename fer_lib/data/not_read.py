"""What lies in a source and is not read: nothing is left out without a word."""

import os
from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from fer_lib.data.listing import Folder
from fer_lib.data.reading import shorten

LISTED = 50
"""Entries that are kept by name; of more only their number."""
NAMED = 3
"""Files of one folder with one ending that are named; more of them are counted: ``train/ 5 .xcf``."""


class NotRead(NamedTuple):
    """What was not read.

    Attributes:
        files: how many files, those in folders included.
        entries: what they are, for people: ``val_old/ (3,589 images)``, ``notes.txt``, ``12 hidden``.
    """

    files: int = 0
    entries: tuple[str, ...] = ()

    def __add__(self, other: "NotRead") -> "NotRead":  # type: ignore[override]
        return NotRead(self.files + other.files, self.entries + other.entries)

    def to_json(self) -> dict[str, object]:
        """As ``provenance["not_read"]`` has it."""
        more = len(self.entries) - LISTED
        listed = [shorten(entry, 200) for entry in self.entries[:LISTED]]
        return {"files": self.files, "entries": listed + ([f"and {more:,} more"] if more > 0 else [])}


def not_read(root: Folder, read: Collection[str]) -> NotRead:
    """What lies in a folder beside the files that are read.

    Args:
        root: the folder that was given.
        read: names of the files that are read, relative to it.
    """
    hidden: Counter[str] = Counter()
    found = _below(root, set(read), hidden)
    count = hidden["hidden"]
    return found + NotRead(count, (f"{count:,} hidden",)) if count else found


def _below(folder: Folder, read: set[str], hidden: Counter[str]) -> NotRead:
    files = [name for name in (*folder.images, *folder.tables, *folder.others) if folder.at(name) not in read]
    hidden["hidden"] += sum(folder.hidden.values())
    entries = _loose(folder, files) + [
        f"{folder.at(name)}/ (a link to a folder that it lies in)" for name in folder.loops
    ]
    found = NotRead(len(files) + len(folder.loops), tuple(entries))
    for inner in folder.folders.values():
        if _is_read(inner, read):
            found += _below(inner, read, hidden)
        else:
            found += _whole(inner)
    return found


def _is_read(folder: Folder, read: set[str]) -> bool:
    """Whether a file in a folder or below it is read."""
    return any(
        part.at(name) in read for part in folder.walk() for name in (*part.images, *part.tables, *part.others)
    )


def _whole(folder: Folder) -> NotRead:
    images = sum(len(part.images) for part in folder.walk())
    others = sum(
        len(part.tables) + len(part.others) + sum(part.hidden.values()) + len(part.loops)
        for part in folder.walk()
    )
    counts = [f"{images:,} image{'s' * (images != 1)}"] * bool(images)
    counts += [f"{others:,} {'other ' * bool(images)}file{'s' * (others != 1)}"] * bool(others)
    return NotRead(images + others, (f"{folder.place}/ ({', '.join(counts) or 'empty'})",))


def _loose(folder: Folder, files: list[str]) -> list[str]:
    by_ending: dict[str, list[str]] = {}
    for name in files:
        by_ending.setdefault(os.path.splitext(name)[1].lower(), []).append(name)  # noqa: PTH122
    entries = []
    for ending, names in by_ending.items():
        if len(names) <= NAMED:
            entries += [folder.at(name) for name in names]
        else:
            where = f"{folder.place}/ " if folder.place else ""
            entries.append(f"{where}{len(names):,} {ending or 'files without an ending'}")
    return entries


NOTHING = NotRead()
