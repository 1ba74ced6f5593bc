"""Which column of a CSV of pixels is what: one column with all pixels of a row, or one column a pixel."""

import re
from collections.abc import Callable, Sequence
from math import isqrt
from pathlib import Path
from typing import NamedTuple

from fer_lib.data.chinese_words import chinese
from fer_lib.data.csv_rows import column_names, first_row, header_of
from fer_lib.data.image_table import ID_COLUMNS, LABEL_COLUMNS, SPLIT_COLUMNS
from fer_lib.data.reading import shorten
from fer_lib.data.split_names import split_of
from fer_lib.errors import UserError

PIXEL_COLUMNS = (
    "pixels", "pixel", "feature", "features", "pixel_values", "image_pixels", *chinese("columns", "pixels"),
)  # fmt: skip
PERHAPS_PIXELS = ("image", "images", "img", "data", "x", "face", *chinese("columns", "perhaps_pixels"))
"""Columns that hold pixels if the first row has numbers there, and otherwise names of files."""
IDS = (*ID_COLUMNS, "index", "idx")
LEAST_PIXELS = 64
"""8×8, the smallest images that people write into tables."""
_ONE_OF_MANY = re.compile(r"(?P<name>.*?)[\s_.-]*(?P<first>\d+)(?:[x_](?P<second>\d+))?")
_NUMBERS = re.compile(r"[\[(\s\"']*\d+(?:\.\d*)?(?:[\s,;|]+\d+(?:\.\d*)?){7}")


class PixelColumns(NamedTuple):
    """Positions of the columns that are read, and the names of those that are not.

    Attributes:
        header: all names.
        pixels: the one column of pixels, or those of the single pixels in the order of these.
        label: or None.
        split: or None.
        id: of a test image, or None.
        others: what else there is.
    """

    header: tuple[str, ...]
    pixels: tuple[int, ...]
    label: int | None
    split: int | None
    id: int | None
    others: tuple[str, ...]

    @property
    def form(self) -> str:
        """Which form these columns are."""
        if self.label is None:
            return "test-csv"
        if self.split is not None:
            return "fer2013-csv"
        return "emotion-csv" if self.header[self.label] == "emotion" else "course-csv"

    def pixels_of(self, fields: Sequence[str]) -> str:
        """The pixels of a row as text."""
        if len(self.pixels) == 1:
            return fields[self.pixels[0]]
        return " ".join(fields[i] or "?" for i in self.pixels)

    @property
    def is_fer2013s(self) -> bool:
        """Whether only FER2013 and the course have such columns, so that numbers mean its classes."""
        named = {self.header[i] for i in (*self.pixels[:1], self.label) if i is not None}
        return bool(named & {"pixels", "feature"}) and (
            self.label is None or bool(named & {"emotion", "label"})
        )


def columns_of(path: Path) -> PixelColumns | None:
    """The columns of a CSV of pixels, or None if the file is none.

    Raises:
        UserError: if the file is no CSV, two columns could be the same, or columns of pixels are missing.
    """
    header = header_of(path)
    pixels = _many(path, header)
    if pixels is None:
        one = _one(path, header, PIXEL_COLUMNS, "pixels")
        if one is None:
            sure = [
                i
                for i, name in enumerate(header)
                if name in PERHAPS_PIXELS and _first_row_has(path, i, _is_numbers)
            ]
            one = sure[0] if len(sure) == 1 else None
        pixels = None if one is None else (one,)
    if pixels is None:
        return None
    label = _one(path, header, LABEL_COLUMNS, "label")
    split = _one(path, header, SPLIT_COLUMNS, "split")
    if (
        split is not None
        and header[split] not in ("usage", "split")
        and not _first_row_has(path, split, split_of)
    ):
        split = None
    number = _one(path, header, IDS, "id") if label is None else None
    taken = {*pixels, label, split, number}
    return PixelColumns(tuple(header), pixels, label, split, number, column_names(header, taken))


def looks_like_a_row(header: Sequence[str]) -> bool:
    """Whether the first line of a CSV is no header but has pixels already."""
    return any(_is_numbers(name) for name in header) or (
        len(header) > LEAST_PIXELS and all(name.isdigit() for name in header[1:])
    )


def _is_numbers(cell: str) -> bool:
    return _NUMBERS.match(cell) is not None


def _one(path: Path, header: Sequence[str], names: Sequence[str], what: str) -> int | None:
    found = [i for i, name in enumerate(header) if name in names]
    if len(found) > 1:
        said = " and ".join(f'"{header[i]}"' for i in found)
        raise UserError(
            f"{path}, line 1: the columns {said} could both be the {what} (the header is "
            f'"{shorten(",".join(header))}"). Delete or rename one of them.'
        )
    return found[0] if found else None


def _first_row_has(path: Path, column: int, fits: Callable[[str], object]) -> bool:
    fields = first_row(path)
    return column < len(fields) and bool(fits(fields[column]))


def _many(path: Path, header: Sequence[str]) -> tuple[int, ...] | None:
    """The columns of single pixels, ``pixel0`` … or ``1x1`` …, in the order of their numbers, or None."""
    if len(header) < LEAST_PIXELS:
        return None
    groups: dict[tuple[str, bool], dict[tuple[int, int], int]] = {}
    for i, name in enumerate(header):
        match = _ONE_OF_MANY.fullmatch(name)
        if match is not None:
            pair = match["second"] is not None
            group = groups.setdefault((match["name"], pair), {})
            if group.setdefault((int(match["first"]), int(match["second"] or 0)), i) != i:
                return None  # the same twice, as in a row
    if not groups:
        return None
    (name, pair), group = max(groups.items(), key=lambda item: len(item[1]))
    if len(group) < LEAST_PIXELS:
        return None
    start = min(group)
    side = isqrt(len(group))
    if pair:
        expected = [(start[0] + row, start[1] + column) for row in range(side) for column in range(side)]
    else:
        expected = [(start[0] + i, 0) for i in range(max(group)[0] - start[0] + 1)]
    missing = [key for key in expected if key not in group]
    if missing or side * side != len(group):
        which = f": {name}{missing[0][0]}{f'x{missing[0][1]}' if pair else ''} is missing" if missing else ""
        raise UserError(
            f"{path}, line 1: {len(group):,} columns of pixels are no square image{which}. Save all of each image."
        )
    return tuple(group[key] for key in expected)
