"""The CSV that ``predict`` writes: ``id,label`` for a competition, ``file,label`` and probabilities for pictures."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from fer_lib.adoption.table import GIVEN, IDS, NOT_READ, PREDICTED
from fer_lib.data.known_labels import TRUE_LABEL
from fer_lib.data.reading import shorten
from fer_lib.data.to_label import ToLabel
from fer_lib.errors import UserError
from fer_lib.files import write_text

PREFIX = "probability_"
PREFIXES = ("probability", "prob", "p_", "score_", "logit_")
"""With what ``evaluate`` takes the name of a column for that of a class and more."""


def check_output(path: Path, source: Path, *, overwrite: bool) -> None:
    """Refuse an output that would destroy something.

    Raises:
        UserError: if it exists and ``overwrite`` is off, is a folder, or is the file that is read.
    """
    if str(path) == "-":
        raise UserError("-o -: name the file to write, for example -o labels.csv")
    if path.is_dir():
        raise UserError(
            f"{path}: this is a folder; name the file to write, for example {path / 'submission.csv'}"
        )
    if path.exists() and source.exists() and path.samefile(source):
        raise UserError(f"{path}: this is the file to read; give the CSV another name")
    if path.exists() and not overwrite:
        raise UserError(f"{path}: exists already; give another name, or --overwrite")


def check_not_read(path: Path, read: Iterable[Path]) -> None:
    """Refuse to replace a file that was read. Raises ``UserError``."""
    if path.exists() and any(path.samefile(file) for file in read if file.exists()):
        raise UserError(f"{path}: this is one of the files to read; give the CSV another name")


def write_table(
    path: Path, found: ToLabel, logits: NDArray[np.floating], names: Sequence[str], *, probabilities: bool
) -> None:
    """Write a line an image, all of them or nothing.

    Args:
        path: the file.
        found: the images. The label is a number in a competition's forms, else the name of a class; where labels are
            known, they stand in a column ``true_label``.
        logits: [n, K]; the label is the class of the largest.
        names: of the K classes.
        probabilities: add a column for each class with its probability, six decimals.

    Raises:
        UserError: if the file cannot be written.
        ValueError: if images and logits do not belong together.
    """
    if logits.shape != (len(found.ids), len(names)):
        raise ValueError(
            f"{len(found.ids)} images and {len(names)} classes, but logits {shorten(logits.shape)}"
        )
    predicted = logits.argmax(axis=1).tolist()
    columns: list[tuple[str, Sequence[object]]] = [(found.column, found.ids)]
    truth = found.dataset.labels.tolist()
    labelled = max(truth, default=-1) >= 0
    numbers = found.column == "id" and not labelled
    columns.append(("label", predicted if numbers else [names[k] for k in predicted]))
    if labelled:
        columns.append((TRUE_LABEL, [names[k] if k >= 0 else "" for k in truth]))
    if probabilities:
        shares = softmax(logits.astype(np.float64), axis=1)
        columns += [
            (name, [f"{share:.6f}" for share in shares[:, k].tolist()])
            for k, name in enumerate(probability_columns(names))
        ]
    buffer = io.StringIO()
    # A return in a name, which ends a row for readers, is quoted by the module only where rows end with one.
    returns = any("\r" in str(name) for name in found.ids)
    writer = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL if returns else csv.QUOTE_MINIMAL)
    writer.writerow([name for name, _ in columns])
    writer.writerows(zip(*(cells for _, cells in columns), strict=True))
    write_text(path, buffer.getvalue())


def probability_columns(names: Sequence[str]) -> list[str]:
    """The columns' names: the classes', or ``probability_NAME`` where one would be taken for something else."""
    known = {*IDS, *PREDICTED, *GIVEN, *NOT_READ, TRUE_LABEL}
    low = [name.casefold() for name in names]
    clash = any(name in known or name.startswith(PREFIXES) for name in low)
    return [f"{PREFIX}{name}" if clash else name for name in names]
