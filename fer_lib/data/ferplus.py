"""The votes of FER+: ten people on each image of FER2013 (Barsoum et al. 2016, arXiv:1608.01041)."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.csv_rows import header_of, open_csv, rows_of
from fer_lib.data.dataset import SPLITS
from fer_lib.data.fer2013 import USAGE_SPLITS
from fer_lib.data.reading import at_line, shorten, whole_number
from fer_lib.errors import Problems, UserError

FILE_NAME = "fer2013new.csv"
VOTE_NAMES = (
    "neutral",
    "happiness",
    "surprise",
    "sadness",
    "anger",
    "disgust",
    "fear",
    "contempt",
    "unknown",
    "NF",
)
"""The columns of the votes, as the file names them; ``NF`` counts those who saw no face."""
COLUMNS = ("usage", "image name", *(name.lower() for name in VOTE_NAMES))


def read_votes(path: Path, split: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Reads ``fer2013new.csv``, which has one row for each row of ``fer2013.csv``, in the same order.

    Args:
        path: the file.
        split: uint8 [N], the split of each row of ``fer2013.csv``, which must agree with this file's Usage.

    Returns:
        uint8 [N, 10], the votes of each image for ``VOTE_NAMES``.

    Raises:
        UserError: if the header, a vote, a Usage or the number of rows is not as expected.

    """
    columns = header_of(path)
    if sorted(columns) != sorted(COLUMNS):
        raise UserError(
            f'{path}, line 1: the header is "{shorten(",".join(columns))}", expected '
            f'"Usage,Image name,{",".join(VOTE_NAMES)}". Get the file again or move it away.'
        )
    where = [columns.index(name) for name in COLUMNS]
    rows: list[list[int]] = []
    problems = Problems("line")
    with open_csv(path) as file:
        for line, fields in rows_of(path, file, problems):
            if len(fields) != len(COLUMNS):
                problems.add(f"{at_line(path, line)}: {len(fields)} columns instead of {len(COLUMNS)}.")
                continue
            usage, _, *texts = (fields[position] for position in where)
            votes = [whole_number(text, 255) for text in texts]
            if len(rows) < len(split) and USAGE_SPLITS.get(usage.lower()) != SPLITS[split[len(rows)]]:
                problems.add(
                    f"{at_line(path, line)}: Usage is {shorten(usage)}, unlike in the same row of "
                    "the faces. The two files do not belong together: get both again or move this one away."
                )
            if None in votes:
                text = texts[votes.index(None)]
                problems.add(
                    f'{at_line(path, line)}: "{shorten(text)}" is no number of votes. Get the file again.'
                )
            rows.append([vote or 0 for vote in votes])
    problems.raise_if_any()
    if len(rows) != len(split):
        raise UserError(
            f"{path}: {len(rows)} rows of votes for {len(split)} images. The file does not belong to these "
            "images: move it away, or get both files again."
        )
    return np.array(rows, dtype=np.uint8)
