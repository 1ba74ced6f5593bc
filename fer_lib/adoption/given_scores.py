"""Scores that somebody's own code has computed, for the images of a split."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fer_lib.adoption.classes import class_lookup, find_class
from fer_lib.adoption.matching import Matched, match_names, match_numbers
from fer_lib.adoption.scores import as_logits, read_array
from fer_lib.adoption.table import GIVEN, PREDICTED, ImageTable, read_table, row_name
from fer_lib.data import ImageDataset, Split
from fer_lib.errors import UserError


def read_scores(path: Path, dataset: ImageDataset, split: Split, notes: list[str]) -> NDArray[np.float32]:
    """Logits of a split's labelled images, from an array (``.npy``) or a CSV.

    Args:
        path: the file.
        dataset: divided as the run's.
        split: which images.
        notes: get what was done.

    Returns:
        float32 [n, K], in the order of ``dataset.labelled_indices(split)``.

    Raises:
        UserError: if the file is not of these images and classes.
    """
    indices = dataset.labelled_indices(split)
    if not len(indices):
        raise UserError(f"{path}: these data have no labelled {split} images")
    if path.suffix.lower() in (".npy", ".npz"):
        images = f"the {len(indices):,} labelled {split} images"
        return read_array(path, len(indices), len(dataset.class_names), images, notes)
    table = read_table(path, (*PREDICTED, *GIVEN))
    columns = _columns(table, dataset.class_names, notes)
    rows = _rows(table, dataset, indices, split)
    notes.append(f"rows were matched by {rows.how}")
    scores = table.scores(columns)
    _compare(table, scores, dataset.class_names)
    return as_logits(scores[np.asarray(rows.rows)], notes)


def _columns(table: ImageTable, names: tuple[str, ...], notes: list[str]) -> list[str]:
    """The column of each class."""
    lookup = class_lookup(names)
    found: dict[int, str] = {}
    for name in table.others:
        position = find_class(name, lookup)
        if position is not None and position in found:
            raise UserError(
                f"{table.path}: {found[position]!r} and {name!r} are both the class {names[position]}"
            )
        if position is not None:
            found[position] = name
    missing = [name for position, name in enumerate(names) if position not in found]
    if missing and not found:
        raise UserError(
            f"{table.path}: has no score for each class, which the chapters need. Add a column a class "
            f"({', '.join(names)[:100]}), give the logits as an array (--logits), or leave the file out: predictions "
            "are computed from the weights"
        )
    if missing:
        raise UserError(f"{table.path}: no column for {', '.join(missing)[:150]}; one a class is expected")
    if unused := [name for name in table.others if name not in found.values()]:
        notes.append(f"columns that were not used: {', '.join(unused)[:150]}")
    return [found[position] for position in range(len(names))]


def _rows(table: ImageTable, dataset: ImageDataset, indices: NDArray[np.intp], split: Split) -> Matched:
    """The row of each of the split's labelled images."""
    n = len(indices)
    where = f"the labelled {split} images"
    if table.ids is None:
        if len(table) != n:
            raise UserError(
                f"{table.path}: {len(table):,} rows without an id or file name, and {where} are {n:,}; give one row "
                "each, in their order, or a column with the file names"
            )
        return Matched(list(range(n)), "position: the file has neither ids nor file names")
    problems: list[str] = []
    if dataset.names is not None:
        matched, problems = match_names(dataset.names[indices].tolist(), table.ids, where, str(table.path))
        if matched is not None:
            return matched
    of_set, _ = match_names([str(index) for index in indices.tolist()], table.ids, where, str(table.path))
    if of_set is not None:
        return Matched(of_set.rows, "ids, which count the images of the whole data set from 0")
    of_split = match_numbers(table.ids, n)
    if of_split is not None:
        return Matched(of_split.rows, f"ids, which count {where} from 0")
    if not problems:
        problems = [
            f"{table.path}: {len(table):,} rows, and their ids are neither 0 to {n - 1} nor the places of {where} in "
            f"the data set ({indices[0]}, … {indices[-1]}), and these images have no names"
        ]
    raise UserError("; ".join(problems))


def _compare(table: ImageTable, scores: NDArray[np.float64], names: tuple[str, ...]) -> None:
    """Raises ``UserError`` for a class that has not the largest score of its row."""
    if table.classes is None:
        return
    lookup = class_lookup(names)
    for number, (text, row) in enumerate(zip(table.classes, scores, strict=True)):
        position = find_class(text, lookup)
        if position is None:
            raise UserError(
                f"{table.path}: {row_name(number)}: {text[:40]!r} is no class ({', '.join(names)[:100]})"
            )
        if row[position] < row.max():
            raise UserError(
                f"{table.path}: {row_name(number)}: the class is {names[position]}, and {names[int(row.argmax())]} "
                "has the largest score; leave the column out if it is not the prediction"
            )
