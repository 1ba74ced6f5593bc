"""A training's curves from the event files that it wrote for TensorBoard."""

import math
from bisect import bisect_left
from collections.abc import Mapping
from pathlib import Path

from fer_lib.adoption.history.assembly import Point, Told, choose_columns
from fer_lib.adoption.history.columns import is_epoch, tokens_of
from fer_lib.adoption.history.event_file import read_scalars
from fer_lib.errors import UserError

_BESIDE = {
    "train",
    "training",
    "val",
    "valid",
    "validation",
    "eval",
    "evaluation",
    "test",
    "loss",
    "acc",
    "accuracy",
    "lr",
}
"""Words of folders that divide one training: Keras' ``train/`` and ``validation/``, ``add_scalars``' ``Loss_val/``."""
Steps = dict[int, float]


def curves_of_events(path: Path, told: Told) -> tuple[dict[str, list[Point]], dict[str, str]]:
    """Values by field, each with its epoch, and the tags that they had.

    Where a tag ``epoch`` was written (Lightning), it says which epoch a step is in. Else the steps at which something
    of the validation images was written end the epochs, or, where there is nothing of them, all steps.

    Raises:
        UserError: if there are no event files, one is damaged, or they are of several trainings.
    """
    tags = _read_tags(path, told)
    columns = choose_columns([tag for tag in tags if not is_epoch(tag.rpartition("/")[2])], told)
    epochs = next((steps for tag, steps in tags.items() if is_epoch(tag.rpartition("/")[2])), None)
    chosen = {field: tags[tag] for field, tag in columns.items()}
    if epochs:
        numbered = {step: round(value) for step, value in epochs.items()}
    else:
        numbered = {step: n for n, step in enumerate(_ends(chosen), 1)}
    order = sorted(numbered)
    if late := [field for field, steps in chosen.items() if any(step > order[-1] for step in steps)]:
        told.notes.append(f"what was written of {', '.join(late)} after the last whole epoch is left out")
    first = 1 - min(numbered.values(), default=1)
    curves: dict[str, list[Point]] = {field: [] for field in columns}
    for field, steps in chosen.items():
        for step, value in sorted(steps.items()):
            at = bisect_left(order, step)
            if at < len(order) and math.isfinite(value):
                curves[field].append((numbered[order[at]] + first, value))
    return curves, columns


def _ends(chosen: Mapping[str, Steps]) -> list[int]:
    """Steps with which epochs end."""
    of_validation = {
        step for field, steps in chosen.items() if field.startswith("validation") for step in steps
    }
    return sorted(of_validation or {step for steps in chosen.values() for step in steps})


def _read_tags(path: Path, told: Told) -> dict[str, Steps]:
    """Values by step of every tag, folders before the tags; a step that stands twice has its last value."""
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*tfevents*") if file.is_file())
    if not files:
        raise UserError(
            f"{path}: there is no event file of TensorBoard in this folder (events.out.tfevents.…)"
        )
    folders = {file: file.parent.relative_to(path).parts if path.is_dir() else () for file in files}
    while len(files) > 0 and all(folders.values()) and len({parts[0] for parts in folders.values()}) == 1:
        folders = {file: parts[1:] for file, parts in folders.items()}
    trainings = sorted(
        {parts[0] for parts in folders.values() if parts and not _BESIDE & set(tokens_of(parts[0]))}
    )
    if trainings:
        others = [*trainings, *(["."] if any(not parts for parts in folders.values()) else [])]
        raise UserError(
            f"{path}: holds several trainings ({', '.join(others[:5])}); give the folder of one of them"
        )
    tags: dict[str, Steps] = {}
    for file in files:
        scalars, is_whole = read_scalars(file)
        if not is_whole:
            told.notes.append(
                f"{file.name} ends within a record, as if it were still written; it is read up to there"
            )
        for tag, step, value in scalars:
            tags.setdefault("/".join([*folders[file], tag]), {})[step] = value
    if not tags:
        raise UserError(f"{path}: there are no scalars in these event files")
    return tags
