import json

import numpy as np
import pytest

from fer_lib.data import ImageDataset, make_card
from fer_lib.data.fer2013 import CLASS_NAMES
from tests.data.face_files import random_images


@pytest.fixture(scope="module")
def card():
    """Twelve images with flaws that can be counted by hand."""
    images = random_images(12).copy()
    images[1] = images[0]  # training, same label
    images[6] = images[0]  # validation copy of them, another label: a conflict
    images[7] = images[2]  # validation copy of a training image, same label
    images[9] = images[2]  # and in the test split, unlabelled
    images[10] = images[8]  # test copy of a validation image, both unlike in label
    images[3], images[11] = 0, 200  # blank, and not equal
    labels = np.array([1, 1, 2, 3, 4, 5, 0, 2, 6, -1, 4, -1])
    split = np.repeat(np.array([0, 1, 2], np.uint8), [6, 3, 3])
    names = np.array([f"{i}.png" for i in range(12)])
    provenance = {
        "form": "class-folders",
        "source": "train/",
        "synthetic": False,
        "unreadable": ["a.png: cut off"],
    }
    return make_card(ImageDataset(images, labels, split, CLASS_NAMES, provenance=provenance, names=names))


def test_counts(card):
    assert card.images == 12
    assert card.counts == {
        "train": [0, 2, 1, 1, 1, 1, 0],
        "validation": [1, 0, 1, 0, 0, 0, 1],
        "test": [0, 0, 0, 0, 1, 0, 0],
    }
    assert card.unlabelled == {"train": 0, "validation": 0, "test": 2}


def test_duplicates(card):
    assert card.distinct_images == 12 - 2 - 2 - 1
    assert card.duplicate_groups == 3
    assert card.conflicting_groups == 2
    assert card.duplicates_across == {
        "train": {"train": 2, "validation": 3, "test": 1},
        "validation": {"train": 2, "validation": 0, "test": 2},
        "test": {"train": 1, "validation": 2, "test": 0},
    }


def test_blank_and_unreadable(card):
    assert card.blank_rows == (3, 11)
    assert card.blank_names == ("3.png", "11.png")
    assert card.unreadable == ("a.png: cut off",)


def test_text(card):
    lines = [" ".join(line.split()) for line in card.to_text().splitlines()]
    assert "form one folder of images a class" in lines
    assert "images 12, 7 of them distinct" in lines
    assert "angry disgust fear happy sad surprise neutral no label all" in lines
    assert "test 0 0 0 0 1 0 0 2 3" in lines
    assert "copies 3 groups of equal images, 2 of them with conflicting labels" in lines
    assert "2 validation images are equal to a training image" in lines
    assert "2 validation images are equal to a test image" in lines
    assert "blank 2 images of one single grey level, at the rows (from 0) 3 (3.png), 11 (11.png)" in lines
    assert "unreadable 1 image files, a.png: cut off" in lines


def test_json_holds_every_field(card):
    values = json.loads(card.to_json())
    assert values["blank_rows"] == [3, 11]
    assert values["duplicates_across"]["validation"]["train"] == 2
    assert values.keys() == card.__dataclass_fields__.keys()


def test_synthetic_is_said():
    faces = ImageDataset(
        random_images(2),
        np.array([0, 1]),
        np.zeros(2, np.uint8),
        CLASS_NAMES,
        provenance={"source": "x", "synthetic": True},
    )
    assert "SYNTHETIC" in make_card(faces).to_text()
