"""A folder that is made as a whole, or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def staged(target: Path, word: str) -> Iterator[Path]:
    """A folder beside the target, which takes its place when the block ends well and is gone when it does not.

    Args:
        target: a folder that may be there already; the folders around it are made.
        word: what is being done, for the name of the folder: ``import``.

    Raises:
        OSError: if a folder cannot be made or moved; the target is then as it was.
    """
    folder = target.parent
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=folder, prefix=f".{word}."))
    try:
        fresh, old = work / "new", work / "old"
        fresh.mkdir()
        yield fresh
        if target.exists():
            target.rename(old)
        try:
            fresh.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise
        missing = []
    finally:
        shutil.rmtree(work, ignore_errors=True)
        with suppress(OSError):  # somebody else has put something there
            for path in missing:
                path.rmdir()
