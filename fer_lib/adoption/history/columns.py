"""What a column of somebody's history means: ``val_acc``, ``Accuracy/val`` and ``valAccuracy`` are the same."""

import re
from dataclasses import dataclass, fields

from fer_lib.runs.history import EpochRecord

FIELDS = tuple(field.name for field in fields(EpochRecord) if field.name != "epoch")
SHARES = ("train_accuracy", "validation_accuracy", "validation_macro_f1")
"""Fields from 0 to 1, which others write in percent."""
_PARTS = {
    **dict.fromkeys(("train", "training", "tr"), "train"),
    **dict.fromkeys(("val", "valid", "validation", "eval", "evaluation", "dev"), "validation"),
}
_QUANTITIES = {
    **dict.fromkeys(("loss", "ce", "nll", "crossentropy"), "loss"),
    **dict.fromkeys(("acc", "accuracy", "top1"), "accuracy"),
}
_OF_EPOCH, _OF_STEP = {"epoch"}, {"step", "batch", "iter", "iteration"}
_OPTIMIZERS = {"adam", "adamw", "sgd", "adadelta", "adagrad", "rmsprop", "nadam", "w", "pg"}
_SILENT = {"mean", "avg", "average", "sparse", "categorical", "metric", "metrics", "percent", "pct"}
_TOKEN = re.compile(r"f1|top1|acc1|[a-z]+|\d+")


@dataclass(frozen=True, order=True)
class Meaning:
    """The field of ``EpochRecord`` that a column is taken for.

    Attributes:
        rank: of several columns for one field, the one of the lowest rank is taken: the field's own name, then a value
            of the whole epoch, then one that does not say it, then one of each step.
        field: its name.
    """

    rank: int
    field: str


def tokens_of(name: str) -> list[str]:
    """The words of a name in lower case: ``valAcc/epoch`` is val, acc, epoch."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return _TOKEN.findall(apart.lower())


def is_epoch(name: str) -> bool:
    """Whether a column numbers the epochs."""
    return tokens_of(name) in (["epoch"], ["epochs"], ["epoch", "number"])


def is_step(name: str) -> bool:
    """Whether a column numbers steps, or rows, and says nothing else."""
    return not name.strip() or tokens_of(name) in (
        ["step"],
        ["steps"],
        ["global", "step"],
        ["iteration"],
        ["iter"],
    )


def meaning_of(name: str) -> Meaning | None:
    """What a column means; None for one that holds something else, as soon as one word of it is not known."""
    if name.strip().lower() in FIELDS:
        return Meaning(0, name.strip().lower())
    words = tokens_of(name)
    known = set(words)
    rank = 1 if known & _OF_EPOCH else 3 if known & _OF_STEP else 2
    rest = known - _OF_EPOCH - _OF_STEP - _SILENT
    if (
        rest
        and rest <= {"lr", "learning", "rate"} | _OPTIMIZERS | {"0", "1"}
        and ("lr" in rest or "rate" in rest)
    ):
        return Meaning(rank, "learning_rate")
    if rest in ({"seconds"}, {"seconds", "per"}):
        return Meaning(rank, "seconds")
    parts = {_PARTS[word] for word in rest if word in _PARTS}
    if len(parts) > 1:
        return None
    rest -= set(_PARTS)
    part = parts.pop() if parts else "train"
    if rest == {"macro", "f1"} and part == "validation":
        return Meaning(rank, "validation_macro_f1")
    if {"cross", "entropy"} <= rest:
        rest = rest - {"cross", "entropy"} | {"loss"}
    if "acc1" in rest or {"acc", "1"} <= rest or {"accuracy", "1"} <= rest:
        rest = rest - {"acc1", "1"} | {"acc"}
    quantities = {_QUANTITIES.get(word) for word in rest}
    quantity = quantities.pop() if len(quantities) == 1 else None
    return Meaning(rank, f"{part}_{quantity}") if quantity else None
