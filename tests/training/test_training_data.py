import numpy as np
import pytest

from fer_lib.config import RunConfig
from fer_lib.data import FaceDataset
from fer_lib.errors import UserError
from fer_lib.training.data import divide, shuffle_pixels, training_indices
from tests.conftest import toy_faces


def test_leaked_training_images_go_and_no_others():
    images = np.random.default_rng(0).integers(0, 256, (8, 48, 48), np.uint8)
    images[1] = images[6]  # training = test
    images[2] = images[5]  # training = validation
    images[3] = images[0]  # training = training: stays
    images[7] = images[5]  # test = validation
    split = np.array([0, 0, 0, 0, 0, 1, 2, 2], np.uint8)
    dataset = FaceDataset(images, np.arange(8) % 7, split, provenance={"form": "toy"})
    assert training_indices(dataset, RunConfig(drop_leaked=True)).tolist() == [0, 3, 4]
    assert training_indices(dataset, RunConfig()).tolist() == [0, 1, 2, 3, 4]


def test_a_smaller_training_set_keeps_the_shares_of_the_classes():
    faces = toy_faces(700)
    chosen = training_indices(faces, RunConfig(training_size=70))
    assert np.bincount(faces.labels[chosen]).tolist() == [10] * 7
    assert set(faces.split[chosen]) == {0}
    assert np.array_equal(chosen, training_indices(faces, RunConfig(training_size=70)))
    assert not np.array_equal(chosen, training_indices(faces, RunConfig(training_size=70, seed=1)))
    with pytest.raises(UserError, match=r"training_size: 421 .* there are 420"):
        training_indices(faces, RunConfig(training_size=421))


def test_shuffled_pixels_are_the_same_pixels_in_one_order_for_all():
    faces = toy_faces()
    shuffled = divide(faces, RunConfig(shuffle_pixels=True)).images
    assert np.array_equal(np.sort(shuffled.reshape(160, -1)), np.sort(faces.images.reshape(160, -1)))
    assert not np.array_equal(shuffled, faces.images)
    positions = np.arange(2304, dtype=np.uint16).view(np.uint8).reshape(2, 48, 48)  # low and high bytes apart
    assert np.array_equal(shuffle_pixels(positions)[0], shuffle_pixels(positions[:1])[0])
    assert np.array_equal(shuffled, divide(faces, RunConfig(shuffle_pixels=True, seed=5)).images)
