"""IDX, the form of MNIST (LeCun, Cortes & Burges) and its relatives: plain files or compressed with gzip.

Known are the names of MNIST, Fashion-MNIST and KMNIST (``train-images-idx3-ubyte``, ``t10k-images-idx3-ubyte``) and
of EMNIST (``emnist-letters-train-images-idx3-ubyte``, ``…-test-…``), with images of any size: ``idx3`` for grey
[N, H, W], ``idx4`` for colour [N, H, W, 3] or [N, 3, H, W]. Images are taken as they are stored: those of EMNIST lie
on their side there (rows and columns swapped).
"""

import gzip
import math
import re
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.content import START_BYTES
from fer_lib.data.dataset import SPLITS, Split
from fer_lib.data.form import Found, Part, ReadImages, files_in, join, listed, named
from fer_lib.data.label_arrays import checked_names
from fer_lib.data.opening import check_unpacked, open_file
from fer_lib.data.pixel_arrays import Layout, Pixels
from fer_lib.data.reading import reporting_os_errors, shorten, whole_number
from fer_lib.data.split_names import SPLIT_WORDS
from fer_lib.data.wanted import IDX
from fer_lib.errors import UserError

FORM = "idx"
LARGEST_ARRAY = 2**31
GZIP_MAGIC = b"\x1f\x8b"
UNSIGNED_BYTES = 0x08
"""Third byte of a file; the first two are zero, the fourth is the number of dimensions. Then each dimension follows
as a big-endian uint32, then the values."""
Role = Literal["images", "labels"]
DIMENSIONS: dict[Role, tuple[int, ...]] = {"images": (3, 4), "labels": (1,)}
_WORDS = {"t10k": "test", **SPLIT_WORDS}
_NAME = re.compile(
    rf"(?P<set>(?:.*[-_.])?)(?P<part>{'|'.join(sorted(_WORDS, key=len, reverse=True))})[-_.]"
    r"(?P<role>images|labels)[-_.]idx\d[-_.]ubyte(?:\.gz)?",
    re.IGNORECASE,
)
_MAPPING = "mapping.txt"


class _Name(NamedTuple):
    """What a file's name says: the set (``emnist-letters-``), the word for its split, images or labels."""

    set: str
    part: str
    role: Role


def find(path: Path, *, layout: Layout | None = None) -> Found | None:
    """The IDX files that ``path`` is, or None if there is none.

    Args:
        path: a folder with the files of one data set, or one of its files where a folder holds several sets.
        layout: where the channels are, for images of four dimensions whose shape does not say it.

    Raises:
        UserError: if a file is missing, a part is there twice, or a folder holds several sets.
    """
    with reporting_os_errors(path):
        is_folder = path.is_dir()
    asked = _name_of(path)
    if not is_folder and not asked:
        return None
    folder = path if is_folder else path.parent
    beside = files_in(folder)
    by_name: dict[_Name, Path] = {}
    # Of two copies of a file the plain one is taken, and the one with a hyphen before "idx".
    for file in sorted(beside, key=lambda file: (file.suffix.lower() == ".gz", "-idx" not in file.name)):
        name = _name_of(file)
        if name:
            by_name.setdefault(name, file)
    if not by_name:
        return None
    sets = sorted({name.set for name in by_name})
    if is_folder and len(sets) > 1:
        raise UserError(
            f"{path}: holds several data sets: {listed(name.strip('-_.') or 'MNIST' for name in sets)}. Give one of "
            f"the files instead of the folder, for example {next(iter(by_name.values())).name}."
        )
    chosen = asked.set if asked and not is_folder else sets[0]
    pairs = _pairs(folder, {name: file for name, file in by_name.items() if name.set == chosen})
    mapping = folder / f"{chosen}{_MAPPING}"
    names = mapping if chosen and mapping in beside else None
    used = [*(file for pair in pairs.values() for file in pair), *([names] if names else [])]
    others = [file.name for file in beside if file not in used] if is_folder else []
    return Found(FORM, folder, tuple(used), lambda: _read(pairs, names, layout, others))


def _name_of(path: Path) -> _Name | None:
    match = _NAME.fullmatch(path.name)
    if not match:
        return None
    role: Role = "images" if match["role"].lower() == "images" else "labels"
    return _Name(match["set"], match["part"].lower(), role)


def _pairs(folder: Path, by_name: Mapping[_Name, Path]) -> dict[Split, tuple[Path, Path]]:
    """Images and labels of each split."""
    pairs: dict[Split, tuple[Path, Path]] = {}
    for name, file in by_name.items():
        other: Role = "labels" if name.role == "images" else "images"
        partner = by_name.get(name._replace(role=other))
        if partner is None:
            dimensions = 1 if other == "labels" else 3
            raise UserError(
                f"{folder}: {name.set}{name.part}-{other}-idx{dimensions}-ubyte (also with .gz) is missing; it belongs "
                f"to {file.name}. Put it there. MNIST has four files."
            )
        split: Split = SPLIT_WORDS.get(name.part, "test")
        pair = (file, partner) if other == "labels" else (partner, file)
        if pairs.setdefault(split, pair) != pair:
            raise UserError(
                f"{folder}: {pairs[split][0].name} and {pair[0].name} are both the {split} images. Keep one of them."
            )
    if "train" not in pairs:
        raise UserError(
            f"{folder}: the training images are missing: no file is named like train-images-idx3-ubyte (also with "
            ".gz). Put it there with its labels."
        )
    return {split: pairs[split] for split in SPLITS if split in pairs}


