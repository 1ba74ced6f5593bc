"""What lies in a folder and below: images, tables, other files, looked at once and without opening any."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fer_lib.data.csv_text import is_table_name
from fer_lib.data.picture_kinds import SUFFIXES
from fer_lib.data.reading import FileState, reporting_os_errors, shorten
from fer_lib.errors import UserError

MOST_ENTRIES = 2_000_000
"""Files and folders above which this is no data set but, say, a whole disk."""
DEEPEST = 100
"""Folders inside of each other, above which nobody has sorted anything into them."""
MOST_LINKS = 10_000
"""Links to folders that are followed: where folders have links to each other, the ways through them are endless."""
_SYSTEM = ("__MACOSX", "Thumbs.db", "desktop.ini")


@dataclass
class Folder:
    """One folder; names as in the file system, sorted.

    Attributes:
        name: the folder's own name.
        path: where it lies.
        place: relative to the folder that was given, with ``/``; empty for that one.
        images: files whose names end as those of images.
        tables: files whose names end as those of tables.
        others: all other files that are not hidden, also what is neither file nor folder.
        hidden: how many files there are in each thing that begins with a dot, or that macOS and Windows leave.
        folders: the folders in it, by name.
        loops: links to folders that this one lies in; they are not followed.
    """

    name: str
    path: Path
    place: str = ""
    images: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    hidden: dict[str, int] = field(default_factory=dict)
    folders: dict[str, "Folder"] = field(default_factory=dict)
    loops: list[str] = field(default_factory=list)

    def at(self, name: str) -> str:
        """A name in this folder, relative to the folder that was given."""
        return f"{self.place}/{name}" if self.place else name

    def walk(self) -> Iterator["Folder"]:
        """This folder and all below it, each before those in it."""
        yield self
        for folder in self.folders.values():
            yield from folder.walk()

    def has_images(self) -> bool:
        """Whether there is an image in it or anywhere below."""
        return any(folder.images for folder in self.walk())


def scan(path: Path) -> Folder:
    """Everything in a folder and below.

    Raises:
        UserError: if a folder cannot be looked at, or there are too many entries.
    """
    with reporting_os_errors(path):
        status = path.stat()
    found = Folder(path.absolute().name, path)
    _fill(found, {(status.st_dev, status.st_ino)}, path, _Count())
    return found


@dataclass
class _Count:
    """What was seen so far."""

    entries: int = 0
    links: int = 0


def _fill(folder: Folder, above: set[tuple[int, int]], root: Path, count: _Count) -> None:
    with reporting_os_errors(folder.path), os.scandir(folder.path) as listed:
        entries = sorted(listed, key=lambda entry: entry.name)
    count.entries += len(entries)
    if len(above) > DEEPEST:
        raise UserError(
            f"{shorten(root, 300)}: there are more than {DEEPEST} folders inside of each other. Give the folder of the "
            "data alone."
        )
    if count.entries > MOST_ENTRIES:
        raise UserError(
            f"{root}: more than {MOST_ENTRIES:,} files and folders lie below it. Give the folder of the data alone."
        )
    for entry in entries:
        name = entry.name
        if name.startswith(".") or name in _SYSTEM:
            folder.hidden[name] = _files_in(entry)
        elif is_folder(entry):
            with reporting_os_errors(folder.path / name):
                status = entry.stat()
            key = (status.st_dev, status.st_ino)
            if key in above:
                folder.loops.append(name)
                continue
            count.links += entry.is_symlink()
            if count.links > MOST_LINKS:
                raise UserError(
                    f"{root}: links lead from folder to folder more than {MOST_LINKS:,} times. Put the folders "
                    "themselves there."
                )
            inner = folder.folders[name] = Folder(name, folder.path / name, folder.at(name))
            _fill(inner, above | {key}, root, count)
        elif not is_file(entry):
            folder.others.append(name)
        else:
            suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122  # a Path each costs 0.2 s a load
            if suffix in SUFFIXES:
                folder.images.append(name)
            else:
                (folder.tables if is_table_name(name) else folder.others).append(name)


def _files_in(entry: "os.DirEntry[str]") -> int:
    """How many files something hidden is: 1, or those in a folder and below, as far as one can look into it."""
    if not is_folder(entry) or entry.is_symlink():
        return 1
    return sum(len(files) for _, _, files in os.walk(entry.path))


def is_folder(entry: "os.DirEntry[str]") -> bool:
    """Whether it is a folder or leads to one."""
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def is_file(entry: "os.DirEntry[str]") -> bool:
    """Whether it is a file or leads to one."""
    try:
        return entry.is_file()
    except OSError:
        return False


def states(root: Path, names: list[str]) -> tuple[FileState, ...]:
    """Name, size and time of each file, names relative to ``root``.

    Raises:
        UserError: if one cannot be looked at.
    """
    found = []
    folder = str(root)
    for name in names:
        try:
            status = os.stat(f"{folder}/{name}")  # noqa: PTH116  # 200,000 of them
        except (OSError, ValueError):
            with reporting_os_errors(root / name):
                raise
        found.append((name, status.st_size, status.st_mtime_ns))
    return tuple(sorted(found))
