import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer_lib.data import ImageDataset
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.names import class_texts
from tests.data.face_files import random_images

LABELS = np.array([0, 6, -1])
SPLIT = np.array([0, 1, 2], np.uint8)


def make(**changes):
    arrays = {
        "images": random_images(3),
        "labels": LABELS.copy(),
        "split": SPLIT.copy(),
        "class_names": CLASS_NAMES,
    }
    return ImageDataset(**{**arrays, **changes})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"images": np.zeros((3, 48, 48))}, "images must be uint8"),
        ({"images": np.zeros((3, 48, 47, 2), np.uint8)}, "images must be uint8"),
        ({"images": np.zeros((3, 0, 47), np.uint8)}, "images must be uint8"),
        ({"class_names": ("angry",) * 7}, "two or more different names"),
        ({"class_names": ("angry",)}, "two or more different names"),
        ({"groups": np.array([0, 1])}, "groups must be int64"),
        ({"targets": np.zeros((3, 6), np.float32)}, "targets must be float32"),
        ({"targets": np.zeros((3, 7), np.float32)}, "sum to 1"),
        ({"labels": np.array([0, 1])}, "3 images, but labels"),
        ({"labels": np.array([0, 1, 7])}, "labels must be -1 to 6"),
        ({"labels": np.array([0, 1, -2])}, "labels must be -1 to 6"),
        ({"split": np.array([0, 1, 3], np.uint8)}, "split must be 0 to 2"),
        ({"votes": np.zeros((3, 9), np.uint8)}, "votes must be uint8"),
        ({"votes": np.zeros((3, 10))}, "votes must be uint8"),
        ({"names": np.array(["a", "b"])}, "names must be str"),
        ({"names": np.array([1, 2, 3])}, "names must be str"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        make(**changes)


@given(
    sides=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    channels=st.sampled_from([(), (1,), (3,)]),
    classes=st.integers(2, 12),
)
def test_any_size_colour_and_number_of_classes(sides, channels, classes):
    names = tuple(f"class {k}" for k in range(classes))
    images = np.zeros((3, *sides, *channels), np.uint8)
    targets = np.eye(classes, dtype=np.float32)[[0, 1, 0]] * np.array([[1], [1], [0]], np.float32)
    dataset = make(images=images, labels=np.array([0, 1, -1]), class_names=names, targets=targets)
    assert dataset.shape == (classes, 3 if channels == (3,) else 1, *sides)
    assert dataset.images.ndim == (4 if channels == (3,) else 3)
    assert dataset.subset([1]).targets.tolist() == [targets[1].tolist()]
    assert dataset.described()["image_shape"] == [*sides, dataset.shape.channels]


def test_every_array_is_read_only():
    dataset = make(votes=np.zeros((3, 10), np.uint8), names=np.array(["a", "b", "c"]))
    for array in (dataset.images, dataset.labels, dataset.split, dataset.votes, dataset.names):
        assert not array.flags.writeable
    assert dataset.counts()["validation"] == [0, 0, 0, 0, 0, 0, 1]
    assert dataset.counts()["test"] == [0] * 7


def test_class_names_know_their_titles_and_are_plain_text_beside():
    dataset = make(class_titles={"happy": {"zh-TW": "開心"}})
    assert dataset.class_names == CLASS_NAMES
    assert [text.zh for text in class_texts(dataset.class_names)][3] == "開心"
    assert class_texts(dataset.class_names)[3].en == "happy"
    assert dataset.described()["class_titles"] == {"happy": {"zh-TW": "開心"}}
    assert json.dumps(dataset.class_names) == json.dumps(CLASS_NAMES)
    assert class_texts(["no such class"])[0].zh == "no such class"
