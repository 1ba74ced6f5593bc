"""The code of a network as one thing: its files with their content, and one hash of what they say."""

import ast
import difflib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from fer_lib.data.content import START_BYTES
from fer_lib.data.opening import Wanted, open_file
from fer_lib.data.reading import reporting_os_errors
from fer_lib.errors import UserError
from fer_lib.files import atomic_file
from fer_lib.network_code.imports import imported_files
from fer_lib.network_code.reference import find_network
from fer_lib.network_code.syntax_text import syntax_text

MOST_FILES, MOST_BYTES = 64, 2**20
"""Files that one network may have, and bytes of each."""
PYTHON = Wanted(
    "Python", "Give the Python file with the network's class.", taken=frozenset({"json", "blank"})
)


@dataclass(frozen=True, eq=False)
class NetworkCode:
    """A network's own code, as it was read.

    Attributes:
        file: the network's file, as the user names it.
        name: of the class, or of the function that makes the network.
        files: the content of this file, the first, and of all modules beside it that it imports; names from its folder.
    """

    file: Path
    name: str
    files: Mapping[str, bytes]

    @property
    def folder(self) -> Path:
        """That of the network's file."""
        return self.file.parent

    @property
    def main(self) -> str:
        """Name of the network's file among the files."""
        return self.file.name

    @property
    def reference(self) -> str:
        """The reference without a folder: ``my_net.py:MyResNet``."""
        return f"{self.main}:{self.name}"

    @cached_property
    def sha256(self) -> str:
        """SHA-256 (hex) of the files' names and code, without remarks, docstrings, layout and ``if __name__ == …``."""
        digest = hashlib.sha256()
        for name, content in sorted(self.files.items()):
            text = syntax_text(_tree(content, name))
            digest.update(f"{name}\0{text}\0".encode("utf8", "surrogatepass"))
        return digest.hexdigest()

    @cached_property
    def local_names(self) -> frozenset[str]:
        """Modules that an import in one of the files finds among them."""
        return frozenset(PurePosixPath(name).parts[0].removesuffix(".py") for name in self.files)

    def shown(self, name: str) -> str:
        """What messages call one of the files: its path, beside the one that the user has named."""
        return (self.folder / name).as_posix()

    def described(self) -> dict[str, Any]:
        """What a run's provenance has of the network: reference, hash of the code, and hash of each file as it is."""
        files = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(self.files.items())}
        return {"reference": self.reference, "sha256": self.sha256, "files": files}

    def copy(self, folder: Path) -> None:
        """Write the files into a folder, which is made.

        Raises:
            UserError: if they cannot be written.
        """
        for name, content in self.files.items():
            with atomic_file(folder / name) as file:
                file.write(content)


def read_network(reference: str | Path) -> NetworkCode:
    """Read a network's file and all that it imports of the modules beside it.

    Imports count wherever they stand: in functions, under ``if`` and ``try``. A module beside the file is found before
    one that is installed, but not before one of Python's own.

    Raises:
        UserError: for what is no reference, a file that is not there, cannot be read or is no Python, a class that is
            not in it, or an import of a module of the user's that lies elsewhere, whose code would not come along.
    """
    path, name = find_network(str(reference))
    files: dict[str, bytes] = {}
    waiting = [path.name]
    while waiting:
        file = waiting.pop(0)
        if file in files:
            continue
        shown = (path.parent / file).as_posix()
        if len(files) == MOST_FILES:
            raise UserError(f"{path.as_posix()}: imports more than {MOST_FILES} files beside it")
        files[file] = _content(path.parent / file, shown)
        tree = _tree(files[file], shown)
        if len(files) == 1:
            _check_name(tree, name, shown)
        waiting += imported_files(tree, path.parent, file, shown)
    return NetworkCode(path, name, files)


def _content(path: Path, shown: str) -> bytes:
    with open_file(path) as file, reporting_os_errors(path):
        content = file.read(MOST_BYTES + 1)
    if content and (reason := PYTHON.why_not(content[:START_BYTES])):
        raise UserError(f"{shown}: {reason}")
    if len(content) > MOST_BYTES:
        raise UserError(
            f"{shown}: {path.stat().st_size:,} bytes; a network's file has at most {MOST_BYTES:,}"
        )
    return content


def _tree(content: bytes, shown: str) -> ast.Module:
    """The syntax tree, without docstrings and without what runs only where the file is a script."""
    try:
        tree = ast.parse(content)
    except SyntaxError as error:
        place = f"{shown}:{error.lineno}" if error.lineno else shown
        line = f": {error.text.strip()[:80]}" if error.text else ""
        raise UserError(f"{place}: not Python ({error.msg}){line}") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise UserError(f"{shown}: not Python ({' '.join(str(error).split())[:80]})") from None
    tree.body = [node for node in tree.body if not _is_script(node)]
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [part for part in body if not _is_remark(part)]  # type: ignore[attr-defined]
    return tree


def _is_script(node: ast.stmt) -> bool:
    match node:
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq()]), orelse=[]):
            return True
    return False


def _check_name(tree: ast.Module, name: str, shown: str) -> None:
    """Raises ``UserError`` if nothing in a file can have the name; what Python makes of it, loading shows."""
    bound: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(name=own) | ast.FunctionDef(name=own) | ast.Name(id=own, ctx=ast.Store()):
                bound.add(own)
            case ast.alias(name="*"):
                return
            case ast.alias(name=own, asname=other):
                bound.add(other or own.split(".")[0])
    if name in bound:
        return
    classes = [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    near = difflib.get_close_matches(name, [*classes, *functions], 1)
    there = (
        f"the file has {', '.join((classes or functions)[:8])}"
        if classes or functions
        else "the file has no class"
    )
    raise UserError(f"{shown}: has no {name}; {f'did you mean {near[0]}? ' if near else ''}{there}")


def _is_remark(node: ast.AST) -> bool:
    match node:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
    return False
