"""Faces of which some stand in two splits."""

import dataclasses

from fer_lib.data import ImageDataset
from fer_lib.data.synthetic import generate
from fer_lib.label_noise.alterations import ALTERATIONS


def different_faces() -> ImageDataset:
    """300 different faces: 240 for training, 30 for validation, 30 for testing."""
    return generate(300, 7).dataset


def planted_duplicates(different: ImageDataset) -> ImageDataset:
    """The same faces, but a test image equals a training image, and a validation image nearly does."""
    images = different.images.copy()
    train, validation, test = (different.indices(split) for split in ("train", "validation", "test"))
    images[test[3]] = images[train[10]]
    images[validation[5]] = ALTERATIONS["darker"](images[train[20:21]])[0]
    images[test[4]] = ALTERATIONS["noisy"](images[validation[5:6]])[0]
    labels = different.labels.copy()
    labels[train[20]], labels[validation[5]], labels[test[4]] = 0, 1, 1
    return dataclasses.replace(different, images=images, labels=labels)
