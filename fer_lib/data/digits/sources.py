"""One function for every form in which digits come."""

from pathlib import Path

from fer_lib.data.digits.built_in import built_in
from fer_lib.data.digits.dataset import DigitDataset
from fer_lib.data.digits.idx_files import NAMES, find_idx, load_idx
from fer_lib.data.digits.npz_files import TEST, TRAIN, load_npz
from fer_lib.data.digits.prepared import is_prepared, read_prepared, write_prepared
from fer_lib.data.reading import reporting_os_errors
from fer_lib.errors import UserError

BUILT_IN = "built-in"


def load(source: str | Path, test: Path | None = None) -> DigitDataset:
    """Reads digits from wherever they are.

    Args:
        source: the word ``built-in``; a folder with ``train.npz`` and ``test.npz``, with the four IDX files of MNIST,
            or of prepared digits; or an npz file with the training images.
        test: an npz file with the test images, if ``source`` is such a file; by default ``test.npz`` beside it.

    Raises:
        UserError: if something is missing or wrong, naming file and key.
    """
    if source == BUILT_IN and not test:
        return built_in()
    path = Path(source)
    with reporting_os_errors(path):
        path.stat()
        is_folder = path.is_dir()
    if not is_folder:
        return load_npz(path, test or path.with_name(TEST))
    if test:
        raise UserError(
            f"{path}: this is a folder, so it has its own test images. Give the training images as a file to use "
            f"{test.name}."
        )
    if is_prepared(path):
        return read_prepared(path)
    if (path / TRAIN).exists() or (path / TEST).exists():
        return load_npz(path / TRAIN, path / TEST)
    found = find_idx(path)
    if not any(found):
        raise UserError(
            f"{path}: there are no digits in this folder. Expected {TRAIN} and {TEST}, or MNIST's {', '.join(NAMES)} "
            "(also with .gz)."
        )
    missing = [name for name, file in zip(NAMES, found, strict=True) if file is None]
    if missing:
        raise UserError(f"{path}: {', '.join(missing)} (also with .gz) is missing. MNIST has four files.")
    return load_idx(*(file for file in found if file))


def prepare(source: str | Path, folder: Path, test: Path | None = None) -> DigitDataset:
    """Reads digits and writes a prepared folder, which ``load`` reads at once.

    Args:
        source: as in ``load``.
        folder: a name that is free, an empty folder, or a folder of prepared digits, which is replaced.
        test: as in ``load``.

    Returns:
        The digits.

    Raises:
        UserError: if the source cannot be read or the folder cannot be written; nothing has changed then.
    """
    dataset = load(source, test)
    write_prepared(folder, dataset)
    return dataset
