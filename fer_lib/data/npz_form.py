"""NumPy's npz: one file with all splits, or ``train.npz`` and ``test.npz``.

Names of arrays that are known (capital or small letters, with or without the underscore): ``images`` and ``labels``,
``image`` and ``label`` (the course), ``X`` and ``y``; each of them with a split before or after it, as in ``x_train``
(Keras) and ``train_images`` (MedMNIST); beside them ``usage`` or ``split`` with a word for each image, and
``class_names``.
"""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.dataset import SPLITS, Split
from fer_lib.data.form import Found, Part, ReadImages, files_in, join, listed, named
from fer_lib.data.label_arrays import checked_names
from fer_lib.data.opening import check_unpacked
from fer_lib.data.pixel_arrays import Layout, Pixels
from fer_lib.data.reading import reporting_os_errors, shorten
from fer_lib.data.split_names import SPLIT_WORDS
from fer_lib.data.wanted import NPZ
from fer_lib.errors import UserError

FORM = "npz"
LARGEST_ARRAY = 2**31
"""Bytes; a compressed file may claim any number of zeros, and MNIST has 2^26."""
Role = Literal["images", "labels", "split", "class_names"]
ROLES: dict[Role, tuple[str, ...]] = {
    "images": ("images", "image", "imgs", "img", "x"),
    "labels": ("labels", "label", "targets", "target", "y"),
    "split": ("usage", "split", "splits"),
    "class_names": ("class_names", "classes", "label_names"),
}
"""What an array is, by its name in lower case; images and labels also with a split before or after it."""
REMEDY = "Write the file with np.savez(name, images=…, labels=…)"
_ROLE_OF = {word: role for role, words in ROLES.items() for word in words}
_PAIRED = "|".join(word for role in ("images", "labels") for word in ROLES[role])
_SPLIT = "|".join(sorted(SPLIT_WORDS, key=len, reverse=True))
_WITH_SPLIT = (
    re.compile(rf"(?P<role>{_PAIRED})_?(?P<split>{_SPLIT})"),
    re.compile(rf"(?P<split>{_SPLIT})_?(?P<role>{_PAIRED})"),
)

_Key = tuple[Role, Split | None]


class _File(NamedTuple):
    """One npz file, with the split that its name says."""

    path: Path
    split: Split | None


def find(path: Path, *, test: Path | None = None, layout: Layout | None = None) -> Found | None:
    """The npz files that ``path`` is, or None if it is none.

    Args:
        path: an npz file, or a folder that holds ``train.npz`` and perhaps ``test.npz`` and ``validation.npz``, or
            one npz file with any name. For a file ``train.npz`` those beside it are read as well.
        test: another npz file with the test images, if ``path`` is a file.
        layout: where the channels are, for arrays whose shape does not say it.

    Raises:
        UserError: if a folder holds several npz files and none is ``train.npz``.
    """
    with reporting_os_errors(path):
        is_folder = path.is_dir()
    if is_folder and test:
        raise UserError(
            f"{path}: this is a folder, so it has its own test images. Give the training images as a file to use "
            f"{test.name}."
        )
    if not is_folder and path.suffix.lower() != ".npz":
        return None
    folder = path if is_folder else path.parent
    beside = files_in(folder) if is_folder or (_split_of(path) and not test) else []
    by_split = _by_split(beside)
    if test is not None:
        files = [_File(path, "train"), _File(test, "test")]
    elif "train" in by_split and (is_folder or path == by_split["train"]):
        files = [_File(by_split[split], split) for split in SPLITS if split in by_split]
    elif not is_folder:
        files = [_File(path, None)]
    else:
        archives = [file for file in beside if file.suffix.lower() == ".npz"]
        if not archives:
            return None
        if len(archives) > 1:
            raise UserError(
                f"{path}: holds several npz files ({listed(file.name for file in archives)}) and none is train.npz. "
                "Give one of them, or name them train.npz and test.npz."
            )
        files = [_File(archives[0], None)]
    used = [file.path for file in files]
    others = [file.name for file in beside if file not in used] if is_folder else []
    return Found(FORM, folder, tuple(used), lambda: _read(files, layout, others))


def _split_of(path: Path) -> Split | None:
    return SPLIT_WORDS.get(path.stem.lower()) if path.suffix.lower() == ".npz" else None


def _by_split(files: list[Path]) -> dict[Split, Path]:
    found: dict[Split, Path] = {}
    for file in files:
        split = _split_of(file)
        if split and split in found:
            raise UserError(
                f"{file.parent}: {found[split].name} and {file.name} are both the {split} images. Keep one."
            )
        if split:
            found[split] = file
    return found


def _read(files: list[_File], layout: Layout | None, others: list[str]) -> ReadImages:
    parts: list[Part] = []
    names: dict[str, tuple[str, ...]] = {}
    not_read: list[str] = []
    for file in files:
        held = _names(file.path)
        found, unknown = _roles(file.path, held)
        not_read += [f"{file.path.name}: array {name}" for name in unknown]
        parts += _parts(file, found, held)
        if ("class_names", None) in found:
            names[file.path.name] = _class_names(file.path, found["class_names", None])
    if len(set(names.values())) > 1:
        raise UserError(f"{listed(names)}: the class names differ. Take all files from one data set.")
    places: dict[str, str] = {}
    for part in parts:
        split = part.split if isinstance(part.split, str) else "all"
        if split in places:
            raise UserError(
                f"{places[split]} and {part.images.place} both have {split} images. Keep one of them."
            )
        places[split] = part.images.place
    return join(parts, next(iter(names.values()), None), layout, named([*not_read, *others]))


