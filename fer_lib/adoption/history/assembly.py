"""Values that were written at some epoch become one record an epoch."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fer_lib.adoption.history.columns import FIELDS, SHARES, meaning_of
from fer_lib.errors import UserError
from fer_lib.runs.history import CURVES, EpochRecord

MOST_EPOCHS = 10_000
Point = tuple[int, float]
"""An epoch, from 1, and a value."""


@dataclass
class Told:
    """Of a history that is read: what was done with it, and the columns that nothing was done with."""

    notes: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def choose_columns(names: Sequence[str], told: Told) -> dict[str, str]:
    """The column of each field of ``EpochRecord`` that has one; the others are named in ``told.unused``."""
    chosen: dict[str, tuple[int, str]] = {}
    for name in names:
        meaning = meaning_of(name)
        if meaning is None:
            told.unused.append(name)
            continue
        before = chosen.get(meaning.field)
        if before is None or meaning.rank < before[0]:
            told.unused += [before[1]] if before else []
            chosen[meaning.field] = meaning.rank, name
        else:
            told.unused.append(name)
    return {field: name for field, (_, name) in chosen.items()}


def assemble(
    curves: Mapping[str, Sequence[Point]], columns: Mapping[str, str], shown: str, told: Told
) -> tuple[EpochRecord, ...]:
    """One record an epoch, NaN where nothing was written.

    Of several values of the training images in an epoch the mean is taken, of all else the last.

    Args:
        curves: values of each field.
        columns: what the file calls the fields.
        shown: the file, for messages.
        told: gets what was done.

    Raises:
        UserError: if there is neither loss nor accuracy, too many epochs, or accuracies that are none.
    """
    known = {name: points for name, points in curves.items() if points}
    if not any(name in known for name in CURVES):
        there = ", ".join([*columns.values(), *told.unused][:12]) or "nothing"
        raise UserError(
            f"{shown}: no loss and no accuracy in it, only {there[:200]}; names such as loss, accuracy, val_loss and "
            "val_accuracy are expected"
        )
    epochs = max(epoch for points in known.values() for epoch, _ in points)
    if epochs > MOST_EPOCHS or min(epoch for points in known.values() for epoch, _ in points) < 1:
        raise UserError(f"{shown}: epochs up to {epochs:.6g}; a history has 1 to {MOST_EPOCHS:,} of them")
    values = {name: _by_epoch(known.get(name, ()), name, epochs) for name in FIELDS}
    for name in SHARES:
        values[name] = _shares(values[name], columns.get(name, name), shown, told)
    named = {name: column for name, column in columns.items() if name in known and column != name}
    if named:
        told.notes.append("; ".join(f"{column} is taken for {name}" for name, column in named.items()))
    return tuple(
        EpochRecord(epoch=epoch + 1, **{name: values[name][epoch] for name in FIELDS})
        for epoch in range(epochs)
    )


def _by_epoch(points: Sequence[Point], name: str, epochs: int) -> list[float]:
    found: list[list[float]] = [[] for _ in range(epochs)]
    for epoch, value in points:
        found[epoch - 1].append(value)
    if name in ("train_loss", "train_accuracy"):
        return [sum(values) / len(values) if values else math.nan for values in found]
    return [values[-1] if values else math.nan for values in found]


def _shares(values: list[float], column: str, shown: str, told: Told) -> list[float]:
    """Shares from 0 to 1, also where they were written in percent."""
    known = [value for value in values if not math.isnan(value)]
    if not known or (min(known) >= 0 and max(known) <= 1 + 1e-6):
        return [min(value, 1.0) for value in values]
    if min(known) < 0 or max(known) > 100:
        wrong = min(known) if min(known) < 0 else max(known)
        raise UserError(f"{shown}: {column}: {wrong:g} is neither a share from 0 to 1 nor a percentage")
    told.notes.append(f"{column} goes up to {max(known):g}: it is read as a percentage")
    return [value / 100 for value in values]
