"""What a file is by its first bytes, whatever its name says: an archive, a table, arrays, a page, a pointer."""

import re
import zlib
from enum import StrEnum
from typing import NamedTuple

START_BYTES = 1 << 16
"""So many of a file's first bytes are enough to tell."""


class Family(StrEnum):
    """Kinds of files of which the same can be done."""

    NOTHING = "nothing"
    """An empty file, or one of zeros only."""
    POINTER = "pointer"
    """It stands for a file that lies elsewhere."""
    PAGE = "page"
    """What a server said instead of handing over the file."""
    ARCHIVE = "archive"
    """Other files are in it."""
    SHEET = "sheet"
    """A table that people see as one."""
    ARRAYS = "arrays"
    """Numbers of a program."""
    PICKLE = "pickle"
    """Objects of Python, which reading may run."""
    PICTURE = "picture"
    TEXT = "text"
    """Text with a structure of its own, as JSON has."""
    DOCUMENT = "document"
    """For reading, not for computing."""


class Content(NamedTuple):
    """What a file is.

    Attributes:
        family: what can be done about it.
        name: in a word: ``zip``, ``parquet``.
        described: as a message says it behind ``this is``: ``a ZIP archive``; of ``NOTHING``, behind ``the file is``.
    """

    family: Family
    name: str
    described: str


EMPTY = Content(Family.NOTHING, "empty", "empty")
BLANK = Content(Family.NOTHING, "blank", "empty but for blanks")
ZEROS = Content(Family.NOTHING, "zeros", "all zero bytes, as an unfinished download is")
PICKLE = Content(Family.PICKLE, "pickle", "a pickle of Python objects")
TAR = Content(Family.ARCHIVE, "tar", "a tar archive")
_BY_MAGIC: tuple[tuple[bytes, Content], ...] = (
    (b"7z\xbc\xaf\x27\x1c", Content(Family.ARCHIVE, "7z", "a 7-Zip archive")),
    (b"Rar!\x1a\x07", Content(Family.ARCHIVE, "rar", "a RAR archive")),
    (b"BZh", Content(Family.ARCHIVE, "bz2", "a file compressed with bzip2")),
    (b"\xfd7zXZ\0", Content(Family.ARCHIVE, "xz", "a file compressed with xz")),
    (b"\x28\xb5\x2f\xfd", Content(Family.ARCHIVE, "zst", "a file compressed with Zstandard")),
    (b"PAR1", Content(Family.SHEET, "parquet", "a Parquet table")),
    (b"ARROW1\0\0", Content(Family.SHEET, "arrow", "an Arrow (Feather) table")),
    (b"SQLite format 3\0", Content(Family.SHEET, "sqlite", "an SQLite database")),
    # Word and PowerPoint of that time begin alike; in data it is a table.
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Content(Family.SHEET, "xls", "an old Excel file (.xls)")),
    (b"\x89HDF\r\n\x1a\n", Content(Family.ARRAYS, "hdf5", "an HDF5 file (.h5)")),
    (b"\x93NUMPY", Content(Family.ARRAYS, "npy", "a NumPy array (.npy)")),
    (b"MATLAB 5.0 MAT-file", Content(Family.ARRAYS, "mat", "a MATLAB file (.mat)")),
    (b"\0\0\x08\x01", Content(Family.ARRAYS, "idx", "an IDX file, as MNIST has them")),
    (b"\0\0\x08\x03", Content(Family.ARRAYS, "idx", "an IDX file, as MNIST has them")),
    (b"\0\0\x08\x04", Content(Family.ARRAYS, "idx", "an IDX file, as MNIST has them")),
    (b"\x89PNG\r\n\x1a\n", Content(Family.PICTURE, "png", "a PNG image")),
    (b"\xff\xd8\xff", Content(Family.PICTURE, "jpeg", "a JPEG image")),
    (b"GIF87a", Content(Family.PICTURE, "gif", "a GIF image")),
    (b"GIF89a", Content(Family.PICTURE, "gif", "a GIF image")),
    (b"II*\0", Content(Family.PICTURE, "tiff", "a TIFF image")),
    (b"MM\0*", Content(Family.PICTURE, "tiff", "a TIFF image")),
    (b"%PDF-", Content(Family.DOCUMENT, "pdf", "a PDF document")),
    (b"%!PS", Content(Family.DOCUMENT, "ps", "a PostScript document")),
    (b"{\\rtf", Content(Family.DOCUMENT, "rtf", "an RTF document")),
)
_POINTER = re.compile(rb"version https://(?:git-lfs\.github\.com|hawser\.github\.com)/spec/")
_PAGE = re.compile(
    rb"(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|title|meta)[\s>]", re.S | re.I
)
_JSON = re.compile(rb"\{\s*(?:\}|\"(?:[^\"\\\n]|\\.)*\"\s*:)|\[\s*(?:[\]{\[\"\d-]|true|false|null)")
_PICKLE_IN_TEXT = re.compile(
    rb"\((?:[dl]p\d+|dp|lp|i\w+)\n|c(?:numpy|copy_reg|builtins|__builtin__|collections)[\w.]*\n"
)
_MEMBER = re.compile(rb"PK\x03\x04.{22}(..)..", re.S)
_OF_MEMBERS: tuple[tuple[re.Pattern[str], Content], ...] = (
    (re.compile(r"xl/"), Content(Family.SHEET, "xlsx", "an Excel file (.xlsx)")),
    (re.compile(r"(word|ppt)/"), Content(Family.DOCUMENT, "docx", "a document of an office program")),
    (re.compile(r"([^/]+/)?(data|constants)\.pkl$"), Content(Family.PICKLE, "torch", "a file of PyTorch")),
    (re.compile(r".*\.npy$"), Content(Family.ARRAYS, "npz", "arrays of NumPy (.npz)")),
)  # fmt: skip
ZIP = Content(Family.ARCHIVE, "zip", "a ZIP archive")
_TAR_BLOCK = 512
_MANY = 64
"""Zero bytes that are no head of anything."""
LARGEST_HEAD = 100_000_000
"""Bytes that the head of a safetensors file may have."""


