"""One Parquet table: its columns, its images and its labels."""

import importlib
import importlib.util
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.dataset import UNLABELLED, Split
from fer_lib.data.form import listed
from fer_lib.data.label_arrays import checked_names
from fer_lib.data.reading import shorten
from fer_lib.data.wanted import PARQUET
from fer_lib.errors import Problems, UserError

IMAGES = ("image", "img", "images")
LABELS = ("label", "labels", "fine_label")
ROWS_AT_ONCE = 512
INSTALL = "pip install pyarrow"

Decode = Callable[[bytes, str], NDArray[np.uint8]]
"""One image file's bytes and where they stand (for messages) to uint8 [H, W] or [H, W, 3].
Raises ``UserError`` if they are no image that can be read."""


class Columns(NamedTuple):
    """Names of the columns to read; None: found by their names, or by the table's own description."""

    images: str | None = None
    labels: str | None = None


def table_reader(path: Path) -> Any:
    """The module that reads tables, if the file is one.

    Raises:
        UserError: if it is none, or the module is not installed.
    """
    PARQUET.check(path)
    if importlib.util.find_spec("pyarrow") is None:
        raise UserError(
            f"{path}: Parquet tables are read with pyarrow, which is not installed. Install it with {INSTALL}, or save "
            "the images as files in a folder for each class."
        )
    return importlib.import_module("pyarrow.parquet")


@dataclass
class Images:
    """The images that were read so far; all of one shape."""

    room: int
    decode: Decode
    skip: bool
    problems: Problems
    unreadable: list[str]
    array: NDArray[np.uint8] | None = None
    first: str = ""
    count: int = 0

    def add(self, decoded: NDArray[np.uint8] | UserError, place: str) -> bool:
        """Put one image behind the others; False if it cannot be used."""
        if isinstance(decoded, UserError):
            if self.skip:
                self.unreadable.append(str(decoded))
            else:
                self.problems.add(str(decoded))
            return False
        if self.array is None:
            self.array, self.first = np.empty((self.room, *decoded.shape), np.uint8), place
        if decoded.shape != self.array.shape[1:]:
            raise UserError(
                f"{place}: its image is {_described(decoded.shape)}, that of {self.first} is "
                f"{_described(self.array.shape[1:])}. Say which size (size: [height, width]) and how many channels "
                "(channels: 1 or 3) all should get."
            )
        self.array[self.count] = decoded
        self.count += 1
        return True


def _described(shape: tuple[int, ...]) -> str:
    return f"{shape[0]}×{shape[1]} and {'grey' if len(shape) == 2 else 'in colour'}"


