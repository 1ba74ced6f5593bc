"""What the forms that hold whole arrays or tables of images share: what was found, and what was read."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.dataset import SPLITS, Split
from fer_lib.data.label_arrays import Labels, to_labels
from fer_lib.data.listing import is_file, is_folder
from fer_lib.data.pixel_arrays import Layout, Pixels, to_images
from fer_lib.data.reading import reporting_os_errors, shorten
from fer_lib.errors import UserError

HIDDEN = (".", "__MACOSX")
LISTED = 20
"""So many things that are not read are named, the others counted."""


class ReadImages(NamedTuple):
    """Everything that a source holds, as arrays.

    Attributes:
        images: uint8 [N, H, W] or [N, H, W, 3].
        labels: int64 [N], from 0; −1 where the source gives none.
        split: uint8 [N], index into ``SPLITS``.
        class_names: names of the classes in the order of the labels; None where the source has only numbers.
        converted: how many images were changed in what way, or had their labels changed; empty if none was.
        not_read: what lies there and was not read, each named.
        unreadable: images that were left out because they cannot be read, each with the reason.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    split: NDArray[np.uint8]
    class_names: tuple[str, ...] | None
    converted: dict[str, int]
    not_read: tuple[str, ...]
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """Files of a recognised form, not yet read.

    Attributes:
        form: which form.
        root: the folder that the files are in.
        files: every file that the content depends on.
        read: reads them; raises ``UserError`` if something about them is not as it must be.
    """

    form: str
    root: Path
    files: tuple[Path, ...]
    read: Callable[[], ReadImages]


def files_in(folder: Path) -> list[Path]:
    """The files of a folder without the hidden ones, by name.

    Raises:
        UserError: if the folder cannot be looked at.
    """
    return _entries(folder, is_file)


def folders_in(folder: Path) -> list[Path]:
    """The folders of a folder without the hidden ones, by name.

    Raises:
        UserError: if the folder cannot be looked at.
    """
    return _entries(folder, is_folder)


def _entries(folder: Path, wanted: Callable[["os.DirEntry[str]"], bool]) -> list[Path]:
    with reporting_os_errors(folder), os.scandir(folder) as listed:  # there may be 200,000
        names = [entry.name for entry in listed if not entry.name.startswith(HIDDEN) and wanted(entry)]
    return [folder / name for name in sorted(names)]


def named(things: Iterable[str]) -> tuple[str, ...]:
    """Names of what is not read, at most ``LISTED`` of them and then how many more there are."""
    names = [shorten(thing, 200) for thing in things]
    more = len(names) - LISTED
    return (*names[:LISTED], f"and {more:,} more") if more > 0 else tuple(names)


def listed(names: Iterable[str]) -> str:
    """Names for a message: ``a, b, c``, cut where they are too many."""
    return shorten(", ".join(names), 160)


class Part(NamedTuple):
    """Images and labels that belong together, as a source holds them.

    Attributes:
        images: the images.
        labels: their labels, or None where the source has none.
        labels_place: where these are, for messages.
        split: the split of all of them, or uint8 [n], index into ``SPLITS``.
    """

    images: Pixels
    labels: NDArray[Any] | None
    labels_place: str
    split: Split | NDArray[np.uint8]


def join(
    parts: Sequence[Part],
    class_names: Sequence[str] | None,
    layout: Layout | None,
    not_read: tuple[str, ...],
) -> ReadImages:
    """One set from its parts, in their order, checked and converted.

    Args:
        parts: at least one.
        class_names: as in ``to_labels``.
        layout: as in ``to_images``.
        not_read: what lies there and is not read.

    Raises:
        UserError: if parts are not as they must be, or not of one kind.
    """
    converted: dict[str, int] = {}
    images = to_images([part.images for part in parts], layout, converted)
    sources = [
        Labels(part.labels, part.labels_place, len(pixels))
        for part, pixels in zip(parts, images, strict=True)
    ]
    labels, names = to_labels(sources, class_names, converted)
    split = [
        np.full(len(pixels), SPLITS.index(part.split), np.uint8)
        if isinstance(part.split, str)
        else part.split
        for part, pixels in zip(parts, images, strict=True)
    ]
    return ReadImages(
        np.concatenate(images),
        two_classes(np.concatenate(labels), names, parts[0].labels_place),
        np.concatenate(split),
        names,
        converted,
        not_read,
    )


def two_classes(
    labels: NDArray[np.int64], class_names: tuple[str, ...] | None, place: str
) -> NDArray[np.int64]:
    """The labels, if there are two classes or more.

    Raises:
        UserError: otherwise.
    """
    classes = len(class_names) if class_names else int(labels.max()) + 1
    if classes < 2:
        what = "no image has a label" if classes == 0 else "all images have the same label"
        raise UserError(f"{place}: {what}. Give images of two classes or more.")
    return labels
