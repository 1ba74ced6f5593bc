"""What the course wants handed in: the label of every test image, as ``id,label``."""

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from fer_lib.data import SPLITS, ImageDataset, load
from fer_lib.data.finish import finish
from fer_lib.data.listing import scan
from fer_lib.data.numbered_images import NumberedFolder, read
from fer_lib.data.options import DataOptions
from fer_lib.data.picture_kinds import SUFFIXES
from fer_lib.data.reading import reporting_os_errors, shorten
from fer_lib.errors import UserError
from fer_lib.files import write_text

EXPECTED = (
    "Expected test.csv (id,feature or pixels), or a folder of numbered images, or one that holds either"
)


def read_images_to_label(path: Path, options: DataOptions) -> ImageDataset:
    """The images that a submission is asked for.

    Args:
        path: ``test.csv``, a folder of numbered images, or a data folder that holds ``test.csv`` or ``test/``.
        options: what they become: the classes, size and colour that the network knows.

    Returns:
        the images in the order of their ids.

    Raises:
        UserError: if there are no such images, or one of them cannot be read; the message names file and row.
    """
    with reporting_os_errors(path):
        path.stat()
        if path.is_dir():
            entries = sorted(path.iterdir())
            if not any(entry.suffix.lower() in SUFFIXES for entry in entries):
                inside = [
                    entry
                    for entry in entries
                    if entry.name.lower() == ("test" if entry.is_dir() else "test.csv")
                ]
                if len(inside) != 1:
                    found = " and ".join(entry.name for entry in inside) or "none of them"
                    raise UserError(f"{path}: {EXPECTED}; found {found}.")
                (path,) = inside
        if path.is_dir():
            return _numbered(path, options)
    if path.suffix.lower() in SUFFIXES:
        raise UserError(f"{path}: this is one image; give the folder with all of them.")
    dataset = load(path, options=options, cache=False)
    if dataset.provenance["form"] != "test-csv":
        raise UserError(f"{path}: these images have labels already (line 1). {EXPECTED}.")
    return dataset


def _numbered(path: Path, options: DataOptions) -> ImageDataset:
    """The numbered images of one folder, without labels, in the order of their numbers."""
    folder = scan(path)
    if not folder.images:
        raise UserError(f"{path}: holds no image ({', '.join(SUFFIXES)}). Give the folder with the images.")
    part = NumberedFolder(SPLITS.index("test"), folder, None)
    return finish(read(folder, [part], f"{folder.name}/"), options)


def image_ids(dataset: ImageDataset) -> NDArray[np.int64]:
    """The id of each image: the number in its name, or its place from 0 where the source has no names."""
    if dataset.names is None:
        return np.arange(len(dataset))
    numbers = [re.search(r"(\d+)(?:\.\w+)?$", name) for name in dataset.names.tolist()]
    return np.array([int(number[1]) for number in numbers if number], dtype=np.int64)


def check_output(path: Path, source: Path, *, overwrite: bool) -> None:
    """Refuse an output that would destroy something.

    Raises:
        UserError: if it exists and ``overwrite`` is off, is a folder, or is the file that is read.
    """
    if path.is_dir():
        raise UserError(
            f"{path}: this is a folder; name the file to write, for example {path / 'submission.csv'}"
        )
    if path.exists() and source.exists() and path.samefile(source):
        raise UserError(f"{path}: this is the file to read; give the submission another name")
    if path.exists() and not overwrite:
        raise UserError(f"{path}: exists already; give another name, or --overwrite")


def write_submission(
    path: Path,
    ids: NDArray[np.int64],
    logits: NDArray[np.floating],
    *,
    names: Sequence[str],
    probabilities: bool = False,
) -> None:
    """Write ``id,label``, one line an image, all of it or nothing.

    Args:
        path: the file.
        ids: int64 [n].
        logits: [n, K]; the label is the class of the largest.
        names: of the K classes, for the header.
        probabilities: add a column for each class with its probability, six decimals.

    Raises:
        UserError: if the file cannot be written.
        ValueError: if ids and logits do not belong together.
    """
    if logits.shape != (len(ids), len(names)):
        raise ValueError(f"{len(ids)} ids and {len(names)} classes, but logits {shorten(logits.shape)}")
    header = ["id", "label", *(names if probabilities else ())]
    shares = softmax(logits.astype(np.float64), axis=1) if probabilities else np.empty((len(ids), 0))
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    labels = logits.argmax(axis=1)
    for number, label, row in zip(ids.tolist(), labels.tolist(), shares.tolist(), strict=True):
        writer.writerow([number, label, *(f"{share:.6f}" for share in row)])
    write_text(path, buffer.getvalue())