def _read(
    pairs: Mapping[Split, tuple[Path, Path]], names: Path | None, layout: Layout | None, others: list[str]
) -> ReadImages:
    parts = [
        Part(Pixels(_array(images, "images"), str(images)), _array(labels, "labels"), str(labels), split)
        for split, (images, labels) in pairs.items()
    ]
    class_names = None
    converted: dict[str, int] = {}
    if names:
        class_names, first = _class_names(names)
        if first:
            parts = [part._replace(labels=_from_zero(part)) for part in parts]
            converted["label_from_1_to_0"] = sum(len(part.images.array) for part in parts)
    read = join(parts, class_names, layout, named(others))
    return read._replace(converted=read.converted | converted)


def _from_zero(part: Part) -> NDArray[Any]:
    labels = np.asarray(part.labels).astype(np.int64)
    if not labels.all():
        raise UserError(
            f"{part.labels_place}: label 0 in row {int(labels.argmin()):,} (rows count from 0), but {_MAPPING} beside "
            "it counts from 1. Take both from one data set."
        )
    return labels - 1


def _class_names(path: Path) -> tuple[tuple[str, ...], int]:
    """The names of the classes from EMNIST's mapping, and the number of the first, 0 or 1.

    A line is a label and the codes of one character or more: ``10 65`` is the class A, ``1 65 97`` is Aa.
    """
    names: list[str] = []
    first = 0
    with reporting_os_errors(path):
        lines = path.read_bytes().decode("ascii", "replace").splitlines()
    for line, text in enumerate(lines, start=1):
        numbers = [whole_number(field, 0x10FFFF) for field in text.split()]
        if not numbers:
            continue
        label, *codes = numbers
        first = label if label == 1 and not names else first
        if label != first + len(names) or not codes or None in codes:
            raise UserError(
                f'{path}, line {line}: "{shorten(text)}"; expected the label {first + len(names)} and '
                "the code of its character. Copy the file again, or move it away to do without names."
            )
        names.append("".join(chr(code) for code in codes if code is not None))
    return checked_names(names, str(path)), first


def _array(path: Path, role: Role) -> NDArray[np.uint8]:
    """The values of one file; whether it is compressed is seen from its first bytes, not from its name."""
    with open_file(path) as plain, reporting_os_errors(path):
        start = plain.read(START_BYTES)
    IDX.check_start(path, start)
    compressed = start[:2] == GZIP_MAGIC
    try:
        with reporting_os_errors(path), gzip.open(path) if compressed else path.open("rb") as file:
            shape = _shape(path, role, file.read(4), file)
            size = math.prod(shape)
            if size > LARGEST_ARRAY:
                raise UserError(f"{path}: its head announces {size:,} bytes, more than 2 GiB. Copy it again.")
            if compressed:
                check_unpacked(str(path), path.stat().st_size, size)
            content = file.read(size + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise UserError(f"{path}: the compressed file is damaged or cut off. Copy it again.") from error
    if len(content) != size:
        what = "cut off" if len(content) < size else "too long"
        held = f"{len(content):,}" if len(content) < size else "more"
        raise UserError(
            f"{path}: {what}: its head announces {size:,} bytes for {shape[0]:,} {role}, and there are {held}. "
            "Copy it again."
        )
    return np.frombuffer(content, np.uint8).reshape(shape)


def _shape(path: Path, role: Role, start: bytes, file: Any) -> tuple[int, ...]:
    """The dimensions that a file's head announces."""
    if len(start) < 4:
        raise UserError(f"{path}: cut off within its first 4 bytes. Copy it again.")
    magic, kind, dimensions = struct.unpack(">I", start)[0], start[2], start[3]
    if start[:2] != b"\0\0" or not 1 <= dimensions <= 4 or not 0x08 <= kind <= 0x0E:
        raise UserError(
            f"{path}: the magic number is {magic}; expected {_magic(role)}, an IDX file with {role}. It is another "
            "kind of file, or damaged."
        )
    if kind != UNSIGNED_BYTES:
        raise UserError(
            f"{path}: the magic number is {magic}, so its values are no unsigned bytes; expected {_magic(role)}. Save "
            "them as unsigned bytes."
        )
    if dimensions not in DIMENSIONS[role]:
        other = next((name for name, allowed in DIMENSIONS.items() if dimensions in allowed), None)
        what = (
            f"the file holds {other} (magic number {magic}); expected {role}. The files are swapped."
            if other
            else f"the magic number is {magic}, for {dimensions} dimensions; expected {_magic(role)}. Save "
            f"{role} as they are, one beside the other."
        )
        raise UserError(f"{path}: {what}")
    head = file.read(4 * dimensions)
    if len(head) < 4 * dimensions:
        raise UserError(f"{path}: cut off within its first {4 + 4 * dimensions} bytes. Copy it again.")
    return struct.unpack(f">{dimensions}I", head)


def _magic(role: Role) -> str:
    return " or ".join(str((UNSIGNED_BYTES << 8) + dimensions) for dimensions in DIMENSIONS[role])
