"""Finding a run's folder by its name or path, whole or broken, and all runs in a place."""

import contextlib
from collections.abc import Iterable
from pathlib import Path

from fer_lib.errors import UserError
from fer_lib.project import project_root
from fer_lib.runs.files import CONFIG, MARKERS


def looks_like_run(folder: Path) -> bool:
    """Whether a training has written into this folder, be it finished or not."""
    return folder.is_dir() and any((folder / name).is_file() for name in MARKERS)


def runs_folder() -> Path:
    """``runs/`` of the project, as short a path as possible.

    Raises:
        UserError: outside a project.
    """
    root = project_root()
    return Path("runs") if root == Path.cwd() else root / "runs"


def find_folder(name: str) -> Path:
    """The folder of a run, also of one that is broken.

    Args:
        name: a path, or a name below ``runs/``, as for ``find_run``.

    Raises:
        UserError: if there is no such folder, more than one, or it holds no run.
    """
    candidates = [Path(name)]
    if not Path(name).is_absolute() and ".." not in Path(name).parts:
        with contextlib.suppress(UserError):  # outside a project only paths can be meant
            candidates.append(runs_folder() / name)
    return next((path for path in candidates if name and looks_like_run(path)), None) or find_run(name)


def find_folders(places: Iterable[Path]) -> list[Path]:
    """All runs in these places, in the order of the places, then by name.

    Args:
        places: run folders, folders of runs (``runs/quick``), or folders of such (``runs``).

    Raises:
        UserError: if a place is not there, or holds no run.
    """
    found: dict[Path, None] = {}
    for place in places:
        if not place.is_dir():
            raise UserError(f"{place}: there is no such folder; give a run's folder, or one that holds runs")
        here = _runs_in(place, depth=2)
        if not here:
            raise UserError(f"{place}: there is no run in it; `make runs` makes some")
        found.update(dict.fromkeys(here))
    return list(found)


def _runs_in(place: Path, depth: int) -> list[Path]:
    if looks_like_run(place):
        return [place]
    return [run for inner in _below(place) for run in _runs_in(inner, depth - 1)] if depth else []


def _below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))


def find_run(name: str) -> Path:
    """The folder of a run.

    Args:
        name: a path, or a name below ``runs/``: ``my-run``, ``quick/report-a``, or ``report-a`` alone where only one
            edition has a run of that name.

    Raises:
        UserError: if there is no such folder, more than one, or it holds no run.
    """
    given = Path(name)
    candidates = [given] if given.exists() else _below_runs(name)
    if len(candidates) > 1:
        raise UserError(f"{name}: which one? {' or '.join(path.as_posix() for path in candidates)}")
    if not candidates:
        raise UserError(f"{name}: there is no such run folder.{_known_runs()}")
    (folder,) = candidates
    if not folder.is_dir():
        raise UserError(f"{folder}: this is a file; give the run's folder")
    if not (folder / CONFIG).is_file():
        inside = sorted(path.parent.as_posix() for path in folder.glob(f"*/{CONFIG}"))
        hint = f"It holds the runs {', '.join(inside)}: give one of them" if inside else "Give another folder"
        raise UserError(f"{folder}: this is no run folder (it has no {CONFIG}). {hint}.")
    return folder


def _runs_folder_if_any() -> Path | None:
    with contextlib.suppress(UserError):  # outside a project only paths can be meant
        return runs_folder()
    return None


def _below_runs(name: str) -> list[Path]:
    runs = _runs_folder_if_any()
    if runs is None or not name or Path(name).is_absolute() or ".." in Path(name).parts:
        return []
    direct = runs / name
    if direct.is_dir():
        return [direct]
    return sorted(path.parent for path in runs.glob(f"*/*/{CONFIG}") if path.parent.name == name)


def _known_runs() -> str:
    runs = _runs_folder_if_any()
    found = (
        []
        if runs is None
        else sorted(
            path.parent.relative_to(runs).as_posix()
            for pattern in (f"*/{CONFIG}", f"*/*/{CONFIG}")
            for path in runs.glob(pattern)
        )
    )
    if not found:
        return " Give the path of a folder that a training made (`make runs`)."
    return f" There are: {', '.join(found[:12])}" + (", …" if len(found) > 12 else "")
