"""The rows of ``collect`` as a CSV that a spreadsheet opens."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from fer_lib.files import write_text
from fer_lib.handed_in.collection import Row
from fer_lib.runs.state import JUDGED

HEAD = (
    "file", "name", "author", "student_id", "network", "parameters", "epochs",
    *(f"{split}_{what}" for split in JUDGED for what in ("n", "accuracy", "low", "high")),
    "status", "same_as", "remarks",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _text(value: str) -> str:
    """Text that no spreadsheet takes for a formula: it comes from the archives."""
    printable = "".join(c if c.isprintable() else " " for c in value)
    return f"'{printable}" if printable.startswith(_FORMULA) else printable


def _cells(row: Row) -> list[str]:
    cells = [_text(text) for text in (row.file, row.name, row.author, row.student_id, row.network)]
    cells += ["" if number is None else str(number) for number in (row.parameters, row.epochs)]
    for split in JUDGED:
        accuracy = row.accuracies.get(split)
        if accuracy is None:
            cells += [""] * 4
        else:
            low, high = accuracy.wilson_interval
            cells += [str(accuracy.n), *(f"{share:.4f}" for share in (accuracy.share, low, high))]
    return [*cells, row.status, _text(", ".join(row.same_as)), _text("; ".join(row.remarks))]


def write_table(path: Path, rows: Sequence[Row]) -> None:
    """Write a head and a line a row; accuracies from 0 to 1 with the bounds of their 95% intervals.

    With a byte order mark, without which Excel takes the names of persons for another encoding.

    Raises:
        UserError: if the file cannot be written.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows(map(_cells, rows))
    write_text(path, "\ufeff" + buffer.getvalue())
