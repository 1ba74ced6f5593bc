"""Prepared digits: a small folder that loads at once."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from fer_lib.data.array_folder import ArrayFolder
from fer_lib.data.digits.dataset import DigitDataset, Form
from fer_lib.errors import UserError

DIGITS = ArrayFolder("digits", 2)
ARRAYS = ("train_images", "train_labels", "test_images", "test_labels")


class _About(BaseModel):
    model_config = ConfigDict(strict=True)
    form: Form
    brightest: int = Field(ge=1, le=255)
    files: list[str]


def is_prepared(folder: Path) -> bool:
    """Whether ``write_prepared`` wrote the folder (perhaps another version of it)."""
    return DIGITS.is_stored(folder)


def write_prepared(folder: Path, dataset: DigitDataset) -> None:
    """Write the digits into ``folder``.

    Args:
        folder: a name that is free, an empty folder, or a folder of prepared digits, which is replaced.
        dataset: the digits.

    Raises:
        UserError: if the folder holds something else, or cannot be written. Nothing has changed then.
    """
    arrays = {name: getattr(dataset, name) for name in ARRAYS}
    about = {"form": dataset.form, "files": dataset.files, "brightest": dataset.brightest}
    DIGITS.write(folder, arrays, about)


def read_prepared(folder: Path) -> DigitDataset:
    """Read prepared digits and compare them with their SHA-256.

    Args:
        folder: what ``write_prepared`` wrote.

    Raises:
        UserError: if the folder is not there, damaged or of another version.
    """
    if not folder.exists():
        raise UserError(
            f"{folder}: there is no such folder. `python -m fer_lib data prepare-digits built-in -o {folder}` makes it."
        )
    arrays, index = DIGITS.read(folder)
    try:
        about = _About.model_validate({key: index.get(key) for key in _About.model_fields})
        return DigitDataset(**arrays, brightest=about.brightest, form=about.form, files=tuple(about.files))
    except (ValueError, TypeError) as error:
        raise DIGITS.damaged(folder, "provenance.json was changed") from error
