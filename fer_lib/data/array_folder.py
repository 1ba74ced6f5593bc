"""A folder of arrays: one safetensors file beside ``provenance.json``, written whole or not at all.

The form of the cache and of all prepared data. Nothing in it can run code, and ``provenance.json`` has the SHA-256 of
the arrays' file.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from fer_lib.data.array_file import save_arrays
from fer_lib.data.opening import check_file, open_file
from fer_lib.data.reading import os_error, reporting_os_errors, shorten
from fer_lib.errors import UserError

ARRAYS, INDEX = "arrays.safetensors", "provenance.json"
LARGEST_INDEX = 100_000_000
"""Bytes; 200,000 names of files take a tenth of it."""


@dataclass(frozen=True)
class ArrayFolder:
    """A kind of such folders.

    Attributes:
        kind: what they hold, for messages: ``data``, ``digits``, …
        version: of the form; folders of another are refused.
        texts: names of further text files that they may hold.
    """

    kind: str
    version: int
    texts: tuple[str, ...] = ()

    @property
    def format(self) -> str:
        """What ``provenance.json`` calls the form: ``fer_lib data 2``."""
        return f"fer_lib {self.kind} {self.version}"

    def is_stored(self, folder: Path) -> bool:
        """Whether this project wrote the folder (perhaps another version of it, or it was damaged since)."""
        try:
            with open_file(folder / INDEX) as file:
                return f'"format": "fer_lib {self.kind}'.encode() in file.read(200)
        except (OSError, UserError):
            return False

    def fill(self, folder: Path, arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> None:
        """Write arrays and ``provenance.json`` into an existing folder, the second last.

        Args:
            folder: an existing folder.
            arrays: by name; of numbers or truth values.
            about: what the arrays do not say, as JSON values.

        Raises:
            OSError: if the folder cannot be written or the disk is full.
        """
        path = folder / ARRAYS
        index = {"format": self.format, **about, "arrays_sha256": save_arrays(path, arrays)}
        text = json.dumps(index, indent=2, ensure_ascii=False, allow_nan=False)
        (folder / INDEX).write_text(text + "\n", "utf8")

    def write(
        self,
        folder: Path,
        arrays: Mapping[str, NDArray[Any]],
        about: Mapping[str, Any],
        texts: Mapping[str, Callable[[], str]] | None = None,
    ) -> None:
        """Write a folder: ``<folder>.partial`` is filled first and takes the folder's name when it is complete.

        Args:
            folder: a name that is free, an empty folder, or one of this kind, which is replaced.
            arrays: as for ``fill``.
            about: as for ``fill``.
            texts: give the contents of further files, asked for when the arrays are written.

        Raises:
            UserError: if the folder holds something else, or cannot be written. Nothing has changed then.
        """
        with self._new(folder) as partial:
            self.fill(partial, arrays, about)
            for name, text in (texts or {}).items():
                (partial / name).write_text(text(), "utf8")

    def read(self, folder: Path, *, verify: bool = True) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """The arrays by name, and what was said about them.

        Args:
            folder: one that ``write`` or ``fill`` wrote.
            verify: compare the arrays' file with its SHA-256 (FER2013 takes about 0.1 s).

        Raises:
            UserError: if something is missing, damaged or of another version.
        """
        index = self._index(folder)
        try:
            check_file(folder / ARRAYS)
            if verify and _sha256(folder / ARRAYS) != index["arrays_sha256"]:
                raise ValueError("another SHA-256")
            return load_file(folder / ARRAYS), index
        except (OSError, ValueError, KeyError, SafetensorError, UserError) as error:
            raise self.damaged(folder, f"{ARRAYS} is not what was written ({shorten(error)})") from error

    def _index(self, folder: Path) -> dict[str, Any]:
        path = folder / INDEX
        try:
            if check_file(path).st_size > LARGEST_INDEX:
                raise ValueError("too large")
            index = dict(json.loads(path.read_text("utf8")))
            version = index["format"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError, UserError) as error:
            raise self.damaged(folder, f"{INDEX} cannot be read") from error
        if version != self.format:
            raise self.damaged(folder, f'the format is "{shorten(version)}", expected "{self.format}"')
        return index

    def damaged(self, folder: Path, what: str) -> UserError:
        """The error for a folder that is not as it was written."""
        return UserError(
            f"{folder}: these prepared {self.kind} are damaged: {what}. Delete the folder and prepare the "
            f"{self.kind} again."
        )

    @contextmanager
    def _new(self, folder: Path) -> Iterator[Path]:
        """A folder to fill, which takes the wanted name if the block ends well."""
        if folder.name in ("", ".."):
            example = self.kind.split()[0]
            raise UserError(f"{folder}: this is no name for a new folder. Name one, for example {example}.")
        if self._holds_nothing_else(folder) and any(folder.iterdir()) and not self.is_stored(folder):
            raise self._foreign(folder)
        partial = folder.with_name(f"{folder.name}.partial")
        replaced = folder.with_name(f".{folder.name}.replaced")
        # What an interrupted preparation has left.
        if self._holds_nothing_else(partial):
            shutil.rmtree(partial)
        if self._holds_nothing_else(replaced):
            _put_back(replaced, folder)
        try:
            partial.mkdir(parents=True)
            yield partial
            # Moved first: who is killed while deleting leaves half a folder of this name.
            if folder.exists():
                folder.rename(replaced)
            partial.replace(folder)
        except OSError as error:
            raise os_error(folder, error, "write") from error
        finally:
            shutil.rmtree(partial, ignore_errors=True)
            _put_back(replaced, folder)

    def _holds_nothing_else(self, folder: Path) -> bool:
        """Whether the folder is there with no file that it may not hold. Raises ``UserError`` if it has others."""
        with reporting_os_errors(folder):
            try:
                folder.lstat()
            except FileNotFoundError:
                return False
            names = {ARRAYS, INDEX, *self.texts}
            if folder.is_symlink() or not folder.is_dir() or {p.name for p in folder.iterdir()} - names:
                raise self._foreign(folder)
        return True

    def _foreign(self, folder: Path) -> UserError:
        return UserError(
            f"{folder}: exists already and is no folder of prepared {self.kind}. Choose another name or move it away."
        )


def _put_back(replaced: Path, folder: Path) -> None:
    """Give a folder that was moved aside its name again; delete it where another one has taken its place."""
    with suppress(OSError):
        if folder.exists():
            shutil.rmtree(replaced)
        elif replaced.exists():
            replaced.rename(folder)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
