"""A CSV with a line an image: an id or a file name, a class, and a score for each class, in columns of any order."""

import csv
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from io import TextIOWrapper
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.content import Family
from fer_lib.data.opening import Wanted, lines_of, open_file
from fer_lib.errors import UserError

IDS = (
    "id", "image_id", "imageid", "filename", "file_name", "file", "image_name", "image_path", "image", "img", "path",
    "name", "index", "idx", "key",
)  # fmt: skip
PREDICTED = ("prediction", "predicted", "pred", "predicted_label", "predicted_class", "pred_label", "y_pred")
GIVEN = (
    "label",
    "labels",
    "class",
    "emotion",
    "expression",
    "target",
    "true_label",
    "ground_truth",
    "truth",
    "y_true",
    "y",
)
TRUE = ("true_label", "ground_truth", "truth", "y_true")
"""Those of ``GIVEN`` that cannot be a prediction."""
NOT_READ = ("pixels", "feature", "usage", "split", "")
"""Columns of data sets, and the nameless one that pandas writes."""
_PREFIXES = ("probability_", "probability ", "prob_", "prob ", "p_", "score_", "logit_")
LARGEST_SCORE = float(np.finfo(np.float32).max)
LARGEST_CELL = 2**26
MOST_BYTES = 2**31
TABLE = Wanted(
    "a CSV",
    "Write a CSV with an id or file name and a class or a score for each class.",
    {
        Family.SHEET: "Save the table as CSV in UTF-8.",
        Family.NOTHING: "A head and a line an image are expected: write it again.",
    },
)
Words = list[tuple[int, str]]


@dataclass(frozen=True)
class ImageTable:
    """What a CSV says of its images, row by row.

    Attributes:
        path: the file.
        ids: what names each image; None if no column does.
        classes: the class of each image as it is written; None if no column has one.
        class_column: the name of this column in small letters.
        others: the cells of the columns that are neither, by name without ``prob_`` and the like: scores, if the names
            are those of classes.
    """

    path: Path
    rows: int
    ids: list[str] | None
    classes: list[str] | None
    class_column: str | None
    others: dict[str, list[str]]

    def __len__(self) -> int:
        return self.rows

    def scores(self, columns: Sequence[str]) -> NDArray[np.float64]:
        """The numbers in some of the other columns: float64 [n, len(columns)].

        Raises:
            UserError: if a cell is not a finite number.
        """
        values = np.empty((len(self), len(columns)))
        for place, name in enumerate(columns):
            for number, cell in enumerate(self.others[name]):
                try:
                    values[number, place] = value = float(cell)
                except ValueError:
                    value = math.nan
                if not abs(value) <= LARGEST_SCORE:
                    raise UserError(
                        f"{self.path}: {row_name(number)}: {name}: {cell[:40]!r} is not a finite number; a score for "
                        "the class is expected"
                    )
        return values

    def without(self, ids: Collection[str]) -> "ImageTable":
        """The table without the rows of these ids."""
        kept = [number for number, name in enumerate(self.ids or []) if name not in ids]

        def cells(column: list[str] | None) -> list[str] | None:
            return None if column is None else [column[number] for number in kept]

        others = {name: [column[number] for number in kept] for name, column in self.others.items()}
        return replace(self, rows=len(kept), ids=cells(self.ids), classes=cells(self.classes), others=others)

    def has_probabilities(self) -> bool:
        """Whether the other columns are two or more and are probabilities, so that their names are those of classes."""
        if len(self.others) < 2:
            return False
        try:
            return are_probabilities(self.scores(list(self.others)))
        except UserError:
            return False


def are_probabilities(values: NDArray[np.floating]) -> bool:
    """Whether all rows of [n, K] are not negative and sum to 1, as far as two decimals say it."""
    return (
        bool(values.size)
        and bool((values >= 0).all())
        and bool((abs(values.sum(axis=1) - 1) <= 0.005 * values.shape[1] + 0.01).all())
    )


def row_name(number: int) -> str:
    """What messages call a row, the first after the head being 0: ``row 2``, as editors count."""
    return f"row {number + 2}"


def read_table(path: Path, class_columns: Sequence[str]) -> ImageTable:
    """Read such a CSV.

    Args:
        path: the file; commas, semicolons or tabs divide it.
        class_columns: names of the column with the classes, the one that is meant first.

    Raises:
        UserError: if it cannot be read, a column stands twice, or a row is shorter or longer than the head.
    """
    head, rows = _read(path)
    low = [name.lower() for name in head]
    id_column = next((low.index(name) for name in IDS if name in low), None)
    class_column = next((low.index(name) for name in class_columns if name in low), None)
    known = {*IDS, *PREDICTED, *GIVEN, *NOT_READ}
    others = {_bare(head[n]): n for n, name in enumerate(low) if name not in known}

    def column(number: int) -> list[str]:
        return [row[number].strip() for row in rows]

    return ImageTable(
        path,
        len(rows),
        None if id_column is None else column(id_column),
        None if class_column is None else column(class_column),
        None if class_column is None else low[class_column],
        {name: column(number) for name, number in others.items()},
    )


def _bare(name: str) -> str:
    """``prob_happy`` is of the class happy."""
    prefix = next((p for p in _PREFIXES if name.lower().startswith(p) and len(name) > len(p)), "")
    return name[len(prefix) :].strip()


def _read(path: Path) -> tuple[list[str], list[list[str]]]:
    before = csv.field_size_limit(LARGEST_CELL)
    try:
        TABLE.check(path)
        with open_file(path) as content, TextIOWrapper(content, "utf-8-sig", newline="") as file:
            if path.stat().st_size > MOST_BYTES:
                raise UserError(f"{path}: {path.stat().st_size:,} bytes are more than are read")
            lines = lines_of(path, file)
            first = next(lines, "")
            delimiter = max(",;\t", key=first.count)
            table = [
                row
                for row in csv.reader(chain([first], lines), delimiter=delimiter, skipinitialspace=True)
                if any(map(str.strip, row))
            ]
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror or error})") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path}: not a CSV in UTF-8 ({' '.join(str(error).split())[:80]})") from None
    finally:
        csv.field_size_limit(before)
    if len(table) < 2:
        raise UserError(f"{path}: a head and a line an image are expected")
    head, rows = [name.strip() for name in table[0]], table[1:]
    lower = [name.lower() for name in head if name]
    if twice := [name for name in lower if lower.count(name) > 1]:
        raise UserError(f"{path}: the column {twice[0]!r} stands twice")
    for number, row in enumerate(rows):
        if len(row) != len(head):
            raise UserError(f"{path}: {row_name(number)} has {len(row)} cells, and the head {len(head)}")
    return head, rows
