"""``my_net.py:MyResNet``: a file and, after a colon, a class in it."""

import contextlib
import difflib
import re
from pathlib import Path

from fer_lib.errors import UserError
from fer_lib.project import project_root

FILE_NAME = re.compile(r"(?:[\w-][\w. -]*/)*[\w-][\w. -]*\.py")
"""Names of files, from the folder of the network's own: nothing hidden, nothing that leads out of the folder."""


def is_reference(model: str) -> bool:
    """Whether a run's ``model`` names a file, ``my_net.py:MyResNet``; else it is a name of the registry."""
    return any(mark in model for mark in (":", "/", "\\")) or model.endswith(".py")


def bare_reference(model: str) -> str:
    """A reference without its folder, as a run records it; a name of the registry as it is."""
    if not is_reference(model):
        return model
    file, colon, name = model.rpartition(":")
    return re.split(r"[/\\]", file)[-1] + colon + name


def reference_from(model: str, root: Path) -> str:
    """A reference whose relative path counts from a folder, as one that counts from the working directory.

    Args:
        model: a reference, or a name of the registry, which stays as it is.
        root: the folder, of a project.
    """
    file, colon, name = model.rpartition(":")
    is_relative = is_reference(model) and not Path(file).expanduser().is_absolute()
    if not is_relative or root.resolve() == Path.cwd().resolve() or not (root / file).is_file():
        return model
    return (root / file).as_posix() + colon + name


def find_network(reference: str) -> tuple[Path, str]:
    """The file and the class of a reference; a relative path counts from the working directory, else the project.

    Raises:
        UserError: if it is no reference, or there is no such file.
    """
    text, colon, name = reference.rpartition(":")
    if not colon and reference.endswith(".py"):
        text, name = reference, ""
    if not text.endswith(".py") or not name.isidentifier():
        example = f"{text}:MyNet" if text.endswith(".py") else "my_net.py:MyNet"
        raise UserError(
            f"{reference!r} names no network; a Python file and, after a colon, a class in it are expected: {example}"
        )
    path = Path(text).expanduser()
    if not path.is_file() and not path.is_absolute():
        with contextlib.suppress(UserError):
            path = project_root() / path
        path = path if path.is_file() else Path(text)
    if not path.is_file():
        what = "this is a folder" if path.is_dir() else "there is no such file"
        raise UserError(
            f"{text}: {what}; {_near(path)}a path counts from the working directory, else from the project's folder"
        )
    if not FILE_NAME.fullmatch(path.name):
        raise UserError(f"{text}: the file's name may have letters, digits, '.', '_', '-' and spaces only")
    return path, name


def _near(path: Path) -> str:
    try:
        names = [file.name for file in path.parent.glob("*.py")]
    except OSError:
        return ""
    near = difflib.get_close_matches(path.name, names, 1)
    return f"did you mean {(path.parent / near[0]).as_posix()}? " if near else ""