@dataclass(frozen=True)
class Table:
    """One file: how many rows it has and which of its columns are read.

    Attributes:
        path: the file.
        rows: how many images it has.
        images: name of the column of images.
        labels: name of the column of labels, or None if there is none.
        unused: the other columns.
        class_names: names of the labels, if the table's own description has them.
    """

    path: Path
    rows: int
    images: str
    labels: str | None
    unused: tuple[str, ...]
    class_names: tuple[str, ...] | None

    @property
    def place_of_labels(self) -> str:
        """File and column of the labels, for messages."""
        return f"{self.path}, column {shorten(self.labels)}" if self.labels else str(self.path)

    @classmethod
    def of(cls, module: Any, path: Path, columns: Columns, split: Split) -> "Table":
        """What stands in a file, before its images are read."""
        PARQUET.check(path)
        try:
            with module.ParquetFile(path) as file:
                rows, schema = int(file.metadata.num_rows), file.schema_arrow
                held, metadata = [str(name) for name in schema.names], schema.metadata
        except Exception as error:  # a damaged file can make pyarrow raise errors of many kinds
            raise UserError(
                f"{path}: is no Parquet file that can be read ({shorten(error)}). Get it again."
            ) from error
        if len(set(held)) < len(held):
            raise UserError(f"{path}: two columns have the same name ({listed(held)}). Give each its own.")
        features = _features(metadata)
        images = _column(path, held, features, columns.images, IMAGES, "Image")
        labels = _column(path, held, features, columns.labels, LABELS, "ClassLabel")
        if images is None or (labels is None and split != "test"):
            what, usual = ("images", IMAGES) if images is None else ("labels", LABELS)
            raise UserError(
                f"{path}: there is no column of {what} (the columns are: {listed(held)}). Name it {' or '.join(usual)}."
            )
        names = features.get(labels or "", {}).get("names")
        return cls(
            path,
            rows,
            images,
            labels,
            tuple(name for name in held if name not in (images, labels)),
            checked_names([str(name) for name in names], f"{path}, column {shorten(labels)}")
            if names
            else None,
        )

    def read(self, module: Any, images: Images, pool: ThreadPoolExecutor) -> Iterator[tuple[Any, bool]]:
        """Reads the images into ``images``; for each row its label and whether its image could be used."""
        wanted = [self.images, *([self.labels] if self.labels else [])]
        row = 0
        for batch in self._batches(module, wanted):
            contents = batch[self.images]
            places = [f"{self.path}, row {row + i:,} (rows count from 0)" for i in range(len(contents))]
            decoded = pool.map(
                lambda content, place: _decoded(content, place, images.decode), contents, places
            )
            labels = batch[self.labels] if self.labels else [None] * len(contents)
            for one, place, label in zip(decoded, places, labels, strict=True):
                yield label, images.add(one, place)
            row += len(contents)

    def label_array(self, labels: Sequence[Any]) -> NDArray[Any] | None:
        """Labels of this file as numbers or as names, with −1 or an empty name for none; None without a column."""
        if self.labels is None:
            return None
        kinds = {type(label) for label in labels if label is not None}
        try:
            if kinds <= {int}:
                return np.array([UNLABELLED if label is None else label for label in labels], np.int64)
        except OverflowError:
            raise UserError(
                f"{self.place_of_labels}: a label is larger than 2^63. Count labels from 0."
            ) from None
        if kinds == {str}:
            return np.array([label or "" for label in labels], np.str_)
        wrong = next(kind for kind in kinds if kind is not int and (kind is not str or len(kinds) > 1))
        raise UserError(
            f"{self.place_of_labels}: a label is of type {wrong.__name__}; expected one whole number or one name for "
            "each image."
        )

    def _batches(self, module: Any, wanted: list[str]) -> Iterator[dict[str, list[Any]]]:
        try:
            with module.ParquetFile(self.path) as file:
                for batch in file.iter_batches(batch_size=ROWS_AT_ONCE, columns=wanted):
                    yield batch.to_pydict()
        except UserError:
            raise
        except Exception as error:
            raise UserError(f"{self.path}: cannot be read ({shorten(error)}). Get the file again.") from error


def _features(metadata: Mapping[bytes, bytes] | None) -> dict[str, dict[str, Any]]:
    """What the hub's description says of each column, ``{"label": {"_type": "ClassLabel", "names": […]}}``."""
    try:
        features = json.loads((metadata or {})[b"huggingface"])["info"]["features"]
        return {name: feature for name, feature in features.items() if isinstance(feature, dict)}
    except (KeyError, ValueError, TypeError, AttributeError):
        return {}  # no description, or one of another kind: the columns are found by their names


def _column(
    path: Path,
    held: Sequence[str],
    features: Mapping[str, Mapping[str, Any]],
    asked: str | None,
    usual: Sequence[str],
    kind: str,
) -> str | None:
    """The column that was asked for, or the only one with a usual name, or else the only one of this kind."""
    if asked is not None:
        if asked not in held:
            raise UserError(
                f'{path}: there is no column "{shorten(asked)}" (the columns are: {listed(held)}).'
            )
        return asked
    by_name = [name for name in held if name.lower() in usual]
    found = by_name or [name for name in held if features.get(name, {}).get("_type") == kind]
    if len(found) > 1:
        raise UserError(
            f"{path}: the columns {' and '.join(found)} can all be the {'images' if kind == 'Image' else 'labels'}. "
            "Remove those that are not meant from the table."
        )
    return found[0] if found else None


def _decoded(content: Any, place: str, decode: Decode) -> NDArray[np.uint8] | UserError:
    """One image from a cell, or why it is none."""
    inner = content.get("bytes") if isinstance(content, dict) else content
    if isinstance(content, dict) and inner is None and content.get("path"):
        return UserError(
            f"{place}: the table has only the path {shorten(content['path'])} of this image. Get a table that holds "
            "the images, or give the folder with the image files."
        )
    if inner is None:
        return UserError(f"{place}: there is no image. Remove the row.")
    if not isinstance(inner, bytes):
        return UserError(
            f"{place}: the image is of type {type(inner).__name__}; expected the bytes of a JPEG or PNG file. Save the "
            "images that way, or as npz."
        )
    try:
        return decode(inner, place)
    except UserError as error:
        return error
