"""A folder of prepared data is written whole or not at all, and never in the place of something else."""

import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from fer_lib.data.reading import os_error, reporting_os_errors
from fer_lib.errors import UserError


@contextmanager
def new_folder(
    folder: Path, kind: str, names: Collection[str], is_prepared: Callable[[Path], bool]
) -> Iterator[Path]:
    """A folder to fill, ``<folder>.partial``, which takes the folder's name if the block ends well.

    Args:
        folder: a name that is free, an empty folder, or a prepared folder of this kind, which is replaced.
        kind: what it holds, for messages: ``data``, ``digits``, …
        names: of all files that such a folder may hold.
        is_prepared: whether a folder with files was prepared by this project.

    Raises:
        UserError: if the folder holds something else, or cannot be written. Nothing has changed then.
    """
    if folder.name in ("", ".."):
        raise UserError(
            f"{folder}: this is no name for a new folder. Name one, for example {kind.split()[0]}."
        )
    if _holds_only(folder, names, kind) and any(folder.iterdir()) and not is_prepared(folder):
        raise _foreign(folder, kind)
    partial = folder.with_name(f"{folder.name}.partial")
    if _holds_only(partial, names, kind):
        shutil.rmtree(partial)  # an interrupted preparation left it
    try:
        partial.mkdir(parents=True)
        yield partial
        if folder.exists():
            shutil.rmtree(folder)
        partial.replace(folder)
    except OSError as error:
        raise os_error(folder, error, "write") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _holds_only(folder: Path, names: Collection[str], kind: str) -> bool:
    """Whether there is a folder that holds nothing but such files. Raises ``UserError`` if it holds others."""
    with reporting_os_errors(folder):
        try:
            folder.lstat()
        except FileNotFoundError:
            return False
        if folder.is_symlink() or not folder.is_dir() or {p.name for p in folder.iterdir()} - set(names):
            raise _foreign(folder, kind)
    return True


def _foreign(folder: Path, kind: str) -> UserError:
    return UserError(
        f"{folder}: exists already and is no folder of prepared {kind}. Choose another name or move it away."
    )
