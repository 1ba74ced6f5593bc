"""Action units of synthetic faces: of each class the strongest expression, and the same face without it."""

import numpy as np
from numpy.typing import NDArray

from fer_lib.data import ImageDataset
from fer_lib.data.synthetic import SyntheticFaces, generate

IMAGES_SEARCHED = 1500
"""The first images, among which the strongest expressions are looked for."""


def regenerate(dataset: ImageDataset) -> SyntheticFaces:
    """The synthetic faces of a data set with the truth about each, which the prepared data do not hold."""
    return generate(int(dataset.provenance["size"]), int(dataset.provenance["seed"]))


def strongest_of_each_class(faces: SyntheticFaces) -> NDArray[np.intp]:
    """Position of the face with the strongest expression of each class: intp [K]."""
    expression, intensity = faces.expression[:IMAGES_SEARCHED], faces.intensity[:IMAGES_SEARCHED]
    classes = range(len(faces.dataset.class_names))
    return np.array([np.argmax(np.where(expression == k, intensity, -1)) for k in classes])


def with_and_without(dataset: ImageDataset, faces: SyntheticFaces) -> NDArray[np.uint8]:
    """Of each class the strongest face without its action units, with them, and where they are: [3, K, H, W].

    Args:
        dataset: the faces as the networks see them.
        faces: what ``regenerate`` made of it.

    Returns:
        uint8; in the third row the pixels that no action unit touches are faded.
    """
    chosen = strongest_of_each_class(faces)
    images = dataset.images[chosen]
    touched = faces.action_unit_masks(chosen).any(axis=1)
    faded = np.where(touched, images, 255 - (255 - images) // 4).astype(np.uint8)
    return np.stack([faces.clean(chosen), images, faded])
