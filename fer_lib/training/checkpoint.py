"""Going on after an interruption."""

import pickle
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import torch

from fer_lib.errors import UserError
from fer_lib.files import atomic_file
from fer_lib.runs import RunFolder
from fer_lib.training.history import EpochRecord, History

if TYPE_CHECKING:
    from fer_lib.training.loop import Trainer

FILE = "checkpoint.pt"
_WAYS_OUT = "Choose another name (-p name …), delete that folder, or set overwrite (-p overwrite true)"


def is_finished(folder: RunFolder, identity: dict[str, str], *, overwrite: bool) -> bool:
    """Whether the folder already holds this very run, complete. A complete run of another kind is guarded.

    Args:
        folder: the run folder; need not exist.
        identity: hashes of the configuration and of the data.
        overwrite: make room for the new run where another one is in the way.

    Raises:
        UserError: if another complete run is in the way and ``overwrite`` is off.
    """
    if not folder.is_complete:
        return False
    provenance = folder.provenance()
    found = {"config": provenance["config_sha256"], "data": provenance["data"].get("sha256", "")}
    if found == identity:
        return True
    if not overwrite:
        raise UserError(
            f"{folder.path}: holds a complete run with another configuration or other data. " + _WAYS_OUT
        )
    (folder.path / "metrics.json").unlink()
    return False


def save(folder: RunFolder, identity: dict[str, str], trainer: "Trainer", history: History) -> None:
    """Write all that the next epoch depends on."""
    state = {
        "identity": identity,
        "model": trainer.model.state_dict(),
        "optimizer": trainer.optimizer.state_dict(),
        "schedule": trainer.schedule.state_dict(),
        "history": [asdict(record) for record in history.records],
    }
    with atomic_file(folder.path / FILE) as file:
        torch.save(state, file)


def resume(folder: RunFolder, identity: dict[str, str], trainer: "Trainer", *, overwrite: bool) -> History:
    """Put the trainer where the last finished epoch left it.

    Returns:
        The epochs so far; none where there is no checkpoint.

    Raises:
        UserError: if the checkpoint is damaged, or belongs to another configuration and ``overwrite`` is off.
    """
    path = folder.path / FILE
    if not path.is_file():
        return History()
    try:
        state: dict[str, Any] = torch.load(path, map_location=trainer.fabric.device, weights_only=True)
    except (RuntimeError, pickle.UnpicklingError, EOFError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise UserError(f"{path}: damaged ({reason}); delete it to start the run again") from None
    if state["identity"] != identity:
        if overwrite:
            return History()
        raise UserError(
            f"{path}: belongs to an interrupted run with another configuration or other data. " + _WAYS_OUT
        )
    trainer.model.load_state_dict(state["model"])
    trainer.optimizer.load_state_dict(state["optimizer"])
    trainer.schedule.load_state_dict(state["schedule"])
    return History(tuple(EpochRecord(**record) for record in state["history"]))


def remove(folder: RunFolder) -> None:
    """Delete the checkpoint of a finished run."""
    (folder.path / FILE).unlink(missing_ok=True)
