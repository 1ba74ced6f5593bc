"""The text of a CSV, whatever way it was stored: compressed, in UTF-8, UTF-16 or Big5."""

import bz2
import codecs
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO, TextIO

from fer_lib.data.class_words import WORDS
from fer_lib.data.content import START_BYTES, content_of
from fer_lib.data.opening import NotTooMuch, open_file
from fer_lib.data.reading import reporting_os_errors, shorten
from fer_lib.data.wanted import CSV
from fer_lib.errors import UserError

DECIDING_BYTES = 1 << 20
"""So many decide about the encoding: the text of a whole table of labels, the first hundred rows of one of pixels."""
STREAMS: Mapping[str, Callable[[BinaryIO], Any]] = {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open}
"""How a compressed file is opened, by its ``Content.name``."""
PLAIN = (".csv", ".tsv")
COMPRESSED = tuple(f"{plain}{ending}" for plain in PLAIN for ending in (".gz", ".bz2", ".xz", ".zip"))
UNIVERSAL = "utf-8-sig"
OF_OTHERS = ("cp950", "gb18030")
"""Encodings of Chinese that do not say so themselves."""


def is_table_name(name: str) -> bool:
    """Whether a file is called as tables are: ``labels.csv``, ``train.csv.gz``."""
    return name.lower().endswith((*PLAIN, *COMPRESSED))


def stem(name: str) -> str:
    """The name of a table without what says that it is one: ``train`` of ``train.csv.gz``."""
    lower = name.lower()
    ending = next((end for end in (*COMPRESSED, *PLAIN, ".zip", ".gz", ".txt") if lower.endswith(end)), "")
    return name[: len(name) - len(ending)]


@contextmanager
def open_bytes(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a table as they were before it was compressed.

    Raises:
        UserError: if it is something else, cannot be unpacked, or is a ZIP archive with another number of tables than
            one.
    """
    first = b""
    try:
        with open_file(path) as plain, reporting_os_errors(path):
            first = plain.read(START_BYTES)
            plain.seek(0)
            with _unpacked(path, plain, first) as inside:
                yield inside
    except (
        gzip.BadGzipFile, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, RuntimeError,
    ) as error:  # fmt: skip
        content = content_of(first)
        raise UserError(
            f"{path}: this is {content.described if content else 'a compressed file'}, and damaged or cut off "
            f"({shorten(error)}). Get it again, or unpack it and give the CSV."
        ) from error


@contextmanager
def _unpacked(path: Path, plain: BinaryIO, start: bytes) -> Iterator[IO[bytes]]:
    content = content_of(start)
    name = content.name if content is not None else ""
    if name == "zip":
        with zipfile.ZipFile(plain) as archive, archive.open(_only_table(path, archive)) as member:
            yield io.BufferedReader(NotTooMuch(member, path))
    elif name in STREAMS:
        with STREAMS[name](plain) as stream:
            yield io.BufferedReader(NotTooMuch(stream, path))
    else:
        CSV.check_start(path, start)
        yield plain


def _only_table(path: Path, archive: zipfile.ZipFile) -> str:
    names = [
        info.filename for info in archive.infolist() if not info.is_dir() and not _is_hidden(info.filename)
    ]
    tables = [name for name in names if name.lower().endswith(PLAIN)]
    if len(tables) == 1:
        if archive.getinfo(tables[0]).flag_bits & 1:
            raise UserError(f"{path}: {shorten(tables[0])} in it is encrypted. Unpack it and give the CSV.")
        return tables[0]
    seen = shorten(", ".join(tables or names), 160) or "nothing"
    raise UserError(
        f"{path}: this is a ZIP archive with {len(tables) or 'no'} CSVs in it ({seen}). Unpack it and give the "
        "folder or the file that is meant."
    )


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def others_in_archive(path: Path) -> list[str]:
    """The files of a ZIP archive beside its one table; none for other files."""
    with reporting_os_errors(path), path.open("rb") as file:
        if file.read(2) != b"PK":
            return []
        with zipfile.ZipFile(file) as archive:
            files = [info.filename for info in archive.infolist() if not info.is_dir()]
            return [name for name in files if name != _only_table(path, archive)]


@contextmanager
def open_text(path: Path) -> Iterator[TextIO]:
    """Opens a table as text; bytes that are no text become lone surrogates, so that no row is lost."""
    with open_bytes(path) as raw:
        encoding = encoding_of(raw.read(DECIDING_BYTES))
        raw.seek(0)
        with io.TextIOWrapper(raw, encoding, errors="surrogateescape", newline="") as file:
            try:
                yield file
            except UnicodeDecodeError as error:  # a unit of UTF-16 or UTF-32 that is none
                raise not_decodable(path, error) from None


def not_decodable(path: Path, error: UnicodeDecodeError) -> UserError:
    """Why a text that says its encoding is not in it."""
    return UserError(
        f"{path}: the text is damaged or cut off: it begins as {error.encoding.upper()}, and not all of it is. Get it "
        "again, or save it as CSV in UTF-8."
    )


def encoding_of(start: bytes) -> str:
    """What a text is encoded in.

    Args:
        start: its first bytes; a mark says it, or the zeros of UTF-16, or else what can be decoded.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, UNIVERSAL), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
    ):  # fmt: skip
        if start.startswith(mark):
            return encoding
    even, odd = (part.count(0) / max(1, len(part)) for part in (start[:2048:2], start[1:2048:2]))
    if max(even, odd) > 0.5 and min(even, odd) < 0.1:
        return "utf-16-le" if odd > even else "utf-16-be"
    if _decoded(start, "utf-8") is not None:
        return UNIVERSAL
    texts = {
        encoding: text for encoding in OF_OTHERS for text in [_decoded(start, encoding)] if text is not None
    }
    known = [word for words in WORDS.values() for word in words if not word.isascii() and len(word) > 1]
    for encoding, text in texts.items():
        if any(word in text for word in known):
            return encoding
    return next(iter(texts), UNIVERSAL)


def _decoded(start: bytes, encoding: str) -> str | None:
    """The text without a character that is cut off at the end; None where it is not in this encoding."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(start, final=len(start) < DECIDING_BYTES)
    except UnicodeDecodeError:
        return None
