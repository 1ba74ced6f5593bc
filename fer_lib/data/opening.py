"""Opening what users name: a file that is one, no further than it reached then, and refused by what it is if it is of
another kind.
"""  # fmt: skip

import io
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO, TextIO

from fer_lib.data.content import START_BYTES, Content, Family, content_of
from fer_lib.data.reading import FileState, reporting_os_errors, shorten
from fer_lib.errors import UserError

LONGEST_LINE = 1 << 24
"""Characters; a row with an image of 1,500 × 1,500 pixels is shorter."""
MOST_BLANK = 100_000
"""Empty lines, one after the other, above which nobody has written them."""
LARGEST_UNPACKED = 1 << 28
"""Bytes that a compressed file may always become."""
MOST_TIMES = 200
"""A compressed file that would become more than ``LARGEST_UNPACKED`` may become so many times its own size: images of
one colour alone shrink further."""
_SPECIAL = {
    stat.S_IFIFO: "a named pipe (FIFO)",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
_USUAL: Mapping[str, str] = {
    Family.NOTHING: "Get it again.",
    Family.POINTER: "Fetch the file itself with `git lfs pull` in the repository that it is from.",
    Family.PAGE: "A server sent this instead of the file; perhaps it asks for a login. Download the file itself.",
    Family.ARCHIVE: "Unpack it and give what is in it.",
}


@dataclass(frozen=True)
class Wanted:
    """What a file should be, and what to do about one that is something else.

    Attributes:
        noun: ``a CSV``.
        otherwise: what to give, as a sentence, where nothing better is known.
        remedies: better, by a ``Content.name`` or a ``Family``; sentences.
        taken: names of contents that can be this.
    """

    noun: str
    otherwise: str
    remedies: Mapping[str, str] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()

    def why_not(self, start: bytes) -> str:
        """What a file is and what to do, to stand behind its name; empty where it may be what is wanted.

        Args:
            start: its first ``START_BYTES``.
        """
        content = content_of(start)
        return "" if content is None or content.name in self.taken else self._sentence(content)

    def _sentence(self, content: Content) -> str:
        usual = _USUAL.get(content.family, self.otherwise)
        remedy = self.remedies.get(content.name) or self.remedies.get(content.family) or usual
        if content.family is Family.NOTHING:
            return f"the file is {content.described}. {remedy}"
        return f"this is {content.described}, not {self.noun}. {remedy}"

    def check(self, path: Path) -> None:
        """Refuse a file that is another kind.

        Raises:
            UserError: if it is no file, cannot be opened, or is something else than what is wanted.
        """
        with open_file(path) as file, reporting_os_errors(path):
            self.check_start(path, file.read(START_BYTES))

    def check_start(self, path: Path, start: bytes) -> None:
        """The same for a file of which the first bytes are known."""
        if reason := self.why_not(start):
            raise UserError(f"{shorten(path, 300)}: {reason}")


def special_file(mode: int) -> str:
    """What is neither file nor folder, in words; empty for these two.

    Args:
        mode: ``st_mode``.
    """
    kind = stat.S_IFMT(mode)
    return "" if kind in (stat.S_IFREG, stat.S_IFDIR) else _SPECIAL.get(kind, "no file")


def check_file(path: Path) -> os.stat_result:
    """The state of a file that can be opened without waiting: a pipe would wait for ever, a device never end.

    Raises:
        UserError: if it is not there or no file.
    """
    with reporting_os_errors(path):
        status = path.stat()
    _check_kind(path, status)
    return status


def _check_kind(path: Path, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise UserError(f"{shorten(path, 300)}: this is a folder. Give a file.")
    if special := special_file(status.st_mode):
        raise UserError(f"{shorten(path, 300)}: this is {special}, not a file. Give a file.")


def open_file(path: Path) -> BinaryIO:
    """A file, open for reading, that ends where it ended now: one that grows is read no further.

    Raises:
        UserError: if it is not there, no file, or must not be read.
    """
    check_file(path)
    with reporting_os_errors(path):
        # It may have become a pipe since.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        try:
            status = os.fstat(descriptor)
            _check_kind(path, status)
        except BaseException:
            os.close(descriptor)
            raise
    return io.BufferedReader(_AsLong(descriptor, status.st_size), 1 << 18)


class _AsLong(io.FileIO):
    """A file of which the first ``size`` bytes are all."""

    def __init__(self, descriptor: int, size: int) -> None:
        super().__init__(descriptor, "rb")
        self.size = size

    def readinto(self, buffer: "io.WriteableBuffer") -> int | None:  # type: ignore[name-defined]
        """As of any file, up to the end."""
        left = max(0, self.size - self.tell())
        return super().readinto(memoryview(buffer)[:left])

    def readall(self) -> bytes:
        """The rest, up to the end."""
        return super().read(max(0, self.size - self.tell())) or b""


def lines_of(path: Path, file: TextIO, longest: int | None = None) -> Iterator[str]:
    """The lines of a text file, none of which may be endless.

    Args:
        path: what messages name.
        file: open.
        longest: number of characters; by default ``LONGEST_LINE``.

    Raises:
        UserError: if a line is longer, or there is nothing in too many.
    """
    most = LONGEST_LINE if longest is None else longest
    number = blank = 0
    while line := file.readline(most + 1):
        number += 1
        blank = 0 if len(line) > len("\r\n") or line.strip() else blank + 1
        if blank > MOST_BLANK:
            raise UserError(
                f"{shorten(path, 300)}, line {number:,}: more than {MOST_BLANK:,} lines before it are empty. Get it "
                "again."
            )
        if len(line) > most:
            raise UserError(
                f"{shorten(path, 300)}, line {number:,}: it is longer than {most:,} characters. Is it text with a "
                "row a line? Get it again."
            )
        yield line


def check_unpacked(place: str, packed: int, unpacked: int) -> None:
    """Refuse what would become far more than it is, before it is unpacked.

    Args:
        place: what messages name.
        packed: bytes of the file.
        unpacked: bytes that it announces to become.

    Raises:
        UserError: if it is more than anything that people save.
    """
    if unpacked > max(LARGEST_UNPACKED, MOST_TIMES * packed):
        raise UserError(
            f"{place}: {packed:,} bytes would become {unpacked:,} or more, as no images do. Get it again, or save it "
            "without compression."
        )


class NotTooMuch(io.RawIOBase):
    """What a compressed file becomes, refused where that is more than anything that people save."""

    def __init__(self, stream: IO[bytes], path: Path) -> None:
        self.stream, self.path = stream, path
        self.most = max(LARGEST_UNPACKED, MOST_TIMES * path.stat().st_size)

    def readable(self) -> bool:
        """As any stream."""
        return True

    def seekable(self) -> bool:
        """As any stream."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As any stream."""
        return self.stream.seek(offset, whence)

    def tell(self) -> int:
        """As any stream."""
        return self.stream.tell()

    def readinto(self, buffer: "io.WriteableBuffer") -> int:  # type: ignore[name-defined]
        """As any stream. Raises ``UserError`` beyond the end of what people save."""
        content = self.stream.read(len(buffer))
        if self.stream.tell() > self.most:
            check_unpacked(shorten(self.path, 300), self.path.stat().st_size, self.stream.tell())
        buffer[: len(content)] = content
        return len(content)


def check_unchanged(root: Path, files: tuple[FileState, ...]) -> None:
    """Refuse what was read while somebody wrote it.

    Args:
        root: what the names are relative to.
        files: the states before they were read.

    Raises:
        UserError: if one is not as it was.
    """
    folder = str(root)
    for name, size, time in files:
        try:
            status = os.stat(f"{folder}/{name}")  # noqa: PTH116  # 200,000 of them
        except OSError:
            raise UserError(
                f"{root / name}: was taken away while it was read. Put it back and try again."
            ) from None
        if (status.st_size, status.st_mtime_ns) != (size, time):
            raise UserError(f"{root / name}: was changed while it was read. Try again when it is complete.")
