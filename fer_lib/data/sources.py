"""``load``: whatever form the user's data have, one ``ImageDataset``."""

from pathlib import Path
from typing import Any

from fer_lib.data import csv_forms, image_forms
from fer_lib.data.cache import read_cached
from fer_lib.data.dataset import ImageDataset
from fer_lib.data.prepared import DATA, read_prepared
from fer_lib.data.reading import Source, reporting_os_errors, shorten
from fer_lib.errors import UserError

SYNTHETIC = "synthetic"


def load(
    path: str | Path,
    *,
    convert: bool = False,
    cache: bool = True,
    skip_unreadable: bool = False,
    count: int | None = None,
    seed: int | None = None,
) -> ImageDataset:
    """Reads face images in any of the known forms, which it recognises by itself.

    The forms are: ``fer2013.csv`` or ``icml_face_data.csv`` (``emotion,pixels,Usage``, with the votes of FER+
    from a ``fer2013new.csv`` beside it); ``train.csv`` with ``emotion,pixels`` or ``label,feature``, or a folder
    with it and ``test.csv``; a folder with ``train/`` and ``test/`` of numbered images and a CSV ``id,label``; a
    folder with ``train/<class>/`` and ``test/<class>/``; a folder that ``data prepare`` wrote. Splits are those
    of the source: Usage Training, PublicTest, PrivateTest mean train, validation, test.

    Args:
        path: a file or a folder, or the word ``synthetic`` for the built-in faces (``./synthetic`` is a
            folder of that name).
        convert: make images grey and 48×48 that are not; otherwise they are refused.
        cache: keep the parsed data in the user's cache folder and use them the next time.
        skip_unreadable: leave image files out that cannot be read, and list them in
            ``provenance["unreadable"]``; otherwise the first one is an error.
        count: number of synthetic faces, by default what ``synthetic.generate`` makes.
        seed: seed of the synthetic faces, by default that of ``synthetic.generate``.

    Returns:
        the data set.

    Raises:
        UserError: if anything about the files is not as it must be; the message names file and row.

    """
    if path == SYNTHETIC:
        from fer_lib.data.synthetic import generate

        chosen: dict[str, Any] = {"size": count, "seed": seed}
        return generate(**{name: value for name, value in chosen.items() if value is not None}).dataset
    if count is not None or seed is not None:
        raise UserError(f"count and seed belong to the source {SYNTHETIC} only, not to {shorten(path, 300)}.")
    folder = Path(path)
    if _is_folder(folder) and DATA.is_stored(folder):
        return read_prepared(folder)
    source = _recognise(folder, convert=convert, skip_unreadable=skip_unreadable)
    return read_cached(source) if cache else source.read()


def _is_folder(path: Path) -> bool:
    with reporting_os_errors(path):
        path.stat()  # unlike is_dir, this says why a path is out of reach
        return path.is_dir()


def _recognise(path: Path, *, convert: bool, skip_unreadable: bool) -> Source:
    source = csv_forms.find(path)
    if source is None:
        source = image_forms.find(path, convert=convert, skip_unreadable=skip_unreadable)
    if source is None:
        with reporting_os_errors(path):
            names = sorted(entry.name + "/" * entry.is_dir() for entry in path.iterdir())
        listed = ", ".join(shorten(name, 40) for name in names[:5]) + (", …" if len(names) > 5 else "")
        raise UserError(
            f"{path}: {f'no face data here, only {listed}' if names else 'this folder is empty'}. Expected "
            "fer2013.csv, icml_face_data.csv or train.csv, or a folder train/ with images or with one folder a class."
        )
    return source
