"""Photos and CSVs of boxes become crops; what cannot be used is named row by row."""

import contextlib
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.cache import cache_folder
from fer_lib.data.masks.boxes import Box, read_boxes
from fer_lib.data.masks.crops import crop, open_photo
from fer_lib.data.masks.dataset import CLASS_NAMES, SIDE, MaskDataset, RowRemark
from fer_lib.data.masks.photos import Photos, UnusableError, photos_of, states_of
from fer_lib.data.masks.storage import MASKS, read_masks, write_masks
from fer_lib.data.reading import file_state, reporting_os_errors, shorten
from fer_lib.errors import UserError

CSVS = ("train.csv", "test.csv")


def load_masks(source: str | Path, *, skip_bad_rows: bool = False, cache: bool = True) -> MaskDataset:
    """The crops of a source, from the user's cache if they were cut before.

    Args:
        source: a folder with ``train.csv``, ``test.csv`` and the photos, as files at any depth or in ``images.zip``;
            or the path of the archive beside the two CSVs.
        skip_bad_rows: use the other rows where some cannot be used; ``left_out`` of the result names these.
        cache: look into the cache, and keep the crops there; a file that changes gets a new time or size.

    Raises:
        UserError: if rows cannot be used, naming the first and how many more, unless ``skip_bad_rows``; if a file is
            missing; or if one of the CSVs has no row left of some class.
    """
    source = Path(source)
    folder = source.parent if source.is_file() else source
    with reporting_os_errors(source):
        source.stat()
    photos = photos_of(source)
    dataset = _read_cached(folder, photos) if cache else _read(folder, photos)
    if dataset.left_out and not skip_bad_rows:
        raise _refusal(folder, dataset.left_out)
    for test, name in enumerate(CSVS):
        lacking = [CLASS_NAMES[k] for k, n in enumerate(dataset.counts(test=bool(test))) if not n]
        if lacking:
            raise UserError(
                f"{folder / name}: there is no usable row with the label {lacking[0]}. Each of "
                f"{', '.join(CLASS_NAMES)} is needed."
            )
    return dataset


def _read_cached(folder: Path, photos: Photos) -> MaskDataset:
    states = [*(file_state(folder / name, folder) for name in CSVS), *states_of(photos)]
    key = json.dumps([MASKS.format, SIDE, str(photos.place.resolve()), sorted(states)])
    entry = cache_folder() / "masks" / hashlib.sha256(key.encode()).hexdigest()[:24]
    try:
        return read_masks(entry)
    except UserError:
        dataset = _read(folder, photos)
        with contextlib.suppress(UserError):  # a cache that cannot be written is not used
            write_masks(entry, dataset)
        return dataset


def _refusal(folder: Path, left_out: Sequence[RowRemark]) -> UserError:
    more = len(left_out) - 1
    others = f" ({more} more row{'s' if more > 1 else ''} cannot be used.)" if more else ""
    return UserError(
        f"{folder}/{left_out[0].describe()}.{others} Or leave such rows out with --skip-bad-rows "
        "(skip_bad_rows=True)."
    )


@dataclass(frozen=True)
class _Cut:
    """A crop and where it belongs."""

    pixels: NDArray[np.uint8]
    label: int
    photo: str
    place: tuple[str, int]  # CSV and line


@dataclass(frozen=True)
class _Found:
    """What has been read so far."""

    cuts: list[_Cut] = field(default_factory=list)
    left_out: list[RowRemark] = field(default_factory=list)
    converted: list[RowRemark] = field(default_factory=list)


def _read(folder: Path, photos: Photos) -> MaskDataset:
    found = _Found()
    by_photo: dict[str, list[tuple[str, Box]]] = defaultdict(list)
    for name in CSVS:
        boxes, bad = read_boxes(folder / name)
        found.left_out.extend(bad)
        for box in boxes:
            try:
                by_photo[photos.find(box.filename)].append((name, box))
            except UnusableError as error:
                found.left_out.append(_remark(name, box, str(error)))
    with photos.reader() as read:
        for photo, rows in by_photo.items():
            _cut(read, photo, rows, found)
    cuts = sorted(found.cuts, key=lambda cut: _reading_order(*cut.place))
    numbers = {photo: number for number, photo in enumerate(dict.fromkeys(cut.photo for cut in cuts))}
    images = np.stack([cut.pixels for cut in cuts]) if cuts else np.zeros((0, SIDE, SIDE, 3), np.uint8)
    labels = np.array([cut.label for cut in cuts], np.int64)
    left_out, converted = (
        tuple(sorted(remarks, key=lambda remark: _reading_order(remark.file, remark.line)))
        for remarks in (found.left_out, found.converted)
    )
    return MaskDataset(
        images=images,
        labels=labels,
        is_test=np.array([cut.place[0] == CSVS[1] for cut in cuts], np.bool_),
        photos=np.array([numbers[cut.photo] for cut in cuts], np.int64),
        provenance={
            "source": folder.resolve().name,
            "synthetic": False,
            "sha256": hashlib.sha256(images.tobytes() + labels.tobytes()).hexdigest(),
        },
        left_out=left_out,
        converted=converted,
    )


def _reading_order(file: str, line: int) -> tuple[int, int]:
    return CSVS.index(file), line


def _cut(read: Callable[[str], bytes], photo: str, rows: Sequence[tuple[str, Box]], found: _Found) -> None:
    """Cut all boxes of one photo, which is opened once."""
    try:
        image, stored, done = open_photo(read(photo))
    except UnusableError as error:
        found.left_out.extend(_remark(name, box, str(error)) for name, box in rows)
        return
    for name, box in rows:
        try:
            found.cuts.append(_Cut(crop(image, stored, box), box.label, photo, (name, box.line)))
            if done:
                found.converted.append(_remark(name, box, done))
        except UnusableError as error:
            found.left_out.append(_remark(name, box, str(error)))


def _remark(file: str, box: Box, text: str) -> RowRemark:
    return RowRemark(file, box.line, shorten(box.filename, 80), text)


def as_synthetic(dataset: MaskDataset, source: str) -> MaskDataset:
    """The same data with the remark that they are drawn by the computer."""
    return replace(dataset, provenance={**dataset.provenance, "source": source, "synthetic": True})
