"""Files that are either whole or not there."""

import contextlib
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from fer_lib.errors import UserError


@contextmanager
def atomic_file(path: Path, keep: Path | None = None) -> Iterator[IO[bytes]]:
    """A binary file that takes the place of ``path`` when the block ends, and only if it ends well.

    Args:
        path: the file.
        keep: where the file that stood there before is kept; by default it is not.

    Raises:
        UserError: if the folder cannot be written or the disk is full; ``path`` is then as it was.
    """
    # The name stands before the file does: whatever interrupts the work, Ctrl-C too, finds what to delete.
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if keep is not None and path.exists():
            path.replace(keep)
        temporary.replace(path)
    except OSError as error:
        raise UserError(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def remove_unfinished(folder: Path) -> None:
    """Delete what ``atomic_file`` had begun in a folder when its process was killed."""
    for path in folder.glob(".*.*"):
        if re.fullmatch(r"\..+\.[0-9a-f]{12}", path.name):
            path.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text atomically."""
    with atomic_file(path) as file:
        file.write(text.encode("utf8"))


def write_json(path: Path, value: Any) -> None:
    """Write JSON atomically, keys in the given order, indented for people."""
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")
