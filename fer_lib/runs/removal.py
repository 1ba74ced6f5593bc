"""Deleting a run's folder, and nothing else."""

import re
import shutil
import tempfile
from pathlib import Path

from fer_lib.errors import UserError
from fer_lib.runs.find import looks_like_run
from fer_lib.runs.jobs import is_running

# All that a training and explain.ipynb write, and what Snakemake, Jupyter and an interrupted write leave beside it.
_WRITTEN = re.compile(
    r"config\.yaml|history\.csv|metrics\.json|provenance\.json|predictions\.npz|best\.safetensors"
    r"|checkpoint(-previous)?\.pt|(train|explain[\w-]*)(\.log)?\.(ipynb|txt)|explain|network|\.snakemake_timestamp|\.ipynb_checkpoints"
    r"|\.(config\.yaml|history\.csv|metrics\.json|provenance\.json|predictions\.npz|best\.safetensors"
    r"|checkpoint\.pt)\.\w+"
)


def _training(folder: Path) -> Path:
    """The job that trains a run of an edition, whose lock and failure are noted under this name."""
    folder = folder.resolve()
    return folder.parent / ".jobs" / f"train-{folder.name}"


def check_removable(folder: Path) -> None:
    """See that a folder is a run's and holds nothing else, so that deleting it loses nothing else.

    Raises:
        UserError: if it is a link, is no run's folder, is in training, or holds what no training writes.
    """
    if folder.is_symlink():
        raise UserError(
            f"{folder}: this is a link to a folder elsewhere, which is left alone; delete the link itself"
        )
    if not looks_like_run(folder):
        raise UserError(f"{folder}: this is no run's folder; it is left alone")
    if is_running(_training(folder)):
        raise UserError(f"{folder}: this run is in training; wait for its end, or stop it first")
    foreign = sorted(path.name for path in folder.iterdir() if not _WRITTEN.fullmatch(path.name))
    if foreign:
        raise UserError(
            f"{folder}: holds {', '.join(foreign[:3])}{', …' if len(foreign) > 3 else ''}, which no training writes; "
            "move that away first"
        )


def remove_run(folder: Path) -> None:
    """Delete a run's folder. Links in it are deleted, what they point to is not.

    A note that its training has failed goes with it. The folder is moved aside first, so that an interruption leaves
    no half of a run.

    Raises:
        UserError: as ``check_removable``, or if it cannot be deleted.
    """
    check_removable(folder)
    job = _training(folder)
    try:
        aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.removed."))
        try:
            folder.rename(aside / "run")
        finally:
            shutil.rmtree(aside)
        job.with_name(f"{job.name}.failed").unlink(missing_ok=True)
    except OSError as error:
        raise UserError(f"{folder}: cannot be deleted: {error.strerror or error}") from None
