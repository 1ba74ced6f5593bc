import numpy as np
import pytest

from fer_lib.config import RunConfig
from fer_lib.data import ImageDataset
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.errors import UserError
from fer_lib.runs.history import EpochRecord, History
from fer_lib.training.data import divide, shuffle_pixels, training_data, training_indices
from tests.conftest import toy_faces
from tests.data.face_files import write_image


def test_leaked_training_images_go_and_no_others():
    images = np.random.default_rng(0).integers(0, 256, (8, 48, 48), np.uint8)
    images[1] = images[6]  # training = test
    images[2] = images[5]  # training = validation
    images[3] = images[0]  # training = training: stays
    images[7] = images[5]  # test = validation
    split = np.array([0, 0, 0, 0, 0, 1, 2, 2], np.uint8)
    dataset = ImageDataset(images, np.arange(8) % 7, split, CLASS_NAMES, provenance={"form": "toy"})
    assert training_indices(dataset, RunConfig(drop_leaked=True)).tolist() == [0, 3, 4]
    assert training_indices(dataset, RunConfig()).tolist() == [0, 1, 2, 3, 4]


def test_a_remedy_that_a_training_does_not_have_says_how_to_get_there(tmp_path):
    for name, side in (("cat", 48), ("cat", 40), ("dog", 48)):
        write_image(tmp_path / name / f"{side}.png", np.zeros((side, 48), np.uint8))
    with pytest.raises(UserError) as caught:
        training_data(RunConfig(data=str(tmp_path)))
    message = str(caught.value)
    assert "--size 48 48" in message
    assert f"`python -m fer_lib data prepare {tmp_path} … -o FOLDER`" in message
    with pytest.raises(UserError) as caught:
        training_data(RunConfig(data=str(tmp_path / "none")))
    assert "data prepare" not in str(caught.value)


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


@pytest.mark.parametrize(("size", "drawn"), [(20, 20), (0.2, 19), (3709, 10), (50, 10)])
def test_a_source_without_validation_images_gets_a_share_where_a_number_was_meant_for_more(size, drawn):
    faces = toy_faces()
    without = ImageDataset(
        faces.images, faces.labels, np.where(faces.split == 1, 2, faces.split), CLASS_NAMES
    )
    divided = divide(without, RunConfig(validation_size=size))
    assert len(divided.indices("validation")) == drawn
    assert np.array_equal(divided.indices("test"), without.indices("test"))


def test_divided_images_are_not_divided_again():
    with pytest.raises(ValueError, match="divided already"):
        divide(divide(toy_faces(), RunConfig()), RunConfig(split="last"))


def test_the_runs_of_all_folds_hold_each_training_image_out_once():
    faces = toy_faces(280)
    held_out, training = [], []
    for fold in range(3):
        config = RunConfig(split="fold", folds=3, fold=fold, drop_leaked=True)
        divided = divide(faces, config)
        held_out.append(divided.indices("validation"))
        training.append(training_indices(divided, config))
        assert not np.isin(held_out[-1], training[-1]).any()
    assert np.array_equal(np.sort(np.concatenate(held_out)), faces.indices("train"))
    assert all(len(chosen) == 112 for chosen in training)


def test_a_fold_that_is_left_out_takes_its_exact_copies_along():
    faces = toy_faces(280)
    images = faces.images.copy()
    images[0] = images[1] = images[2]  # wherever they fall, no network learns one and judges another
    copied = ImageDataset(
        images, faces.labels.copy(), faces.split.copy(), CLASS_NAMES, provenance=dict(faces.provenance)
    )
    for fold in range(3):
        config = RunConfig(split="fold", folds=3, fold=fold, drop_leaked=True)
        divided = divide(copied, config)
        judged = np.isin([0, 1, 2], divided.indices("validation"))
        learned = np.isin([0, 1, 2], training_indices(divided, config))
        assert not (judged.any() and learned.any())


def test_the_last_epoch_is_kept_where_the_labels_may_not_choose():
    records = [
        EpochRecord(n, 1.0, 0.5, 1.0, accuracy, 0.5, 0.1, 1.0, 1.0)
        for n, accuracy in ((1, 0.9), (2, 0.8), (3, 0.7))
    ]
    assert History(tuple(records), "epoch").best.epoch == 3
    assert History(tuple(records)).best.epoch == 1
