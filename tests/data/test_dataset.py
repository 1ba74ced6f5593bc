import numpy as np
import pytest

from fer_lib.data import FaceDataset
from tests.data.face_files import random_images

LABELS = np.array([0, 6, -1])
SPLIT = np.array([0, 1, 2], np.uint8)


def make(**changes):
    arrays = {"images": random_images(3), "labels": LABELS.copy(), "split": SPLIT.copy()}
    return FaceDataset(**{**arrays, **changes})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"images": np.zeros((3, 48, 48))}, "images must be uint8"),
        ({"images": np.zeros((3, 48, 47), np.uint8)}, "images must be uint8"),
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


def test_every_array_is_read_only():
    dataset = make(votes=np.zeros((3, 10), np.uint8), names=np.array(["a", "b", "c"]))
    for array in (dataset.images, dataset.labels, dataset.split, dataset.votes, dataset.names):
        assert not array.flags.writeable
    assert dataset.counts()["validation"] == [0, 0, 0, 0, 0, 0, 1]
    assert dataset.counts()["test"] == [0] * 7
