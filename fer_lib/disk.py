"""Disk space: what is still to be written, and whether the file systems that it goes to have room for it.

Sizes were measured on Linux, x86-64, Python 3.11, with ``du`` unless said otherwise. Nothing here needs an installed
package.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MIB, GIB = 2**20, 2**30
ENVIRONMENT = 2266 * MIB
""".venv after ``make setup TORCH=cpu``, torch 2.13.0."""
CUDA = int(4.4 * GIB)
"""What torch's usual build has more: unpacked sizes in the wheels of torch 2.14.1, of what it needs, of 2.13.0+cpu."""
DOWNLOADS = 425 * MIB
"""What pip kept in the temporary folder at most (242 MiB, seen each second), and torch's CPU wheel, which lay ready."""
CUDA_DOWNLOADS = int(2.6 * GIB)
"""The same wheels as for ``CUDA``, packed."""
BOOK = 240 * MIB
"""book/_build and book/chapters of a whole book, 18 chapters in two languages with both PDFs."""
QUICK = 380 * MIB
"""Data and runs of the quick edition, as ``fer_lib.editions.disk`` counts them; for where the packages are missing."""
TEX = 500 * MIB
"""XeLaTeX and the fonts of tools/system_packages.sh on Debian 12."""
TEMPORARY_VARIABLES = ("TMPDIR", "TEMP", "TMP")


@dataclass(frozen=True)
class Need:
    """Something that is still to be written.

    Attributes:
        what: its name.
        folder: where; it need not be there yet.
        size: bytes.
    """

    what: str
    folder: Path
    size: int


@dataclass(frozen=True)
class FileSystem:
    """A file system with what goes to it.

    Attributes:
        needs: what; at least one.
        free: bytes that this user may still write.
    """

    needs: tuple[Need, ...]
    free: int

    @property
    def needed(self) -> int:
        """Bytes of all needs."""
        return sum(need.size for need in self.needs)

    def describe(self) -> str:
        """What is free, and what for."""
        parts = [f"{need.what} {need.size / GIB:.1f}" for need in self.needs if need.size]
        told = (
            f"{self.needed / GIB:.1f} GiB needed still: {', '.join(parts)}"
            if parts
            else "nothing needed still"
        )
        return f"{self.free / GIB:.1f} GiB free; {told}"


def environment_of(root: Path) -> Path:
    """The folder of the environment that make uses, by tools/which_environment.sh; without it, that of this Python."""
    command = ["bash", str(root / "tools" / "which_environment.sh")]
    if not shutil.which("bash"):
        return Path(sys.prefix)
    found = os.fsdecode(subprocess.run(command, cwd=root, capture_output=True, check=False).stdout.strip())
    return Path(found).parent if found else Path(sys.prefix)


def temporary_folder() -> Path:
    """The folder that is meant for temporary files; Python silently takes another where it cannot be written."""
    return Path(next(filter(None, map(os.environ.get, TEMPORARY_VARIABLES)), "/tmp"))


def is_writable(folder: Path) -> bool:
    """Whether a file can be made in a folder; access rights alone do not tell, as on a file system that is full."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
            file.flush()
    except OSError:
        return False
    return True


def environment_needs(environment: Path, temporary: Path, cuda: bool) -> list[Need]:
    """What ``make setup`` has to write: nothing where torch, its largest part, is there already.

    Args:
        environment: its folder.
        temporary: where pip keeps its downloads meanwhile.
        cuda: whether torch's usual build for Linux is to be installed.
    """
    if any(environment.glob("lib/python3*/site-packages/torch/__init__.py")):
        return [Need("environment", environment, 0), Need("temporary files", temporary, 0)]
    build = "with CUDA" if cuda else "without CUDA"
    return [
        Need(f"environment {build}", environment, ENVIRONMENT + cuda * CUDA),
        Need("downloads", temporary, DOWNLOADS + cuda * CUDA_DOWNLOADS),
    ]


def book_need(root: Path) -> Need:
    """The built book; nothing where the site is there."""
    built = (root / "book" / "_build" / "html" / "index.html").is_file()
    return Need("book", root, 0 if built else BOOK)


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


def file_systems(needs: Iterable[Need]) -> list[FileSystem]:
    """The file systems that the needs go to, in their order.

    Raises:
        OSError: if one of them does not say how much is free.
    """
    grouped: dict[int, list[Need]] = {}
    for need in needs:
        grouped.setdefault(_existing(need.folder).stat().st_dev, []).append(need)
    return [
        FileSystem(tuple(group), shutil.disk_usage(_existing(group[0].folder)).free)
        for group in grouped.values()
    ]
