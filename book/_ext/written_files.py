"""Files that the book writes while it is built."""

import os
from pathlib import Path


def write_if_new(path: Path, content: bytes) -> None:
    """Write atomically, and only what changed: a new time stamp would make Sphinx build the page again."""
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)
