"""Which modules of ``fer_lib`` a notebook imports, directly or through other modules.

The pipeline gives each step only these as inputs, so that a change of the proofs retrains nothing.
"""

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = "fer_lib"


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _file(module: str, root: Path) -> Path | None:
    path = root.joinpath(*module.split("."))
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return next((candidate for candidate in candidates if candidate.is_file()), None)


@cache
def _modules_of_file(path: Path, root: Path) -> frozenset[Path]:
    tree = ast.parse(path.read_text("utf8"), str(path))
    return frozenset(
        file
        for name in _imported(tree)
        if name.split(".")[0] == PACKAGE
        for file in [_file(name, root)]
        if file is not None
    )


def library_modules(notebook: Path, root: Path) -> list[str]:
    """Files of the library that a notebook depends on, relative to ``root``, sorted.

    Lines that are no Python (``%matplotlib inline``, ``!ls``) are passed over.
    """
    cells = json.loads(notebook.read_text("utf8"))["cells"]
    code = "\n".join("".join(c["source"]) + "\n" for c in cells if c["cell_type"] == "code")
    lines = (line for line in code.splitlines() if not line.lstrip().startswith(("%", "!")))
    waiting = {
        file
        for name in _imported(ast.parse("\n".join(lines), str(notebook)))
        if name.split(".")[0] == PACKAGE
        for file in [_file(name, root)]
        if file is not None
    }
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        found.add(path)
        waiting |= _modules_of_file(path, root) - found
    return sorted(path.relative_to(root).as_posix() for path in found)
