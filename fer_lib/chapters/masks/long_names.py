"""Report E's two images with long names, tried out: what this system and this loader do with such names."""

import csv
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from fer_lib.data import load
from fer_lib.data.boxes.columns import COLUMNS
from fer_lib.data.mask_classes import CLASS_NAMES
from fer_lib.data.options import DataOptions

CSVS = ("train.csv", "test.csv")

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
    with tempfile.TemporaryDirectory() as made:
        folder, archive = Path(made, "folder"), Path(made, "archive")
        for data in (folder, archive):
            data.mkdir()
            _write_csvs(data)
        image = Image.new("RGB", (40, 40), "grey")
        image.save(folder / _name(REPORT_NAME_LENGTH))
        with zipfile.ZipFile(archive / "images.zip", "w") as opened:
            for length in (REPORT_NAME_LENGTH, ARCHIVE_NAME_LENGTH):
                opened.writestr(_name(length), (folder / _name(REPORT_NAME_LENGTH)).read_bytes())
        options = DataOptions(skip_unreadable=True)
        from_folder, from_archive = (load(place, options=options, cache=False) for place in (folder, archive))
    return LongNames(
        from_folder=len(from_folder) == len(CSVS) * len(CLASS_NAMES),
        from_archive="unreadable" not in from_archive.provenance,
        # The remark begins with the row and the name.
        refusal=from_folder.provenance["unreadable"][0].split(": ", 2)[2].rstrip("."),
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
