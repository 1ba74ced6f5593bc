"""Labels as files hold them, numbers, one-hot rows or names, as numbers from 0."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.dataset import UNLABELLED
from fer_lib.data.pixel_arrays import count
from fer_lib.data.reading import shorten
from fer_lib.errors import UserError

LARGEST = 2.0**53
"""Above it floats do not hold all whole numbers."""


class Labels(NamedTuple):
    """Labels of one array of images.

    Attributes:
        array: [N], [N, 1] or [N, K], or None where the source has none for these images.
        place: the file and what in it, for messages.
        images: how many images there are.
    """

    array: NDArray[Any] | None
    place: str
    images: int


def to_labels(
    sources: Sequence[Labels],
    class_names: Sequence[str] | None,
    converted: dict[str, int],
    *,
    gaps: bool = False,
) -> tuple[list[NDArray[np.int64]], tuple[str, ...] | None]:
    """Labels as numbers from 0, and the names of the classes where there are any.

    Taken are integers [N] or [N, 1], one-hot rows [N, K] of any kind of number, and names [N] or [N, 1]. Names that
    ``class_names`` does not order are ordered by the alphabet.

    Args:
        sources: the labels of one data set.
        class_names: names of the classes in the order of the numbers, if the source has them.
        converted: counts here the images whose one-hot label became a number.
        gaps: take −1 and an empty name for a missing label; otherwise they are refused.

    Returns:
        For each source int64 [N], with −1 where it has none; and the class names or None.

    Raises:
        UserError: if labels are none of these, do not fit the images or the class names, or are partly numbers and
            partly names.
    """
    names = None if class_names is None else tuple(map(str, class_names))
    numbers, texts = _sorted_by_kind(sources, converted, gaps)
    if texts:
        if numbers:
            text, number = sources[next(iter(texts))].place, sources[next(iter(numbers))].place
            raise UserError(
                f"{text}: the labels are names, those of {number} are numbers. Save both the same way."
            )
        names = names or tuple(sorted({name for found in texts.values() for name in found.tolist() if name}))
        numbers = {i: _numbers_of(found, names, sources[i].place) for i, found in texts.items()}
    for i, found in numbers.items():
        _check_range(found, names, sources[i].place, UNLABELLED if gaps else 0)
    return [
        numbers.get(i, np.full(source.images, UNLABELLED, np.int64)) for i, source in enumerate(sources)
    ], names


def _sorted_by_kind(
    sources: Sequence[Labels], converted: dict[str, int], gaps: bool
) -> tuple[dict[int, NDArray[np.int64]], dict[int, NDArray[np.str_]]]:
    """The labels that are numbers and those that are names, each by the position of its source."""
    numbers: dict[int, NDArray[np.int64]] = {}
    texts: dict[int, NDArray[np.str_]] = {}
    columns: dict[int, int] = {}
    for i, (array, place, images) in enumerate(sources):
        if array is None:
            continue
        if array.ndim == 2 and array.shape[1] == 1:
            array = array[:, 0]
        if array.ndim not in (1, 2):
            raise UserError(
                f"{place}: the shape is {array.shape}; expected one label an image: ({images},), ({images}, 1), or "
                "one-hot rows."
            )
        if len(array) != images:
            raise UserError(
                f"{place}: {len(array):,} labels for {images:,} images. Take both from one data set."
            )
        if array.ndim == 2:
            columns[i] = array.shape[1]
            numbers[i] = _from_one_hot(array, place)
            count(converted, "one_hot_to_label", images)
        elif array.dtype.kind in "US":
            texts[i] = _as_text(array, place, gaps)
        elif array.dtype.kind in "iu":
            numbers[i] = array.astype(np.int64)
        elif (
            array.dtype.kind == "f"
            and (array == np.rint(array)).all()
            and np.abs(array).max(initial=0) < LARGEST
        ):
            numbers[i] = array.astype(np.int64)
            count(converted, "label_decimal_to_number", images)
        else:
            raise UserError(
                f"{place}: the labels are of type {array.dtype}; expected integers from 0, one-hot rows, or names. "
                "Convert them before you save the file, with astype(int) if they are whole."
            )
    if len(set(columns.values())) > 1:
        counts = ", ".join(f"{sources[i].place} has {k}" for i, k in columns.items())
        raise UserError(
            f"the one-hot labels have different numbers of classes: {counts}. Save all with the same."
        )
    return numbers, texts


def _from_one_hot(array: NDArray[Any], place: str) -> NDArray[np.int64]:
    if array.dtype.kind not in "biuf":
        raise UserError(
            f"{place}: a table of type {array.dtype} is no one-hot label. Save one name an image."
        )
    ones = array == 1
    wrong = (ones.sum(axis=1) != 1) | ((array != 0) & ~ones).any(axis=1)
    if wrong.any():
        row = int(wrong.argmax())
        raise UserError(
            f"{place}: row {row:,} (rows count from 0) is {shorten(array[row].tolist())}; expected one 1 and else 0, "
            "one class an image. Images of several classes and probabilities cannot be labels."
        )
    labels: NDArray[np.int64] = ones.argmax(axis=1).astype(np.int64)
    return labels


def _as_text(array: NDArray[Any], place: str, gaps: bool) -> NDArray[np.str_]:
    if array.dtype.kind == "S":
        try:
            array = np.char.decode(array, "utf8")
        except UnicodeDecodeError:
            raise UserError(f"{place}: the names are not UTF-8. Save them as text (dtype U).") from None
    texts: NDArray[np.str_] = np.char.strip(array)
    empty = texts == ""
    if empty.any() and not gaps:
        raise UserError(
            f"{place}: the label in row {int(empty.argmax()):,} (rows count from 0) is empty. Give it a class or "
            "leave the image out."
        )
    return texts


def _numbers_of(texts: NDArray[np.str_], names: tuple[str, ...], place: str) -> NDArray[np.int64]:
    number = {name: i for i, name in enumerate(names)}
    labels = np.array([number.get(text, UNLABELLED) for text in texts.tolist()], np.int64)
    unknown = (labels == UNLABELLED) & (texts != "")
    if unknown.any():
        row = int(unknown.argmax())
        raise UserError(
            f'{place}: "{shorten(texts[row])}" in row {row:,} (rows count from 0) is none of the classes '
            f"{shorten(', '.join(names), 120)}. Mend the label or add the class."
        )
    return labels


def _check_range(labels: NDArray[np.int64], names: tuple[str, ...] | None, place: str, least: int) -> None:
    wrong = np.flatnonzero((labels < least) | (labels >= (len(names) if names else np.inf)))
    if len(wrong):
        expected = f"0 to {len(names) - 1}, for {len(names)} class names" if names else "0 or more"
        raise UserError(
            f"{place}: label {labels[wrong[0]]} in row {wrong[0]:,} (rows count from 0); expected {expected}. "
            f"{len(wrong):,} of {len(labels):,} labels are out of range."
        )


def checked_names(names: Sequence[str], place: str) -> tuple[str, ...]:
    """Class names, if they are different and none is empty.

    Raises:
        UserError: otherwise, naming the first that is wrong.
    """
    for i, name in enumerate(names):
        if not name.strip():
            raise UserError(f"{place}: the name of class {i} is empty. Give every class a name.")
        if name in names[:i]:
            raise UserError(f'{place}: the name "{shorten(name)}" stands twice. Give every class its own.')
    return tuple(names)
