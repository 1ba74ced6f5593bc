"""What the tests of chapter 1 share."""

import numpy as np
import pytest

from fer_lib.chapters.data.class_counts import ClassCounts
from fer_lib.data import ImageDataset, make_card
from fer_lib.data.fer2013 import CLASS_NAMES
from tests.data.face_files import random_images


def dataset_of(labels, split, images=None) -> ImageDataset:
    """Faces with these labels (−1 for none) and splits (0 training, 1 validation, 2 test); noise as images."""
    chosen = random_images(len(labels)) if images is None else images
    return ImageDataset(
        chosen, np.array(labels), np.array(split, np.uint8), CLASS_NAMES, provenance={"source": "x"}
    )


@pytest.fixture(scope="session")
def counts():
    """Classes of 6, 0, 2, 4, 0, 1 and 2 labelled images, and two test images without a label."""
    labels = [0] * 6 + [2, 2, 3, 3, 3, 3, 5, 6, 6, -1, -1]
    split = [0, 0, 0, 0, 1, 2, 0, 1, 0, 0, 1, 2, 0, 1, 2, 2, 2]
    return ClassCounts(make_card(dataset_of(labels, split)))
