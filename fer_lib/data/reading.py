"""What every reader of user files shares: one description of a source, and one way to report mistakes."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fer_lib.errors import UserError

FORMS = {
    "fer2013-csv": "CSV with the columns emotion, pixels and Usage (fer2013.csv, icml_face_data.csv)",
    "emotion-csv": "CSV with the columns emotion and pixels (train.csv of the Kaggle challenge)",
    "course-csv": "CSV with the columns label and feature (train.csv and test.csv of the course)",
    "test-csv": "CSV with images and no labels (test.csv)",
    "course-images": "numbered images and a CSV with the columns id and label",
    "class-folders": "one folder of images a class",
    "prefixed-images": "images whose names begin with the number of their class",
    "boxes": "photos and CSVs of boxes in them, one labelled box a row",
    "image-table": "images and a CSV with their names and labels",
    "npz": "arrays of NumPy (npz)",
    "idx": "arrays in the form of MNIST (IDX)",
    "parquet": "tables of the Hugging Face hub (Parquet)",
    "synthetic": "synthetic faces, made by fer_lib",
    "masks": "mask images cut from synthetic scenes, made by fer_lib",
    "digits": "handwritten digits that come with scikit-learn",
}
"""The input forms, as ``provenance["form"]`` names them, each with a description for people."""

LARGEST_ID = 10**9

FileState = tuple[str, int, int]
"""A file's name relative to the source's root, its size in bytes and its modification time in ns."""


def shorten(value: object, limit: int = 60) -> str:
    """``str(value)`` with everything unprintable escaped, at most ``limit`` characters, for messages."""
    text = str(value)
    cut = text[:limit] + ("…" if len(text) > limit else "")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)


def at_line(path: Path, line: int) -> str:
    """A line of a CSV file, as every message words it; lines count from 1, the header included."""
    return f"{path}, line {line} (the header is line 1)"


def whole_number(text: str, largest: int) -> int | None:
    """The number that ``text`` writes in plain digits, or None if it is none or above ``largest``."""
    digits = text.lstrip("0") or text[-1:]
    if not (text.isascii() and text.isdigit()) or len(digits) > len(str(largest)):
        return None
    return int(digits) if int(digits) <= largest else None


def os_error(path: Path, error: OSError, verb: str = "read") -> UserError:
    """What the operating system says about ``path``, as a sentence with a remedy."""
    if error.errno == errno.ENAMETOOLONG:
        return UserError(
            f"{shorten(path)}: this name ({len(os.fsencode(path))} bytes) is longer than the system allows. "
            "Give the file or folder a shorter name."
        )
    place = shorten(path, 300)
    if isinstance(error, FileNotFoundError):
        return UserError(f"{place}: there is no such file or folder. Check the spelling of the path.")
    if isinstance(error, PermissionError):
        return UserError(f"{place}: no permission to {verb} it. Change its permissions or use another place.")
    return UserError(
        f"{place}: cannot be {'read' if verb == 'read' else 'written'}: {error.strerror or error}."
    )


@contextmanager
def reporting_os_errors(path: Path) -> Iterator[None]:
    """Turns what the operating system says about reading ``path`` into a ``UserError`` with a remedy."""
    try:
        yield
    except OSError as error:
        raise os_error(path, error) from error
    except ValueError as error:
        if "embedded null" not in str(error):
            raise
        raise UserError(f"{shorten(path)}: a path cannot contain a NUL character.") from error


def file_state(path: Path, root: Path) -> FileState:
    """Name, size and time of one file. Raises ``UserError`` if it cannot be looked at."""
    with reporting_os_errors(path):
        status = path.stat()
    return path.relative_to(root).as_posix(), status.st_size, status.st_mtime_ns
