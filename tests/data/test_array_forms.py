"""npz, IDX and Parquet through ``load``: classes, sizes and remarks as for every other form."""

import numpy as np
import pytest

from fer_lib.data import load
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.data.options import DataOptions
from fer_lib.errors import UserError
from tests.data.face_files import random_images
from tests.data.read_forms import digits, photo_tiles, save


def options(**keys):
    return DataOptions.model_validate(keys)


def test_photographs_in_an_npz(folder):
    tiles, labels = photo_tiles()
    path = save(
        folder / "tiles.npz", x_train=tiles[::2], y_train=labels[::2], x_test=tiles[1::2], y_test=labels[1::2]
    )
    (folder / "notes.txt").write_text("x")
    for given in (folder, path):
        dataset = load(given)
        assert dataset.shape == (2, 3, 32, 32)
        assert dataset.class_names == ("0", "1")
        assert len(dataset.indices("test")) == 260
        assert dataset.provenance["form"] == "npz"
        assert dataset.provenance["source"] == "tiles.npz"
    assert load(folder).provenance["not_read"] == {"files": 1, "entries": ["notes.txt"]}
    small = load(path, options=options(classes={"temple": "寺", "flower": "花"}, size=[16, 16], channels=1))
    assert small.class_names == ("temple", "flower")
    assert small.class_titles["flower"] == {"zh-TW": "花"}
    assert small.images.shape == (520, 16, 16)
    assert small.provenance["converted"] == {"made_grey": 520, "resized": 520}


def test_digits_are_called_by_their_numbers(folder):
    images, labels = digits()
    pixels = (images * 15).astype(np.uint8)
    save(folder / "train.npz", image=pixels[:900], label=labels[:900])
    save(folder / "test.npz", image=pixels[900:], label=labels[900:], weights=np.ones(3))
    dataset = load(folder)
    assert dataset.class_names == tuple("0123456789")
    assert np.array_equal(dataset.labels, labels)
    assert dataset.provenance["not_read"] == {"files": 0, "entries": ["test.npz: array weights"]}
    left = load(folder, options=options(leave_out=["3", "4"]))
    assert left.class_names == tuple("01256789")
    assert left.provenance["left_out"] == {"3": int((labels == 3).sum()), "4": int((labels == 4).sum())}


def test_faces_keep_their_meaning(folder):
    numbers = save(folder / "a.npz", images=random_images(7), labels=np.arange(7))
    assert load(numbers).class_names == CLASS_NAMES
    words = save(folder / "b.npz", images=random_images(3), labels=np.array(["sad", "happy", "sad"]))
    assert load(words).class_names == CLASS_NAMES
    assert load(words).labels.tolist() == [4, 3, 4]
    larger = save(folder / "c.npz", images=np.zeros((7, 64, 64), np.uint8), labels=np.arange(7))
    assert load(larger).class_names == tuple("0123456")


def test_labels_that_are_no_class(folder):
    path = save(folder / "a.npz", images=random_images(4), labels=np.array([0, 1, 1, 5]))
    with pytest.raises(
        UserError, match=r'a\.npz, image 3 .*the label is "5" \(1 image\), but the classes are x, y'
    ):
        load(path, options=options(classes=["x", "y"]))


def test_the_cache_tells_files_of_one_folder_apart(folder):
    for value in (100, 200):
        save(folder / f"{value}.npz", images=np.full((2, 4, 4), value, np.uint8), labels=np.arange(2))
    for _ in range(2):
        assert [load(folder / f"{value}.npz").images[0, 0, 0] for value in (100, 200)] == [100, 200]
