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

from fer_lib.data.picture import SUFFIXES
from fer_lib.data.reading import FileState, file_state, os_error, reporting_os_errors, shorten
from fer_lib.errors import UserError

LARGEST_FILE = 64 * 2**20
"""Bytes above which a file is refused unread: a small archive can unpack to more than the memory."""
LONGEST_NAME = 255
"""Bytes that the usual file systems allow for the name of a file."""


class UnusableError(Exception):
    """Why a photo or a row cannot be used, and what to do."""


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
            UnusableError: if there is none, or more than one, or the name leads out of the place.
        """
        wanted = unicodedata.normalize("NFC", name)
        path = PurePosixPath(wanted)
        if (
            path.is_absolute()
            or ".." in path.parts
            or "\\" in wanted
            or (len(wanted) > 1 and wanted[1] == ":")
        ):
            raise UnusableError(
                "the name leads out of the folder. Write the name of a file below it, with / between folders"
            )
        if wanted in self.by_path:
            return wanted
        same = self._by_name.get(path.name, [])
        if len(same) == 1:
            return same[0]
        if same:
            raise UnusableError(
                f"there are {len(same)} files of this name ({same[0]}, {same[1]}). Write the path of the one meant"
            )
        size = len(os.fsencode(path.name))
        if size > LONGEST_NAME and not self.archive:
            raise UnusableError(
                f"the name has {size} bytes, and file systems allow {LONGEST_NAME}, so there is no such file. "
                "Give the file a shorter name, here too, or leave the images in images.zip"
            )
        raise UnusableError(f"there is no such file in {self.place.name}. Add it or correct the name")

    @contextmanager
    def reader(self) -> Iterator[Callable[[str], bytes]]:
        """A function that gives the bytes of a photo that ``find`` has found; it raises ``UnusableError``."""
        if self.archive:
            with reporting_os_errors(self.place), zipfile.ZipFile(self.place) as opened:
                yield lambda found: _from_archive(opened, self.by_path[found])
        else:
            yield self._from_folder

    def _from_folder(self, found: str) -> bytes:
        path = self.place / self.by_path[found]
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise UnusableError(_too_large())
            return path.read_bytes()
        except OSError as error:
            message = str(os_error(path, error)).split(": ", 1)[-1]
            raise UnusableError(message.rstrip(".")) from error

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        names = defaultdict(list)
        for path in self.by_path:
            names[path.rpartition("/")[2]].append(path)
        return names


def _from_archive(archive: zipfile.ZipFile, member: str) -> bytes:
    info = archive.getinfo(member)
    if info.flag_bits & 1:
        raise UnusableError("is encrypted in the archive. Pack it again without a password")
    if info.file_size > LARGEST_FILE:
        raise UnusableError(_too_large())
    try:
        return archive.read(info)
    except Exception as error:  # decompressors raise errors of many kinds on damaged data
        raise UnusableError(
            f"is damaged in the archive ({shorten(error)}). Pack or download the archive again"
        ) from error


def _too_large() -> str:
    return f"has more than {LARGEST_FILE // 2**20} MiB. Make it smaller"


def photos_of(source: Path) -> Photos:
    """The photos of a source: of its ``images.zip`` if it has one, else the image files below the folder.

    Args:
        source: a folder, or a ZIP archive.

    Raises:
        UserError: if there are none, or the archive is damaged.
    """
    archive = source if source.is_file() else source / "images.zip"
    if archive.is_file():
        with reporting_os_errors(archive):
            try:
                with zipfile.ZipFile(archive) as opened:
                    names = [info.filename for info in opened.infolist() if not info.is_dir()]
            except zipfile.BadZipFile as error:
                raise UserError(
                    f"{archive}: is no ZIP archive, or cut off ({error}). Get it again."
                ) from error
        photos = Photos(archive, _images(names), archive=True)
    else:
        with reporting_os_errors(source):
            names = [
                (Path(folder) / name).relative_to(source).as_posix()
                for folder, _, files in os.walk(source)
                for name in files
            ]
        photos = Photos(source, _images(sorted(names)), archive=False)
    if not photos.by_path:
        raise UserError(
            f"{photos.place}: there are no images ({', '.join(SUFFIXES)}). Put them, or images.zip, beside the CSVs."
        )
    return photos


def states_of(photos: Photos) -> list[FileState]:
    """Name, size and time of every file that the photos are read from."""
    if photos.archive:
        return [file_state(photos.place, photos.place.parent)]
    return [file_state(photos.place / name, photos.place) for name in photos.by_path.values()]


def _images(names: list[str]) -> dict[str, str]:
    # macOS adds a second file to every image of an archive, __MACOSX/…/._name.
    return {
        unicodedata.normalize("NFC", name): name
        for name in names
        if name.lower().endswith(SUFFIXES) and not name.rpartition("/")[2].startswith("._")
    }
