"""Going on after an interruption."""

import hashlib
import io
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from fer_lib.errors import UserError
from fer_lib.files import atomic_file, remove_unfinished
from fer_lib.runs import RunFolder
from fer_lib.runs.files import CHECKPOINT, METRICS, PREVIOUS_CHECKPOINT, WEIGHTS
from fer_lib.runs.history import EpochRecord, History

if TYPE_CHECKING:
    from fer_lib.training.trainer import Trainer

"""The checkpoint before the last, for the case that the last one is damaged."""
DIGEST_SIZE = hashlib.sha256().digest_size
"""Bytes at a checkpoint's begin: the SHA-256 of the rest. PyTorch reads changed bytes without a word."""
_WAYS_OUT = "Choose another name (-p name …), delete that folder, or set overwrite (-p overwrite true)"


def _other(found: dict[str, str], identity: dict[str, str]) -> str:
    """What is not the same: said of the network's code only where that is all."""
    differing = {key for key in {*found, *identity} if found.get(key) != identity.get(key)}
    return "other code of the network" if differing == {"network"} else "another configuration or other data"


def is_finished(folder: RunFolder, identity: dict[str, str], *, overwrite: bool) -> bool:
    """Whether the folder already holds this very run, complete. A complete run of another kind is guarded.

    Args:
        folder: the run folder; need not exist.
        identity: hashes of the configuration, of the data and, if the network is one's own, of its code.
        overwrite: make room for the new run where another one is in the way.

    Raises:
        UserError: if another complete run is in the way and ``overwrite`` is off.
    """
    if not folder.is_complete:
        return False
    provenance = folder.provenance()
    try:
        found = {"config": provenance["config_sha256"], "data": provenance["data"].get("sha256", "")}
        found |= {"network": provenance["network"]["sha256"]} if "network" in provenance else {}
    except (KeyError, AttributeError, TypeError):
        raise UserError(f"{folder.path / 'provenance.json'}: damaged. {_WAYS_OUT}") from None
    if found == identity:
        return True
    if not overwrite:
        raise UserError(f"{folder.path}: holds a complete run with {_other(found, identity)}. " + _WAYS_OUT)
    (folder.path / METRICS).unlink(missing_ok=True)
    return False


def save(
    folder: RunFolder,
    identity: dict[str, str],
    trainer: "Trainer",
    history: History,
    provenance: dict[str, Any],
) -> None:
    """Write all that the next epoch and the end depend on, and keep the checkpoint before it.

    The best weights so far are in it as well: those in their own file may be of a later epoch, which is lost when
    the run goes on from here.

    Raises:
        UserError: if the file cannot be written; the earlier checkpoints are then as they were.
    """
    best = bytearray((folder.path / WEIGHTS).read_bytes())
    state = {
        "identity": identity,
        "model": trainer.network.state_dict(),
        "averaged": trainer.averaged.state_dict() if trainer.averaged else None,
        "optimizer": trainer.optimizer.state_dict(),
        "schedule": trainer.schedule.state_dict(),
        "history": [asdict(record) for record in history.records],
        "provenance": json.dumps(provenance),
        "best": torch.frombuffer(best, dtype=torch.uint8),
    }
    buffer = io.BytesIO()  # PyTorch's own writer hides why a write failed
    torch.save(state, buffer)
    with atomic_file(folder.path / CHECKPOINT, keep=folder.path / PREVIOUS_CHECKPOINT) as file:
        file.write(hashlib.sha256(buffer.getbuffer()).digest())
        file.write(buffer.getbuffer())


def _read(path: Path, device: torch.device) -> dict[str, Any]:
    content = memoryview(path.read_bytes())
    if hashlib.sha256(content[DIGEST_SIZE:]).digest() == content[:DIGEST_SIZE]:
        state: dict[str, Any] = torch.load(
            io.BytesIO(content[DIGEST_SIZE:]), map_location=device, weights_only=True
        )
        return state
    previous = path.with_name(PREVIOUS_CHECKPOINT)
    if path.name == CHECKPOINT and previous.is_file():
        epochs = len(_read(previous, torch.device("cpu"))["history"])
        remedy = f"{previous.name} is good: delete {path.name} to go on after epoch {epochs}"
    else:
        remedy = "delete it to start the run again"
    raise UserError(f"{path}: damaged (it is not what was written); {remedy}")


@dataclass(frozen=True)
class Interrupted:
    """What an interrupted run left beside the trainer's state.

    Attributes:
        history: its epochs.
        provenance: as its first session described it, with the later ones so far.
    """

    history: History
    provenance: dict[str, Any]


def resume(
    folder: RunFolder, identity: dict[str, str], trainer: "Trainer", *, overwrite: bool
) -> Interrupted | None:
    """Put the trainer and the best weights where the last checkpoint left them.

    Returns:
        What else is known of the run; None where there is no checkpoint.

    Raises:
        UserError: if the checkpoint is damaged, or belongs to another configuration and ``overwrite`` is off.
    """
    path = next(
        (p for p in (folder.path / CHECKPOINT, folder.path / PREVIOUS_CHECKPOINT) if p.is_file()), None
    )
    if path is None:
        return None
    state = _read(path, trainer.fabric.device)
    if state["identity"] != identity:
        if overwrite:
            return None
        raise UserError(
            f"{path}: belongs to an interrupted run with {_other(state['identity'], identity)}. " + _WAYS_OUT
        )
    trainer.network.load_state_dict(state["model"])
    if trainer.averaged:
        trainer.averaged.load_state_dict(state["averaged"])
    trainer.optimizer.load_state_dict(state["optimizer"])
    trainer.schedule.load_state_dict(state["schedule"])
    if trainer.fabric.is_global_zero:
        with atomic_file(folder.path / WEIGHTS) as file:
            file.write(state["best"].cpu().numpy().tobytes())
    records = tuple(EpochRecord(**record) for record in state["history"])
    return Interrupted(History(records, trainer.config.best_metric), json.loads(state["provenance"]))


def remove(folder: RunFolder) -> None:
    """Delete the checkpoints of a finished run, also those that a killed process was writing."""
    for name in (CHECKPOINT, PREVIOUS_CHECKPOINT):
        (folder.path / name).unlink(missing_ok=True)
    remove_unfinished(folder.path)
