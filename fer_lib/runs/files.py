"""Finding a run's folder by path or name, and reading the predictions that it kept; none of it needs torch."""

import zipfile
import zlib
from pathlib import Path

import numpy as np

from fer_lib.data import CLASS_NAMES, Split
from fer_lib.errors import UserError
from fer_lib.metrics.predictions import Predictions
from fer_lib.project import project_root

CONFIG, PREDICTIONS = "config.yaml", "predictions.npz"
_PARTS = ("indices", "labels", "logits")


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


def _runs_folder() -> Path | None:
    """``runs/`` of the project, as short a path as possible; None outside a project."""
    try:
        root = project_root()
    except UserError:
        return None
    return Path("runs") if root == Path.cwd() else root / "runs"


def _below_runs(name: str) -> list[Path]:
    runs = _runs_folder()
    if runs is None or not name or Path(name).is_absolute() or ".." in Path(name).parts:
        return []
    direct = runs / name
    if direct.is_dir():
        return [direct]
    return sorted(path.parent for path in runs.glob(f"*/*/{CONFIG}") if path.parent.name == name)


def _known_runs() -> str:
    runs = _runs_folder()
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


def read_predictions(folder: Path, split: Split) -> Predictions:
    """What a run predicted for the labelled images of a split.

    Args:
        folder: a run's folder, which holds ``predictions.npz``.
        split: which images.

    Raises:
        UserError: if the run is not finished, its data have no labelled images in that split, or the file is
            damaged.
    """
    path = folder / PREDICTIONS
    if not path.is_file():
        raise UserError(f"{path}: not there; the run is not finished. Start its training again: it goes on.")
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            if f"{split}_logits" not in arrays:
                known = ", ".join(key.removesuffix("_logits") for key in arrays if key.endswith("_logits"))
                raise UserError(
                    f"{path}: the data of this run have no labelled {split} images; it has {known}"
                )
            indices, labels, logits = (arrays[f"{split}_{part}"] for part in _PARTS)
    except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        reason = " ".join(str(error).split())[:80]
        raise UserError(f"{path}: damaged ({reason}); delete the run's folder and run it again") from None
    shapes = (indices.ndim, labels.ndim, logits.ndim) == (1, 1, 2) and len(indices) == len(labels) == len(
        logits
    )
    if not shapes or logits.shape[1] != len(CLASS_NAMES) or not len(labels) or not np.isfinite(logits).all():
        raise UserError(
            f"{path}: {split}: labels {list(labels.shape)} and logits {list(logits.shape)} are no finite scores of "
            f"{len(CLASS_NAMES)} classes; delete the run's folder and run it again"
        )
    return Predictions(indices, labels, logits)