def content_of(start: bytes) -> Content | None:
    """What a file is, or None where it may be plain text, such as CSV or YAML, or is nothing known.

    Args:
        start: its first ``START_BYTES``, or all of it.
    """
    if not start:
        return EMPTY
    if start[:2] == b"PK" and start[2:4] in (b"\x03\x04", b"\x05\x06", b"\x07\x08"):
        return _zip(start)
    if start[:2] == b"\x1f\x8b":
        return _gzip(start)
    for magic, content in _BY_MAGIC:
        if start.startswith(magic):
            return content
    if start[:2] == b"BM" and start[6:10] == bytes(4):
        return Content(Family.PICTURE, "bmp", "a BMP image")
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return Content(Family.PICTURE, "webp", "a WebP image")
    # Before the pickle, as which its length can begin.
    if start[8:10] == b'{"' and int.from_bytes(start[:8], "little") < LARGEST_HEAD:
        return Content(Family.ARRAYS, "safetensors", "a safetensors file")
    if start[:1] == b"\x80" and start[1:2] in (b"\2", b"\3", b"\4", b"\5"):
        return PICKLE
    if len(start) >= _MANY and not start.strip(b"\0"):
        return ZEROS
    if _is_tar(start):
        return TAR
    return _text(start)


def _zip(start: bytes) -> Content:
    """Which kind of ZIP, by the names of the first files in it."""
    names = [
        start[match.end() : match.end() + int.from_bytes(match[1], "little")].decode("utf8", "replace")
        for match in _MEMBER.finditer(start)
    ]
    for pattern, content in _OF_MEMBERS:
        if any(pattern.match(name) for name in names):
            return content
    if names[:1] == ["mimetype"] and b"opendocument.spreadsheet" in start[:200]:
        return Content(Family.SHEET, "ods", "a sheet of LibreOffice (.ods)")
    return ZIP


def _gzip(start: bytes) -> Content:
    """What is inside: unpacked as far as it takes to tell, whatever it would become in all."""
    try:
        inside = zlib.decompressobj(wbits=31).decompress(start, START_BYTES)
    except zlib.error:
        inside = b""
    content = content_of(inside) if inside else None
    if content == TAR:
        return Content(Family.ARCHIVE, "tar.gz", "a compressed tar archive (.tar.gz)")
    within = f", {content.described} in it" if content else ""
    return Content(Family.ARCHIVE, "gz", f"a file compressed with gzip{within}")


def _is_tar(start: bytes) -> bool:
    """By the sum of its head, in which the field of the sum counts as spaces: old forms have no other mark."""
    head = start[:_TAR_BLOCK]
    if len(head) < _TAR_BLOCK or not head[0]:
        return False
    try:
        said = int(head[148:156].split(b"\0")[0].strip() or b"x", 8)
    except ValueError:
        return False
    return said == sum(head) - sum(head[148:156]) + 8 * ord(" ")


def _text(start: bytes) -> Content | None:
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        return BLANK
    if _POINTER.match(text):
        size = re.search(rb"^size (\d{1,18})\s*$", text[:1000], re.M)
        of = f" for a file of {int(size[1]):,} bytes" if size else ""
        return Content(Family.POINTER, "lfs", f"a Git LFS pointer{of}")
    if _PAGE.match(text):
        return Content(Family.PAGE, "html", "an HTML page")
    if text.startswith(b"<?xml"):
        page = re.search(rb"<html|<!doctype html", text, re.I)
        return Content(Family.PAGE, "html" if page else "xml", "an HTML page" if page else "an XML file")
    if _PICKLE_IN_TEXT.match(text):
        return PICKLE
    if _JSON.match(text):
        return Content(Family.TEXT, "json", "a JSON file")
    return None
