"""Report E's two images with long names, tried out: what this system and this loader do with such names."""

import csv
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from fer_lib.data.masks.boxes import COLUMNS
from fer_lib.data.masks.dataset import CLASS_NAMES
from fer_lib.data.masks.loader import CSVS, load_masks

REPORT_NAME_LENGTH = 183
"""Characters of each of the two names, with ``.jpg``."""
ARCHIVE_NAME_LENGTH = 300
"""More than file systems allow for a name (255 bytes), but not more than an archive does."""


@dataclass(frozen=True)
class LongNames:
    """Which names can be read.

    Attributes:
        from_folder: whether a file with a name of the report's length was read from a folder.
        from_archive: whether one of ``ARCHIVE_NAME_LENGTH`` characters was read from a ZIP archive.
        refusal: what is said of a row that names a file of ``ARCHIVE_NAME_LENGTH`` characters in a folder.
    """

    from_folder: bool
    from_archive: bool
    refusal: str


def try_long_names() -> LongNames:
    """Writes small images under long names into a folder that is then deleted, and loads them."""
    with tempfile.TemporaryDirectory() as place:
        folder, archive = Path(place, "folder"), Path(place, "archive")
        for data in (folder, archive):
            data.mkdir()
            _write_csvs(data)
        image = Image.new("RGB", (40, 40), "grey")
        image.save(folder / _name(REPORT_NAME_LENGTH))
        with zipfile.ZipFile(archive / "images.zip", "w") as opened:
            for length in (REPORT_NAME_LENGTH, ARCHIVE_NAME_LENGTH):
                opened.writestr(_name(length), (folder / _name(REPORT_NAME_LENGTH)).read_bytes())
        from_folder = load_masks(folder, skip_bad_rows=True, cache=False)
        from_archive = load_masks(archive, skip_bad_rows=True, cache=False)
    return LongNames(
        from_folder=len(from_folder) == len(CSVS) * len(CLASS_NAMES),
        from_archive=not from_archive.left_out,
        refusal=from_folder.left_out[0].text,
    )


def _name(length: int) -> str:
    return "n" * (length - 4) + ".jpg"


def _write_csvs(folder: Path) -> None:
    for name in CSVS:
        with (folder / name).open("w", encoding="utf8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(
                [_name(REPORT_NAME_LENGTH), 40, 40, label, 4, 4, 36, 36] for label in CLASS_NAMES
            )
            writer.writerow([_name(ARCHIVE_NAME_LENGTH), 40, 40, CLASS_NAMES[0], 4, 4, 36, 36])
