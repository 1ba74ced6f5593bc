"""What state a run's folder is in: complete, unfinished or broken, and which file says so; none of it needs torch."""

import csv
import json
import math
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError, model_validator

from fer_lib.config import RunConfig, make_config
from fer_lib.data import Split
from fer_lib.errors import UserError
from fer_lib.presets import read_preset
from fer_lib.proportion import Proportion
from fer_lib.runs.files import (
    CONFIG,
    HISTORY,
    MARKERS,
    METRICS,
    PROVENANCE,
    WEIGHTS,
)
from fer_lib.runs.folder import RunFolder
from fer_lib.runs.history import History
from fer_lib.runs.known import adoption, unknown_keys
from fer_lib.runs.predictions import read_predictions

State = Literal["complete", "unfinished", "broken"]
JUDGED: tuple[Split, ...] = ("validation", "test")
"""Splits whose predictions are held against the figures; those of the training images take long to read."""


class _Counted(BaseModel):
    n: int = Field(ge=1)
    correct: int = Field(ge=0)

    @model_validator(mode="after")
    def _at_most_all(self) -> "_Counted":
        if self.correct > self.n:
            raise ValueError(f"{self.correct} right of {self.n}")
        return self


class _Selected(BaseModel):
    epoch: int | None = Field(ge=1)
    of: int | None = Field(ge=1)


class Figures(BaseModel):
    """What ``metrics.json`` has to hold; figures that earlier versions did not write are None.

    Attributes:
        selected: the epoch whose weights were kept, and how many there were; None where an adopted training does not
            say it.
        splits: images and right answers by split.
        parameters: trainable ones.
        macs: multiply-accumulates for one image.
        seconds: of all epochs together.
        seconds_per_epoch: median.
        images_per_second: training images, median.
    """

    selected: _Selected
    splits: dict[str, _Counted]
    parameters: int | None = Field(None, ge=0)
    macs: int | None = Field(None, ge=0)
    seconds: float | None = Field(None, ge=0)
    seconds_per_epoch: float | None = Field(None, ge=0)
    images_per_second: float | None = Field(None, ge=0)


class _DamagedError(Exception):
    """A file of the run is not what it should be; the message names it."""


class _ContradictedError(_DamagedError):
    """The figures are not those of the predictions beside them."""


@dataclass(frozen=True)
class RunState:
    """A run's folder, read as far as it goes.

    Attributes:
        path: the folder.
        state: ``complete``; ``unfinished``: the training can go on; ``broken``: a file is missing or damaged.
        reason: the epoch that an unfinished run has come to, or the file that is at fault and why; else empty.
        config: None where it cannot be read.
        epochs: finished ones.
        figures: of a complete run.
        provenance: what the run was made from and on; empty where there is none.
        contradicted: whether it is broken because ``metrics.json`` says other figures than the predictions give.
    """

    path: Path
    state: State
    reason: str = ""
    config: RunConfig | None = None
    epochs: int = 0
    figures: Figures | None = None
    provenance: dict[str, Any] = field(default_factory=dict)
    contradicted: bool = False

    @property
    def name(self) -> str:
        """Name of the folder."""
        return self.path.name

    @property
    def shown(self) -> str:
        """State and reason: ``unfinished: epoch 3 of 12``."""
        return f"{self.state}: {self.reason}" if self.reason else self.state

    @property
    def adopted(self) -> dict[str, Any] | None:
        """As ``RunFolder.adopted``."""
        return adoption(self.provenance)

    def known(self, key: str) -> Any | None:
        """The value of a key of ``RunConfig``; None where nobody has said it, or the configuration is not readable."""
        return (
            None if self.config is None or key in unknown_keys(self.provenance) else getattr(self.config, key)
        )

    @property
    def known_epochs(self) -> int | None:
        """Finished epochs; None for a training that was adopted without its history."""
        return None if self.adopted is not None and not self.epochs else self.epochs

    def accuracy(self, split: str = "validation") -> Proportion | None:
        """Accuracy of the kept weights; None for a run that is not complete, or a split without labels."""
        found = self.figures.splits.get(split) if self.figures else None
        return Proportion(found.correct, found.n) if found else None


