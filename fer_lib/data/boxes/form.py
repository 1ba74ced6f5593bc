"""Photos and CSVs of boxes become crops; what cannot be used is named row by row."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.boxes.photos import Photos, photos_of
from fer_lib.data.boxes.rows import BadRow, Box, read_boxes
from fer_lib.data.dataset import SPLITS
from fer_lib.data.fit import fit
from fer_lib.data.listing import Folder, states
from fer_lib.data.mask_classes import CLASS_NAMES, CLASS_TITLES, SIDE
from fer_lib.data.not_read import not_read
from fer_lib.data.options import DataOptions
from fer_lib.data.picture import LARGEST_IMAGE, Picture, quiet_pillow, read_picture
from fer_lib.data.picture_kinds import PictureStep, UnreadableError
from fer_lib.data.raw import RawSet
from fer_lib.data.reading import at_line
from fer_lib.data.source import Source
from fer_lib.data.split_names import split_index
from fer_lib.errors import UserError

FORM = "boxes"
TRAIN = SPLITS.index("train")


def source_of(root: Folder, tables: list[str], options: DataOptions) -> Source:
    """The source that photos and CSVs of boxes are.

    The split of a row is what its CSV is called: ``train.csv``, ``test.csv``, perhaps ``validation.csv``. Where labels
    are those of report E's masks, the classes are in the order of its matrices. Crops are 28×28 pixels in colour, as
    in that report, unless the options say otherwise; all crops of a photo are one group.

    Args:
        root: the folder that was given.
        tables: names of the CSVs in it.
        options: as for ``boxes.find``.

    Raises:
        UserError: if a CSV or the archive is not as it must be.
    """
    tables = sorted(tables, key=lambda name: (_split(name), name))
    photos = photos_of(root)
    found = _Rows()
    for name in tables:
        boxes, bad = read_boxes(root.path / name)
        found.bad.extend(bad)
        for box in boxes:
            try:
                found.by_photo[photos.find(box.filename)].append(box)
            except UnreadableError as error:
                found.bad.append(_bad(box, error))
    named = [photos.place.name] if photos.archive else [photos.by_path[photo] for photo in found.by_photo]
    used = [*tables, *named]
    return Source(
        form=FORM,
        root=root.path,
        files=states(root.path, used),
        read=lambda: _read(root, tables, photos, found, options),
        not_read=not_read(root, used),
    )


@dataclass(frozen=True)
class _Rows:
    """The rows of all CSVs: those whose photo is there, by photo, and those that cannot be used."""

    by_photo: dict[str, list[Box]] = field(default_factory=lambda: defaultdict(list))
    bad: list[BadRow] = field(default_factory=list)


def _split(table: str) -> int:
    index = split_index(table.rpartition(".")[0])
    return TRAIN if index is None else index


def _bad(box: Box, error: UnreadableError) -> BadRow:
    return BadRow(box.file, box.line, box.filename, str(error))


def _read(root: Folder, tables: Sequence[str], photos: Photos, rows: _Rows, options: DataOptions) -> RawSet:
    wanted = options.model_copy(
        update={"size": options.size or (SIDE, SIDE), "channels": options.channels or 3}
    )
    crops: list[tuple[Box, str, NDArray[np.uint8]]] = []
    bad, steps = list(rows.bad), Counter[PictureStep]()
    with quiet_pillow(), photos.reader() as opened:
        for photo, boxes in rows.by_photo.items():
            try:
                picture = read_picture(opened(photo), largest=LARGEST_IMAGE)
            except UnreadableError as error:
                bad += [_bad(box, error) for box in boxes]
                continue
            for box in boxes:
                try:
                    crops.append((box, photo, _crop(picture, box, wanted, steps)))
                except UnreadableError as error:
                    bad.append(_bad(box, error))
    bad.sort(key=lambda row: (tables.index(row.file), row.line))
    if bad and (not options.skip_unreadable or not crops):
        raise _refusal(root, bad)
    crops.sort(key=lambda crop: (tables.index(crop[0].file), crop[0].line))
    numbers = {photo: number for number, photo in enumerate(dict.fromkeys(photo for _, photo, _ in crops))}
    labels = [box.label for box, _, _ in crops]
    lower = [label.lower() for label in labels]
    known = set(CLASS_NAMES)
    masks = (
        set(lower) <= known or set(lower) >= known
    )  # where one is misspelt, it is refused as no class of these
    remarks: dict[str, object] = {"converted": {step.value: n for step, n in sorted(steps.items())}}
    if bad:
        remarks["unreadable"] = [row.describe() for row in bad]
    return RawSet(
        form=FORM,
        source=", ".join(tables),
        images=np.stack([pixels for _, _, pixels in crops]),
        labels=lower if masks else labels,
        split=[_split(box.file) for box, _, _ in crops],
        place=lambda i: at_line(root.path / crops[i][0].file, crops[i][0].line),
        remedy="Mend or delete the line.",
        names=[photo for _, photo, _ in crops],
        faces="never",
        own_classes=CLASS_NAMES if masks else (),
        class_titles=CLASS_TITLES if masks else {},
        of_each_image={"groups": np.array([numbers[photo] for _, photo, _ in crops], np.int64)},
        remarks=remarks,
    )


def _crop(
    picture: Picture, box: Box, options: DataOptions, counted: Counter[PictureStep]
) -> NDArray[np.uint8]:
    """The pixels of a box; what was done to them is counted.

    Raises:
        UnreadableError: if the row says another size than the photo has.
    """
    (width, height), (wide, high) = box.size, picture.size
    if box.size != picture.size:
        if box.size == (high, wide) and PictureStep.TURNED_UPRIGHT in picture.steps:
            raise UnreadableError(
                f"the row says {width}×{height}, which is how the file is stored; EXIF has it displayed as "
                f"{wide}×{high}. Save the photo upright, or give size and box as displayed."
            )
        raise UnreadableError(
            f"the row says {width}×{height}, the image is {wide}×{high}. Is it the image that the boxes were drawn in?"
        )
    steps = list(picture.steps)
    # Cut first, as report E did: a filter that looked beyond the box would show what lies around it.
    part = picture.image.crop(box.edges)
    pixels = np.asarray(fit(Picture(part, part.size, ()), options, steps))
    counted.update(steps)
    return pixels


def _refusal(root: Folder, bad: Sequence[BadRow]) -> UserError:
    more = len(bad) - 1
    others = f" ({more} more row{'s' if more > 1 else ''} cannot be used.)" if more else ""
    return UserError(
        f"{root.path}/{bad[0].describe()}{others} Or leave such rows out with --skip-unreadable "
        "(skip_unreadable: true)."
    )