def _names(path: Path) -> list[str]:
    """The arrays of an npz file."""
    with reporting_os_errors(path):
        if path.is_dir():
            raise UserError(f"{path}: this is a folder; expected an npz file.")
        NPZ.check(path)
        with path.open("rb") as file:
            if not zipfile.is_zipfile(file):
                raise UserError(
                    f"{path}: this is no npz file, or its end is missing. {REMEDY}, or copy it again."
                )
        try:
            with zipfile.ZipFile(path) as archive:
                return [name.removesuffix(".npy") for name in archive.namelist()]
        except Exception as error:  # a damaged list of its files can make zipfile raise errors of many kinds
            raise UserError(f"{path}: the file is damaged ({shorten(error)}). Copy it again.") from error


def _roles(path: Path, names: list[str]) -> tuple[dict[_Key, str], list[str]]:
    """What each array is, and the arrays that are nothing known."""
    found: dict[_Key, str] = {}
    unknown = []
    for name in names:
        key = _key(name)
        if key is None:
            unknown.append(name)
        elif key in found:
            what = f"the {key[0]}{f' of {key[1]}' if key[1] else ''}"
            raise UserError(
                f"{path}: {found[key]} and {name} can both be {what}. Keep one of the two arrays."
            )
        else:
            found[key] = name
    return found, unknown


def _key(name: str) -> _Key | None:
    lower = name.lower()
    if lower in _ROLE_OF:
        return _ROLE_OF[lower], None
    for pattern in _WITH_SPLIT:
        match = pattern.fullmatch(lower)
        if match:
            return _ROLE_OF[match["role"]], SPLIT_WORDS[match["split"]]
    return None


def _parts(file: _File, found: Mapping[_Key, str], held: list[str]) -> list[Part]:
    """The images of a file with their labels, one part a split."""
    path = file.path
    splits = [split for split in (None, *SPLITS) if ("images", split) in found]
    arrays = f"(there are: {listed(held) or 'none'})"
    for role, split in found:
        if role == "labels" and split not in splits:
            of_split = f" of {split}" if split else ""
            raise UserError(
                f"{path}: there is no array of images{of_split} for the labels {found[role, split]!r} {arrays}. "
                f"{REMEDY}."
            )
    if not splits:
        raise UserError(f"{path}: there is no array of images {arrays}. {REMEDY}.")
    if None in splits and len(splits) > 1:
        raise UserError(
            f"{path}: {found['images', None]} is of no split, {found['images', splits[1]]} is of one. Keep one way."
        )
    words = found.get(("split", None))
    if words and (splits != [None] or file.split):
        raise UserError(
            f"{path}: the split is said twice, by the array {words} and by names. Leave the array out."
        )
    parts = []
    for split in splits:
        images = Pixels(
            _array(path, found["images", split]), f"{path}, array {shorten(found['images', split])}"
        )
        labels = found.get(("labels", split))
        of_part: Split = split or file.split or "train"
        if labels is None and (of_part != "test" or words):
            raise UserError(
                f"{path}: there is no array of labels for {found['images', split]!r} {arrays}. {REMEDY}."
            )
        parts.append(
            Part(
                images,
                None if labels is None else _array(path, labels),
                f"{path}, array {shorten(labels)}" if labels else str(path),
                _splits_of(path, words, len(np.atleast_1d(images.array))) if words else of_part,
            )
        )
    return parts


def _splits_of(path: Path, name: str, images: int) -> NDArray[np.uint8]:
    """The split of each image from an array of words: uint8 [n]."""
    words = _texts(path, name)
    if len(words) != images:
        raise UserError(
            f"{path}, array {name}: {len(words):,} words for {images:,} images. Give one an image."
        )
    splits = np.empty(images, np.uint8)
    for row, word in enumerate(words):
        split = SPLIT_WORDS.get(word.lower())
        if split is None:
            raise UserError(
                f'{path}, array {name}: "{shorten(word)}" in row {row:,} (rows count from 0); expected train, '
                "validation or test (or Training, PublicTest, PrivateTest)."
            )
        splits[row] = SPLITS.index(split)
    return splits


def _class_names(path: Path, name: str) -> tuple[str, ...]:
    return checked_names(_texts(path, name), f"{path}, array {name}")


def _texts(path: Path, name: str) -> list[str]:
    """An array of words."""
    array = _array(path, name)
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1 or array.dtype.kind not in "US":
        raise UserError(
            f"{path}, array {name}: type {array.dtype} and shape {array.shape}; expected words in one dimension. "
            "Save it with np.array(words, dtype=str)."
        )
    try:
        words: list[str] = (np.char.decode(array, "utf8") if array.dtype.kind == "S" else array).tolist()
    except UnicodeDecodeError:
        raise UserError(f"{path}, array {name}: the words are not UTF-8. Save them as text.") from None
    return words


def _array(path: Path, name: str) -> NDArray[Any]:
    place = f"{path}, array {shorten(name)}"
    try:
        with zipfile.ZipFile(path) as archive:
            members = {member.filename.removesuffix(".npy"): member for member in archive.infolist()}
            if members[name].file_size > LARGEST_ARRAY:
                raise UserError(f"{place}: larger than 2 GiB. Give fewer images, or save them as uint8.")
            check_unpacked(place, members[name].compress_size, members[name].file_size)
        with np.load(path, allow_pickle=False) as arrays:
            array = arrays[name]
            if not isinstance(array, np.ndarray):
                raise ValueError("it is no NumPy array")
            return array
    except UserError:
        raise
    except Exception as error:  # a damaged header can make NumPy raise nearly anything
        if "allow_pickle" in str(error):
            raise UserError(
                f"{place}: it holds Python objects (pickle), which can run code and are not read. Save it as an array "
                "of numbers, or of text with dtype=str."
            ) from error
        raise UserError(f"{place}: cannot be read ({shorten(error)}). Copy the file again.") from error
