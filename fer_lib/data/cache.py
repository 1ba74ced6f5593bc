"""Parsed data, kept in the user's cache folder, so that the 287 MB of ``fer2013.csv`` are read once.

What takes seconds to be drawn or searched and is always the same is kept there too.

An entry is found by the resolved path, size and modification time (ns) of every file of the source. To hash
the content instead would read all of it at every load, which costs most of what the cache saves; a file whose
content changes gets a new time or size. Entries are compared with their SHA-256 when read; one that is damaged
is made again. A cache that cannot be written, or is full, is simply not used.
"""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import platformdirs

from fer_lib.data.dataset import ImageDataset
from fer_lib.data.prepared import DATA, about, arrays_of, read_prepared
from fer_lib.data.source import Source
from fer_lib.errors import UserError

ENVIRONMENT_VARIABLE = "FER_LIB_CACHE"
READING = 2
"""Grows when the same files are read as something else than before."""
ABANDONED_AFTER = 24 * 3600.0
"""Seconds after which an unfinished entry is taken to be left behind, on file systems without locks."""


def cache_folder() -> Path:
    """Where parsed data are kept: the environment variable ``FER_LIB_CACHE``, or the system's cache folder."""
    chosen = os.environ.get(ENVIRONMENT_VARIABLE)
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("fer_lib", appauthor=False))


def read_cached(source: Source, options: str, read: Callable[[], ImageDataset]) -> ImageDataset:
    """The data of ``source``, from the cache if they are there, else read and put there.

    Args:
        source: the files.
        options: what else decides the result, as text.
        read: reads them.

    Raises:
        UserError: if the source cannot be read.
    """
    place = [source.form, str(source.root.resolve()), source.key, options]
    return kept(place, [sorted(source.files), source.not_read], read)


def kept(place: object, state: object, make: Callable[[], ImageDataset]) -> ImageDataset:
    """What ``make`` makes, from the cache if it is there, else made and put there.

    Args:
        place: what is made; a new entry takes the place of earlier ones of the same. Any value that JSON can hold.
        state: all on which it depends beside that. Likewise.
        make: makes it.
    """
    entry = entry_of([DATA.format, READING, place], state)
    try:
        return read_prepared(entry, verify=True)
    except UserError:
        dataset = make()
    if "unreadable" not in dataset.provenance:
        put(entry, lambda folder: DATA.fill(folder, arrays_of(dataset), about(dataset)))
    return dataset


def entry_of(place: object, state: object) -> Path:
    """The folder of an entry, whether it is there or not; arguments as for ``kept``."""
    return cache_folder() / "data" / f"{_short_hash(place)}-{_short_hash(state)}"


def _short_hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:24]


def put(entry: Path, fill: Callable[[Path], None]) -> None:
    """Put an entry into the cache, in place of earlier ones of the same place, where that can be done.

    Args:
        entry: what ``entry_of`` gave.
        fill: writes it into an empty folder; what it raises as ``OSError`` means that the cache is not used.
    """
    place = entry.name.split("-")[0]
    temporary: str | None = None
    try:
        entry.parent.mkdir(parents=True, exist_ok=True)
        temporary = tempfile.mkdtemp(prefix=".new-", dir=entry.parent)
        with _held(Path(temporary)):
            fill(Path(temporary))
            for unfinished in entry.parent.glob(".new-*"):
                if _is_abandoned(unfinished):
                    shutil.rmtree(unfinished, ignore_errors=True)
            for earlier in entry.parent.glob(f"{place}-*"):
                shutil.rmtree(earlier, ignore_errors=True)
            Path(temporary).replace(entry)
        temporary = None
    except OSError:
        return  # the cache only saves time
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold a folder's lock, which the system lifts when the process ends, however it ends."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks: age decides
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _is_abandoned(unfinished: Path) -> bool:
    """Whether nobody is filling an entry any more: a process that was killed left it."""
    descriptor = os.open(unfinished, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return unfinished.stat().st_mtime < time.time() - ABANDONED_AFTER
    finally:
        os.close(descriptor)
    return True
