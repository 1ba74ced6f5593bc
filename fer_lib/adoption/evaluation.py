"""Predictions and labels in two files become ``Predictions``; no run and no network is needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fer_lib.adoption.classes import class_lookup, find_class, names_from, order_names, whole
from fer_lib.adoption.matching import Matched, match_names, match_numbers
from fer_lib.adoption.scores import as_logits
from fer_lib.adoption.table import GIVEN, PREDICTED, TRUE, ImageTable, read_table, row_name
from fer_lib.errors import UserError
from fer_lib.metrics.predictions import Predictions

_MOST_PROBLEMS = 6


@dataclass(frozen=True)
class Judged:
    """Predictions that were read from files.

    Attributes:
        predictions: of all images; logits of 0 and 1 where the file has classes alone.
        names: of the classes.
        has_scores: whether the file has a score for each class.
        matched: what the rows were matched by.
        notes: what was done with the files, in sentences.
    """

    predictions: Predictions
    names: tuple[str, ...]
    has_scores: bool
    matched: str
    notes: tuple[str, ...]


def judge(predictions: Path, labels: Path, classes: Sequence[str] = ()) -> Judged:
    """Read predictions and labels and bring them together.

    Args:
        predictions: a CSV with a class or a score for each class, and an id or file name.
        labels: a CSV with the right class, and an id or file name.
        classes: names of the classes in the order of their numbers, where the files do not say them.

    Raises:
        UserError: naming everything that is in the way.
    """
    said = read_table(predictions, (*PREDICTED, *GIVEN))
    # What predict writes of labelled pictures has both: label is what the network says, true_label what was given.
    truth = read_table(labels, (*TRUE, *GIVEN, *PREDICTED))
    if (
        said.class_column == truth.class_column
        and said.class_column is not None
        and labels.samefile(predictions)
    ):
        raise UserError(
            f"{labels}: the same file twice, with one column of classes ({said.class_column}), which would be held "
            "against itself; give the file with the right classes as --labels"
        )
    notes: list[str] = []
    problems: list[str] = []
    said, truth = _with_labels(said, truth, notes)
    if truth.classes is None:
        problems.append(f"{labels}: no column with the classes; it may be called {', '.join(GIVEN[:4])}")
    columns, names = _classes(said, truth, classes)
    if said.classes is None and not columns:
        problems.append(
            f"{predictions}: no column with the classes, which may be called "
            f"{', '.join((*PREDICTED[:2], *GIVEN[:2]))}, and none with the probability of each class"
        )
    if unused := [name for name in said.others if name not in columns]:
        notes.append(f"{predictions}: not used: {', '.join(unused)[:150]}")
    matched = _match(said, truth, problems)
    given = _positions(truth, truth.classes, names, problems)
    told = None if said.classes is None else _positions(said, said.classes, names, problems)
    scores = said.scores(columns) if columns else None
    if scores is not None and told is not None:
        _compare(said, scores, told, names, problems)
    if problems or matched is None:
        more = f" ({len(problems) - _MOST_PROBLEMS} more)" if len(problems) > _MOST_PROBLEMS else ""
        raise UserError("; ".join(problems[:_MOST_PROBLEMS]) + more)
    if scores is None:
        assert told is not None
        logits = np.eye(len(names), dtype=np.float32)[told]
    else:
        logits = as_logits(scores, notes)
    rows = np.asarray(matched.rows)
    judged = Predictions(np.arange(len(rows)), given, logits[rows])
    return Judged(judged, names, scores is not None, matched.how, tuple(notes))


def _with_labels(said: ImageTable, truth: ImageTable, notes: list[str]) -> tuple[ImageTable, ImageTable]:
    """Both tables without the images that the second has no label of; those must be called alike in both."""
    if said.ids is None or truth.ids is None or truth.classes is None:
        return said, truth
    blank = {name for name, word in zip(truth.ids, truth.classes, strict=True) if not word}
    if not blank or len(blank) == len(truth):
        return said, truth
    notes.append(f"{truth.path}: images without a label, which do not count: {len(blank):,}")
    return said.without(blank), truth.without(blank)


def _classes(said: ImageTable, truth: ImageTable, given: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """The columns of scores in the order of the classes, and the classes' names."""
    if given:
        lookup = class_lookup(given)
        found = {position: name for name in said.others if (position := find_class(name, lookup)) is not None}
        columns = [found[position] for position in sorted(found)]
        return (columns if len(columns) == len(given) else []), tuple(given)
    if said.has_probabilities():
        columns = list(said.others)
        if all(whole(name) is not None for name in columns):
            columns.sort(key=lambda name: whole(name) or 0)
        return columns, tuple(columns)
    words = {*(said.classes or ()), *(truth.classes or ())} - {""}
    known = {word.casefold() for word in words}
    columns = [name for name in said.others if name.casefold() in known]
    if len(columns) >= 2 and known <= {name.casefold() for name in columns}:
        names = order_names(columns)
        written = {name.casefold(): name for name in columns}  # HAPPY may be the column of happy
        return [written[name.casefold()] for name in names], names
    return [], names_from(words, f"{said.path} and {truth.path}")


