"""The columns of a CSV of boxes, and whether a CSV is one; this takes no Pillow."""

from pathlib import Path

from fer_lib.data.csv_rows import header_if_csv, header_of
from fer_lib.data.split_names import split_index

COLUMNS = ("filename", "width", "height", "label", "xmin", "ymin", "xmax", "ymax")
EDGES = frozenset(COLUMNS[4:])
"""Those that no other form has."""


def has_boxes(path: Path) -> bool:
    """Whether a CSV is one of boxes, as far as its header says.

    Raises:
        UserError: if it is called after a split, and so should be one of something, but is no CSV.
    """
    read = header_if_csv if split_index(path.stem) is None else header_of
    return bool(EDGES & set(read(path)))
