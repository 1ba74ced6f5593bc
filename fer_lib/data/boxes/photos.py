"""Photos by name, from a folder or from a ZIP archive that is never unpacked to the disk."""

import os
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from fer_lib.data.listing import Folder
from fer_lib.data.picture_kinds import SUFFIXES, USUAL, UnreadableError
from fer_lib.data.reading import reporting_os_errors, shorten
from fer_lib.data.wanted import ZIP
from fer_lib.errors import UserError

ARCHIVE = "images.zip"

LARGEST_FILE = 64 * 2**20
"""Bytes above which a file is refused unread: a small archive can unpack to more than the memory."""
LONGEST_NAME = 255
"""Bytes that the usual file systems allow for the name of a file."""


@dataclass(frozen=True)
class Photos:
    """The photos that rows may name; a name outside the folder or archive finds nothing.

    Attributes:
        place: the folder or the archive.
        by_path: path inside it, with ``/``, normalised to NFC → name as stored.
        archive: whether ``place`` is a ZIP archive.
    """

    place: Path
    by_path: Mapping[str, str]
    archive: bool

    def find(self, name: str) -> str:
        """Where the photo ``name`` is: its path inside the place, or else the only file of that name below it.

        Raises:
            UnreadableError: if there is none, or more than one, or the name leads out of the place.
        """
        wanted = unicodedata.normalize("NFC", name)
        path = PurePosixPath(wanted)
        if (
            path.is_absolute()
            or ".." in path.parts
            or "\\" in wanted
            or (len(wanted) > 1 and wanted[1] == ":")
        ):
            raise UnreadableError(
                "the name leads out of the folder. Write the name of a file below it, with / between folders."
            )
        if wanted in self.by_path:
            return wanted
        same = self._by_name.get(path.name, [])
        if len(same) == 1:
            return same[0]
        if same:
            raise UnreadableError(
                f"there are {len(same)} files of this name ({same[0]}, {same[1]}). Write the path of the one meant."
            )
        size = len(os.fsencode(path.name))
        if size > LONGEST_NAME and not self.archive:
            raise UnreadableError(
                f"the name has {size} bytes, and file systems allow {LONGEST_NAME}, so there is no such file. "
                "Give the file a shorter name, here too, or leave the images in images.zip."
            )
        raise UnreadableError(f"there is no such file in {self.place.name}. Add it or correct the name.")

    @contextmanager
    def reader(self) -> Iterator[Callable[[str], Path | bytes]]:
        """A function that gives what to open of a photo that ``find`` has found; it raises ``UnreadableError``."""
        if self.archive:
            with reporting_os_errors(self.place), zipfile.ZipFile(self.place) as opened:
                yield lambda found: _from_archive(opened, self.by_path[found])
        else:
            yield lambda found: self.place / self.by_path[found]

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        names = defaultdict(list)
        for path in self.by_path:
            names[path.rpartition("/")[2]].append(path)
        return names


def _from_archive(archive: zipfile.ZipFile, member: str) -> bytes:
    info = archive.getinfo(member)
    if info.flag_bits & 1:
        raise UnreadableError("is encrypted in the archive. Pack it again without a password.")
    if info.file_size > LARGEST_FILE:
        raise UnreadableError(f"has more than {LARGEST_FILE // 2**20} MiB. Make it smaller.")
    try:
        return archive.read(info)
    except Exception as error:  # decompressors raise errors of many kinds on damaged data
        raise UnreadableError(
            f"is damaged in the archive ({shorten(error)}). Pack or download the archive again."
        ) from error


def photos_of(folder: Folder) -> Photos:
    """The photos of a folder: of its ``images.zip`` if it has one, else the image files in it and below.

    Raises:
        UserError: if there are none, or the archive is damaged.
    """
    if ARCHIVE in folder.others:
        archive = folder.path / ARCHIVE
        ZIP.check(archive)
        with reporting_os_errors(archive):
            try:
                with zipfile.ZipFile(archive) as opened:
                    names = [info.filename for info in opened.infolist() if not info.is_dir()]
            except zipfile.BadZipFile as error:
                raise UserError(
                    f"{archive}: is no ZIP archive, or cut off ({error}). Get it again."
                ) from error
        photos = Photos(archive, _by_path(names), archive=True)
    else:
        names = [part.at(name) for part in folder.walk() for name in part.images]
        photos = Photos(folder.path, _by_path(names), archive=False)
    if not photos.by_path:
        raise UserError(
            f"{photos.place}: there are no images ({USUAL}). Put them, or {ARCHIVE}, beside the CSVs."
        )
    return photos


def _by_path(names: list[str]) -> dict[str, str]:
    # macOS adds a second file to every image of an archive, __MACOSX/…/._name.
    return {
        unicodedata.normalize("NFC", name): name
        for name in names
        if name.lower().endswith(SUFFIXES) and not name.rpartition("/")[2].startswith("._")
    }