def _match(said: ImageTable, truth: ImageTable, problems: list[str]) -> Matched | None:
    """The row of the predictions for each label."""
    if said.ids is not None and truth.ids is not None:
        matched, found = match_names(truth.ids, said.ids, str(truth.path), str(said.path))
        problems += found
        return matched
    if len(said) != len(truth):
        where = " and ".join(str(table.path) for table in (said, truth) if table.ids is None)
        problems.append(
            f"{said.path} has {len(said):,} rows and {truth.path} {len(truth):,}, and {where} no ids or file names to "
            "match them by"
        )
        return None
    if said.ids is None and truth.ids is None:
        return Matched(list(range(len(truth))), "position: neither file has ids or file names")
    alone = said if said.ids is not None else truth
    numbers = match_numbers(alone.ids or [], len(alone))
    if numbers is None:
        other = truth if alone is said else said
        problems.append(
            f"{alone.path} has ids or file names and {other.path} none to match them by; add them there, or leave "
            "them out of both if the rows are in the same order"
        )
        return None
    if alone is said:
        return numbers
    rows = np.argsort(numbers.rows).tolist()  # the label of row i is that of prediction number id(i)
    return Matched(rows, numbers.how)


def _positions(
    table: ImageTable, classes: list[str] | None, names: tuple[str, ...], problems: list[str]
) -> NDArray[np.int64]:
    """The class of each row as its position; what is no class becomes a problem."""
    lookup = class_lookup(names)
    found = [find_class(text, lookup) for text in classes or ()]
    wrong = [number for number, position in enumerate(found) if position is None]
    if wrong:
        text = (classes or [""])[wrong[0]]
        more = f" (and {len(wrong) - 1:,} more rows)" if len(wrong) > 1 else ""
        problems.append(
            f"{table.path}: {row_name(wrong[0])}: {text[:40]!r} is no class ({', '.join(names)[:100]}){more}"
        )
    return np.array([-1 if position is None else position for position in found], dtype=np.int64)


def _compare(
    table: ImageTable,
    scores: NDArray[np.float64],
    told: NDArray[np.int64],
    names: tuple[str, ...],
    problems: list[str],
) -> None:
    """A class that is not the one with the largest score is a problem: one of the two is not the prediction."""
    best = scores.max(axis=1)
    known = told >= 0
    other = np.flatnonzero(known & (scores[np.arange(len(told)), np.maximum(told, 0)] < best))
    if len(other):
        row = int(other[0])
        problems.append(
            f"{table.path}: {row_name(row)}: the class is {names[told[row]]}, and {names[int(scores[row].argmax())]} "
            f"has the largest score (so in {len(other):,} rows); leave the column out that is not the prediction"
        )
