"""The same few faces in each form that the README names, also without test images and with classes missing."""

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.data.synthetic import generate
from tests.data.face_files import pixels, write_csv, write_fer2013, write_image

PER_CLASS, TESTED = 12, 17
MISSING = ("disgust", "happy", "neutral")
"""Classes without images in one of the forms: the rarest, and two that chapters show or name."""


class Faces:
    """Drawn faces of all classes in an order by chance; the last ``TESTED`` are for the test."""

    def __init__(self) -> None:
        drawn = generate(400, seed=0).dataset
        first = [np.flatnonzero(drawn.labels == k)[:PER_CLASS] for k in range(len(CLASS_NAMES))]
        chosen = np.random.default_rng(0).permutation(np.concatenate(first))
        self.images, self.labels = np.asarray(drawn.images[chosen]), drawn.labels[chosen].tolist()
        self.train = range(len(chosen) - TESTED)
        self.test = range(len(chosen) - TESTED, len(chosen))

    def usages(self, test: str, validation: Iterable[int] = ()) -> list[str]:
        """FER2013's column of that name."""
        names = {**dict.fromkeys(self.test, test), **dict.fromkeys(validation, "PublicTest")}
        return [names.get(i, "Training") for i in range(len(self.labels))]

    def rows(self, indices: Iterable[int], *, labelled: bool) -> list[str]:
        """Rows of the course's CSV files."""
        return [
            f"{self.labels[i] if labelled else k},{pixels(self.images[i])}" for k, i in enumerate(indices)
        ]


def fer2013(faces: Faces, folder: Path) -> Path:
    usages = faces.usages("PrivateTest", faces.train[-14:])
    return write_fer2013(folder / "fer2013.csv", faces.images, faces.labels, usages)


def fer2013_without_validation(faces: Faces, folder: Path) -> Path:
    return write_fer2013(folder / "fer2013.csv", faces.images, faces.labels, faces.usages("PrivateTest"))


def course_csv(faces: Faces, folder: Path) -> Path:
    write_csv(folder / "train.csv", "label,feature", faces.rows(faces.train, labelled=True))
    write_csv(folder / "test.csv", "id,feature", faces.rows(faces.test, labelled=False))
    return folder


def without_test_images(faces: Faces, folder: Path) -> Path:
    return write_csv(folder / "train.csv", "label,feature", faces.rows(faces.train, labelled=True))


def numbered_images(faces: Faces, folder: Path) -> Path:
    for split, indices in (("train", faces.train), ("test", faces.test)):
        for k, i in enumerate(indices):
            write_image(folder / split / f"{k:05d}.png", faces.images[i])
    rows = [f"{k},{faces.labels[i]}" for k, i in enumerate(faces.train)]
    write_csv(folder / "train" / "label.csv", "id,label", rows)
    return folder


def class_folders(faces: Faces, folder: Path, without: tuple[str, ...] = ()) -> Path:
    for split, indices in (("train", faces.train), ("test", faces.test)):
        for i in indices:
            name = CLASS_NAMES[faces.labels[i]]
            if name not in without:
                write_image(folder / split / name / f"{i}.png", faces.images[i])
    return folder


def classes_missing(faces: Faces, folder: Path) -> Path:
    return class_folders(faces, folder, MISSING)


FORMS: dict[str, Callable[[Faces, Path], Path]] = {
    form.__name__: form
    for form in (
        fer2013, fer2013_without_validation, course_csv, without_test_images, numbered_images, class_folders,
        classes_missing,
    )
}  # fmt: skip
"""Each writes its form into a folder and returns what a user would name as ``DATA``."""
