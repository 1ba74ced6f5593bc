"""Run a command that makes PDFs or the site, unless nothing has changed that it makes them of.

    python -m tools.unless_made site python book/_ext/quick_jupyter_book.py build book/

What counts is the content of files, whenever they were written: the executed chapters and whatever else the book is
made of, the code and the environment, and that what was made is still there as it was left.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

MADE = {"PDFs": "book/_build/pdf", "site": "book/_build/html"}
"""What is made → its folder."""
SOURCES = (
    "_config.yml", "_toc.yml", "requirements.lock", "assignments", "book", "editions", "fer_lib", "reports", "results",
    "tools",
)  # fmt: skip
"""All that pages are made of, in the project's folder."""
LARGEST_READ = 2**24
"""Bytes above which a file's time counts and not its content: images that somebody keeps beside a report."""
NOT_SOURCES = {"_build", "__pycache__"}
PROGRAMS = ("latexmk", "xelatex", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""With which the PDFs are made, where they are there."""


def files_below(path: Path) -> Iterator[Path]:
    """All files of a folder but those that are made, in order; a file itself; nothing where there is neither."""
    if path.is_file():
        yield path
    elif path.is_dir() and not path.is_symlink():  # a link may lead back, or to a disk of images
        for entry in sorted(path.iterdir()):
            if entry.name not in NOT_SOURCES:
                yield from files_below(entry)


def digest_of_sources(root: Path, what: str) -> str:
    """SHA-256 (hex) of names and contents."""
    digest = hashlib.sha256(json.dumps([shutil.which(program) for program in PROGRAMS]).encode())
    sources = [root / source for source in SOURCES]
    if what == "site":
        sources.append(root / MADE["PDFs"])  # its pages link them
    for source in sources:
        for file in files_below(source):
            status = file.stat()
            digest.update(f"{file.relative_to(root).as_posix()}\0{status.st_size}\0".encode())
            is_large = status.st_size > LARGEST_READ
            digest.update(str(status.st_mtime_ns).encode() if is_large else file.read_bytes())
    return digest.hexdigest()


def left(folder: Path) -> list[list[object]]:
    """Names, sizes and times of the files that are in a folder."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return [
        [path.relative_to(folder).as_posix(), (status := path.stat()).st_size, status.st_mtime_ns]
        for path in found
    ]


def main(arguments: list[str]) -> int:
    """Run the command if there is something to do; its exit status."""
    what, *command = arguments
    root = Path.cwd()
    folder, note = root / MADE[what], root / "book" / "_build" / f".{what}.json"
    sources = digest_of_sources(root, what)
    try:
        if json.loads(note.read_text("utf8")) == [sources, left(folder)]:
            print(f"{what}: nothing has changed, {MADE[what]} is as it was made")
            return 0
    except (OSError, ValueError):
        pass  # never made, or a note that is no use
    note.unlink(missing_ok=True)
    status = subprocess.run(command, check=False).returncode
    if status == 0 and left(folder) and digest_of_sources(root, what) == sources:
        note.write_text(json.dumps([sources, left(folder)]), "utf8")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