def read_state(folder: Path) -> RunState:
    """Read a run's folder as far as it goes; what is wrong with it is said, not raised.

    Args:
        folder: one that ``looks_like_run``.
    """
    config: RunConfig | None = None
    epochs = 0
    provenance: dict[str, Any] = {}
    try:
        if not (folder / CONFIG).is_file():
            begun = [name for name in MARKERS[1:5] if (folder / name).is_file()]
            if begun:
                raise _DamagedError(f"config.yaml: not there, and {begun[0]} is")
            return RunState(folder, "unfinished", "stopped before its first epoch; its log says why")
        config = _config(folder)
        if (folder / PROVENANCE).is_file():
            provenance = _json(folder, PROVENANCE)
        is_adopted = adoption(provenance) is not None
        epochs = _epochs(folder, config, gaps=is_adopted)
        if not (folder / METRICS).is_file():
            return RunState(folder, "unfinished", f"epoch {epochs} of {config.epochs}", config, epochs)
        figures = _figures(folder)
        if not provenance:
            raise _DamagedError("provenance.json: not there")
        if not all(
            isinstance(provenance.get(key, {}), dict) for key in ("data", "device", "code", "network")
        ):
            raise _DamagedError("provenance.json: damaged (data, device, code and network are objects)")
        kept = figures.selected.epoch
        if kept is None or figures.selected.of is None:
            if not is_adopted:
                raise _DamagedError("metrics.json: damaged (selected: no epoch)")
        elif kept > epochs:
            raise _DamagedError(f"history.csv: ends with epoch {epochs}, and epoch {kept} was kept")
        _check_predictions(folder, figures)
        _check_network(folder)
        _check_weights(folder)
    except _DamagedError as damage:
        contradicted = isinstance(damage, _ContradictedError)
        return RunState(folder, "broken", str(damage), config, epochs, None, provenance, contradicted)
    return RunState(folder, "complete", "", config, epochs, figures, provenance)


def _said(error: Exception, folder: Path) -> str:
    """What an error says, in one line that is not too long, without the folder."""
    return " ".join(str(error).replace(f"{folder}/", "").split())[:100]


def _config(folder: Path) -> RunConfig:
    try:
        return make_config(read_preset(folder / CONFIG), CONFIG)
    except (UserError, OSError, RecursionError) as error:
        raise _DamagedError(_said(error, folder)) from None


def _epochs(folder: Path, config: RunConfig, gaps: bool) -> int:
    """Epochs in ``history.csv``, which has gaps only where somebody else's training has not written everything."""
    path = folder / HISTORY
    if not path.is_file():
        return 0
    try:
        records = History.read(path, config.best_metric).records
        if not gaps and any(math.isnan(value) for record in records for value in asdict(record).values()):
            raise ValueError("a value is missing")
    except (OSError, ArithmeticError, ValueError, KeyError, TypeError, AttributeError, csv.Error) as error:
        raise _DamagedError(
            f"history.csv: damaged ({type(error).__name__}: {_said(error, folder)})"
        ) from None
    if [record.epoch for record in records] != list(range(1, len(records) + 1)):
        raise _DamagedError("history.csv: damaged (its epochs are not 1, 2, 3, …)")
    return len(records)


def _json(folder: Path, name: str) -> dict[str, Any]:
    try:
        value = json.loads((folder / name).read_text("utf8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _DamagedError(f"{name}: damaged ({_said(error, folder)})") from None
    if not isinstance(value, dict):
        raise _DamagedError(f"{name}: damaged (not an object)")
    return value


def _figures(folder: Path) -> Figures:
    try:
        figures = Figures(**_json(folder, METRICS))
    except (ValidationError, TypeError) as error:
        problems = error.errors() if isinstance(error, ValidationError) else []
        reason = "; ".join(f"{'.'.join(map(str, p['loc']))}: {p['msg']}" for p in problems) or _said(
            error, folder
        )
        raise _DamagedError(f"metrics.json: damaged ({reason[:200]})") from None
    if "validation" not in figures.splits:
        raise _DamagedError("metrics.json: has no figures of validation images")
    return figures


def _check_predictions(folder: Path, figures: Figures) -> None:
    """Raises ``_DamagedError`` unless the predictions are there and give the figures."""
    for split in JUDGED:
        if split not in figures.splits:
            continue
        try:
            predictions = read_predictions(folder, split)
        except UserError as error:
            raise _DamagedError(str(error).replace(f"{folder}/", "").split(";")[0]) from None
        recorded = figures.splits[split]
        if (recorded.correct, recorded.n) != (predictions.correct, len(predictions.labels)):
            raise _ContradictedError(
                f"metrics.json: {recorded.correct:,} of {recorded.n:,} {split} images right, but predictions.npz has "
                f"{predictions.correct:,} of {len(predictions.labels):,}"
            )


def _check_network(folder: Path) -> None:
    """Raises ``_DamagedError`` unless the code of a network of one's own is there, and is what was trained."""
    try:
        RunFolder(folder).network_code()
    except UserError as error:
        raise _DamagedError(_said(error, folder)) from None


def _check_weights(folder: Path) -> None:
    """Raises ``_DamagedError`` unless the weights are a whole file of the format; not whether they fit the network."""
    from safetensors import SafetensorError, safe_open

    path = folder / WEIGHTS
    if not path.is_file():
        raise _DamagedError("best.safetensors: not there")
    try:
        with safe_open(path, framework="np") as weights:
            names = list(weights.keys())
    except (SafetensorError, OSError) as error:
        raise _DamagedError(f"best.safetensors: damaged ({_said(error, folder)})") from None
    if not names:
        raise _DamagedError("best.safetensors: damaged (no weights in it)")
