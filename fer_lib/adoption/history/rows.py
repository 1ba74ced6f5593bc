"""Histories in JSON and CSV: lists a column, or rows, which may have gaps and may be of steps."""

import csv
import json
import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from fer_lib.adoption.history.assembly import Point, Told, choose_columns
from fer_lib.adoption.history.columns import is_epoch, is_step
from fer_lib.data.opening import open_file
from fer_lib.data.reading import reporting_os_errors
from fer_lib.errors import UserError

MOST_BYTES = 64 * 2**20
Row = Mapping[str, Any]


def read_text(path: Path) -> str:
    """The text of a file that is not too large. Raises ``UserError`` if it is not text."""
    with open_file(path) as file, reporting_os_errors(path):
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UserError(f"{path}: {path.stat().st_size:,} bytes are more than a history has")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{path}: not text in UTF-8") from None


def rows_of_json(path: Path) -> list[Row]:
    """Rows of Keras' ``History.history`` (a list a column, all of one length), or of a list with an object an epoch.

    Raises:
        UserError: if it is something else.
    """
    try:
        value = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path}: not JSON ({' '.join(str(error).split())[:100]})") from None
    for key in (
        "history",
        "log_history",
    ):  # Keras' History object as a dict, the trainer state of Hugging Face
        if isinstance(value, dict) and isinstance(value.get(key), dict | list):
            value = value[key]
    if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        return value
    if not isinstance(value, dict) or not any(isinstance(column, list) for column in value.values()):
        raise UserError(
            f'{path}: an object with a list a column is expected, {{"loss": […], "val_loss": […]}}, or a list with an '
            "object an epoch"
        )
    columns = {name: column for name, column in value.items() if isinstance(column, list)}
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise UserError(
            f"{path}: the lists have different lengths ({listed[:150]}); one value an epoch is expected"
        )
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def rows_of_csv(path: Path) -> list[Row]:
    """Rows of a table with a head, divided by commas, semicolons or tabs.

    Raises:
        UserError: if it is something else.
    """
    lines = read_text(path).splitlines()
    head = next((line for line in lines if line.strip()), "")
    delimiter = max(",;\t", key=head.count)
    try:
        table = [
            row
            for row in csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
            if any(map(str.strip, row))
        ]
    except csv.Error as error:
        raise UserError(f"{path}: not a CSV ({error})") from None
    if len(table) < 2:
        raise UserError(f"{path}: a head and a line an epoch are expected")
    names = [name.strip() for name in table[0]]
    if twice := [name for name in names if name and names.count(name) > 1]:
        raise UserError(f"{path}: the column {twice[0]!r} stands twice")
    for number, row in enumerate(table[1:], 2):
        if len(row) > len(names):
            raise UserError(f"{path}: row {number} has {len(row)} cells, and the head {len(names)}")
    return [dict(zip(names, row, strict=False)) for row in table[1:]]


def curves_of_rows(
    rows: Sequence[Row], shown: str, told: Told
) -> tuple[dict[str, list[Point]], dict[str, str]]:
    """Values by field, each with its epoch, and the columns that they were in.

    Raises:
        UserError: if a value that is used is no number, or the epochs go back.
    """
    names = list(dict.fromkeys(name for row in rows for name in row if isinstance(name, str)))
    epoch_column = next((name for name in names if is_epoch(name)), None)
    columns = choose_columns([n for n in names if n != epoch_column and not is_step(n)], told)
    epochs = _epochs([row.get(epoch_column) for row in rows], shown, epoch_column) if epoch_column else None
    curves: dict[str, list[Point]] = {field: [] for field in columns}
    for number, row in enumerate(rows):
        epoch = number + 1 if epochs is None else epochs[number]
        for field, name in columns.items():
            value = _number(row.get(name), f"{shown}: entry {number + 1}: {name}")
            if value is not None and epoch is not None:
                curves[field].append((epoch, value))
    return curves, columns


def _number(value: object, where: str) -> float | None:
    """A finite number; None for an empty cell, and for NaN and infinity, which say that there was none."""
    if value is None or (
        isinstance(value, str) and value.strip().lower() in ("", "nan", "none", "null", "-")
    ):
        return None
    text = str(value).strip()
    try:
        if isinstance(value, bool | list | dict):
            raise ValueError
        number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except (ValueError, OverflowError):
        raise UserError(f"{where}: {text[:40]!r} is not a number") from None
    return number if math.isfinite(number) else None


def _epochs(values: Sequence[object], shown: str, name: str) -> list[int | None]:
    """The epoch of each row, from 1; None where the row has none.

    Numbers from 0 are moved up by one; fractions (Hugging Face writes 0.5 half way) belong to the epoch that they are
    in.
    """
    numbers = [_number(value, f"{shown}: entry {n + 1}: {name}") for n, value in enumerate(values)]
    known = [number for number in numbers if number is not None]
    if not known:
        return [None] * len(numbers)
    if any(after < before for before, after in pairwise(known)):
        back = next(after for before, after in pairwise(known) if after < before)
        raise UserError(
            f"{shown}: {name} goes back to {back:g}: these are two trainings in one file; keep the rows of the one "
            "whose weights you adopt"
        )
    whole = all(number == int(number) for number in known)
    first = 1 - int(min(known)) if whole and min(known) < 1 else 0
    return [None if number is None else max(1, math.ceil(number) + first) for number in numbers]
