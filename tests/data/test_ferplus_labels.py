"""FER+'s votes as labels and as soft labels: votes of our own making."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fer_lib.data import UNLABELLED, content_hash, load, make_card
from fer_lib.data.ferplus import VOTE_NAMES
from fer_lib.data.ferplus_labels import COLUMNS, FERPLUS_CLASSES, distribution, plurality
from fer_lib.data.options import DataOptions
from fer_lib.errors import UserError
from tests.data.face_files import random_images, write_csv, write_fer2013

#        neutral happiness surprise sadness anger disgust fear contempt unknown NF
VOTES = {
    "happy": [1, 8, 1, 0, 0, 0, 0, 0, 0, 0],
    "contempt, 4 of 10": [3, 1, 0, 0, 1, 0, 0, 4, 1, 0],
    "sad against unknown": [2, 0, 0, 4, 1, 0, 0, 0, 3, 0],
    "tie": [4, 0, 0, 4, 2, 0, 0, 0, 0, 0],
    "tie with no face": [0, 0, 5, 0, 0, 0, 0, 0, 0, 5],
    "unknown": [2, 0, 0, 2, 0, 0, 0, 0, 6, 0],
    "no face": [0, 0, 0, 0, 0, 0, 0, 0, 0, 10],
    "no votes": [0] * 10,
    "fear": [0, 0, 2, 0, 0, 0, 3, 0, 1, 1],
}
KEPT = {"happy": "happy", "contempt, 4 of 10": "contempt", "sad against unknown": "sad", "fear": "fear"}
SHARES = {
    "happy": {"happy": 1.0},
    "contempt, 4 of 10": {"neutral": 3 / 7, "contempt": 4 / 7},
    "sad against unknown": {"neutral": 2 / 6, "sad": 4 / 6},
    "fear": {"surprise": 2 / 5, "fear": 3 / 5},
}
USAGES = ["Training", "PublicTest", "PrivateTest"] * 3
LABELS = [3, 6, 4, 0, 1, 2, 3, 4, 5]


@pytest.fixture
def faces(folder):
    write_fer2013(folder / "fer2013.csv", random_images(9), LABELS, USAGES)
    header = "Usage,Image name," + ",".join(VOTE_NAMES)
    rows = [
        f"{usage},,{','.join(map(str, votes))}" for usage, votes in zip(USAGES, VOTES.values(), strict=True)
    ]
    write_csv(folder / "fer2013new.csv", header, rows)
    return folder


def options(labels, **keys):
    return DataOptions.model_validate({"labels": labels, **keys})


@pytest.mark.parametrize("mode", ["plurality", "distribution"])
def test_labels(faces, mode):
    dataset = load(faces, options=options(mode))
    assert dataset.class_names == (
        "angry",
        "disgust",
        "fear",
        "happy",
        "sad",
        "surprise",
        "neutral",
        "contempt",
    )
    assert [dataset.class_names[label] for label in dataset.labels] == list(KEPT.values())
    positions = [list(VOTES).index(name) for name in KEPT]
    assert np.array_equal(dataset.images, random_images(9)[positions])
    assert dataset.split.tolist() == [position % 3 for position in positions]
    assert dataset.votes is None
    assert "a label is what most of the ten people chose" in dataset.provenance["class_order"]
    assert dataset.provenance["left_out"] == {
        "no single class with most votes": 3, "most votes for unknown": 1, "most votes for no face": 1,
    }  # fmt: skip
    assert dataset.provenance["labels"] == mode
    text = make_card(dataset).to_text()
    assert (
        "left out    5 images: no single class with most votes 3, most votes for unknown 1, most votes for no"
        in text
    )


def test_soft_labels(faces):
    dataset = load(faces, options=options("distribution"))
    expected = np.zeros((4, 8), np.float32)
    for row, name in enumerate(KEPT):
        for label, share in SHARES[name].items():
            expected[row, FERPLUS_CLASSES.index(label)] = share
    assert dataset.targets == pytest.approx(expected)
    assert dataset.targets.dtype == np.float32
    hard = load(faces, options=options("plurality"))
    assert hard.targets is None
    assert np.array_equal(hard.labels, dataset.labels)
    assert dataset.provenance["sha256"] == content_hash(dataset.images, dataset.labels, dataset.targets)
    assert dataset.provenance["sha256"] != hard.provenance["sha256"]


def test_hard_labels_stay_as_they_are_beside_the_votes(faces):
    dataset = load(faces)
    assert dataset.labels.tolist() == LABELS
    assert dataset.votes.tolist() == list(VOTES.values())


def test_soft_labels_without_a_class(faces):
    dataset = load(faces, options=options("distribution", leave_out=["contempt", "surprise"]))
    assert dataset.class_names == ("angry", "disgust", "fear", "happy", "sad", "neutral")
    assert dataset.targets.sum(axis=1) == pytest.approx(1)
    assert dataset.targets[2] == pytest.approx([0, 0, 1, 0, 0, 0])
    assert dataset.provenance["left_out"]["contempt"] == 1


def test_another_order_of_the_classes(faces):
    names = sorted(FERPLUS_CLASSES)
    dataset = load(faces, options=options("distribution", classes=names))
    assert dataset.class_names == tuple(names)
    assert np.array_equal(dataset.targets.argmax(axis=1), dataset.labels)


def test_without_votes(folder):
    path = write_fer2013(folder / "fer2013.csv", random_images(9), LABELS, USAGES)
    with pytest.raises(UserError, match=r"plurality needs the votes of FER\+\. Put fer2013new\.csv beside"):
        load(path, options=options("plurality"))


@given(arrays(np.uint8, (5, 10), elements=st.integers(0, 10)))
def test_properties(votes):
    columns, shares = plurality(votes), distribution(votes)
    for row, column, share in zip(votes.tolist(), columns.tolist(), shares, strict=True):
        assert (column == -1) == (row.count(max(row)) > 1 or max(row) == 0)
        counted = [row[k] if row[k] > 1 else 0 for k in COLUMNS]
        assert share == pytest.approx(np.array(counted) / max(sum(counted), 1))
        if column in COLUMNS and row[column] > 1:
            assert share[COLUMNS.index(column)] == share.max() > 0
    assert UNLABELLED == -1
