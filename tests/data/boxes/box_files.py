"""Photos with boxes as users have them, good and bad."""

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from fer_lib.data.boxes.columns import COLUMNS

SIZE = (60, 40)
GOOD_ROWS = [("a.png", *SIZE, label, 5, 5, 35, 35) for label in ("good", "none", "bad")]


def photo(seed: int = 0, size: tuple[int, int] = SIZE) -> Image.Image:
    """Smooth colours, so that a crop tells where it was cut."""
    small = np.random.default_rng(seed).integers(0, 255, (4, 5, 3), dtype=np.uint8)
    return Image.fromarray(small).resize(size, Image.Resampling.BICUBIC)


def image_bytes(image: Image.Image, file_format: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def write_rows(folder: Path, extra: Sequence[Sequence[object]] = (), name: str = "train.csv") -> None:
    """One row of each class about ``a.png``, and more."""
    folder.mkdir(exist_ok=True)
    with (folder / name).open("w", encoding="utf8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *GOOD_ROWS, *extra])


def write_source(
    folder: Path, extra: Sequence[Sequence[object]] = (), files: dict[str, bytes] | None = None
) -> Path:
    """A folder with ``a.png``, other files, and both CSVs; the further rows stand in ``train.csv`` from line 5."""
    write_rows(folder, extra)
    write_rows(folder, name="test.csv")
    for name, data in {"a.png": image_bytes(photo()), **(files or {})}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def write_archive(folder: Path, files: dict[str, bytes], extra: Sequence[Sequence[object]] = ()) -> Path:
    """The same with the images in ``images.zip``."""
    write_rows(folder, extra)
    write_rows(folder, name="test.csv")
    with zipfile.ZipFile(folder / "images.zip", "w") as archive:
        for name, data in {"images/a.png": image_bytes(photo()), **files}.items():
            archive.writestr(name, data)
    return folder
