"""Which files beside a network's own a module of it imports, by its syntax tree."""

import ast
import contextlib
import importlib.util
import sys
import sysconfig
from pathlib import Path, PurePosixPath

from fer_lib.errors import UserError
from fer_lib.project import project_root

LIBRARY = "fer_lib"


def imported_files(tree: ast.Module, folder: Path, file: str, shown: str) -> list[str]:
    """Files beside the network's own that a module imports, and the packages that they stand in."""
    package = PurePosixPath(file).parent.parts
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found += _absolute(folder, tuple(alias.name.split(".")), f"{shown}:{node.lineno}")
        elif isinstance(node, ast.ImportFrom):
            where = f"{shown}:{node.lineno}"
            module = tuple(node.module.split(".")) if node.module else ()
            names = [(alias.name,) for alias in node.names if alias.name != "*"]
            if not node.level:
                for inner in [(), *names]:
                    found += _absolute(folder, module + inner, where)
                continue
            if node.level - 1 > len(package):
                raise UserError(
                    f"{where}: imports from above the network's folder, and only what lies in it comes along with the "
                    "run; name the file of the network from there, or put the module beside it"
                )
            base = package[: len(package) - node.level + 1] + module
            for inner in [(), *names]:
                found += _files_of(folder, base + inner)
            if not base and any(not _files_of(folder, inner) for inner in names):
                found += ["__init__.py"] if (folder / "__init__.py").is_file() else []
    return found


def _files_of(folder: Path, module: tuple[str, ...]) -> list[str]:
    """Files of a module by its dotted name, those of the packages around it first; what follows a module is none."""
    files = []
    for length in range(1, len(module) + 1):
        place = PurePosixPath(*module[:length])
        if (folder / place / "__init__.py").is_file():
            files.append(str(place / "__init__.py"))
        elif (folder / f"{place}.py").is_file():
            return [*files, f"{place}.py"]
        elif not (folder / place).is_dir():
            break
    return files


def _absolute(folder: Path, module: tuple[str, ...], where: str) -> list[str]:
    """The same for an import that begins with a name; raises ``UserError`` for the user's code that lies elsewhere."""
    top = module[0]
    if top == LIBRARY or top in sys.stdlib_module_names:
        return []
    if (folder / f"{top}.py").is_file() or (folder / top / "__init__.py").is_file():
        return _files_of(folder, module)
    place = _place(top)  # what is installed comes before a plain folder of that name
    if place is None or place == (folder / top).resolve():
        return _files_of(folder, module)
    if _is_of_the_user(place):
        raise UserError(
            f"{where}: imports {top}, which is {_short(place)} and not beside the network's file, so it would not "
            "come along with the run; put it beside the file"
        )
    return []


def _place(top: str) -> Path | None:
    """Where Python finds a module that is no part of the network; None if nowhere."""
    try:
        spec = importlib.util.find_spec(top)
    except (ImportError, ValueError, AttributeError):
        return None
    places = [*(spec.submodule_search_locations or []), spec.origin] if spec else []
    return next((Path(place).resolve() for place in places if place and Path(place).exists()), None)


def _is_of_the_user(place: Path) -> bool:
    """Whether a module lies in the working directory or the project's folder, and is not installed there."""
    installed = [Path(sysconfig.get_path(kind)).resolve() for kind in ("purelib", "platlib", "stdlib")]
    folders = [Path.cwd().resolve()]
    with contextlib.suppress(UserError):
        folders.append(project_root().resolve())
    return any(map(place.is_relative_to, folders)) and not any(map(place.is_relative_to, installed))


def _short(place: Path) -> str:
    here = Path.cwd().resolve()
    return f"./{place.relative_to(here).as_posix()}" if place.is_relative_to(here) else place.as_posix()
