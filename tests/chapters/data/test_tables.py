import numpy as np

from fer_lib.chapters.data import tables
from fer_lib.data import ImageDataset, make_card
from tests.chapters.data.conftest import dataset_of
from tests.data.face_files import random_images


def test_splits_add_up(counts):
    table = tables.splits(counts.card)
    assert [column.en for column in table.columns] == ["Class", "Training set", "Validation set", "Test set"]
    cells = np.array([[int(cell.strip("*")) for cell in row[1:]] for row in table.rows])
    assert cells[:-1].sum(axis=0).tolist() == cells[-1].tolist() == [8, 4, 3]
    assert cells[0].tolist() == [4, 1, 1]


def test_flaws_are_those_of_the_data():
    images = random_images(8).copy()
    images[4] = images[6] = images[0]  # of a training image one in validation, one in test
    images[5] = images[1]  # and of another one in validation
    images[7] = 9
    card = make_card(dataset_of([0, 1, 2, 3, 0, 2, 0, 1], [0, 0, 0, 0, 1, 1, 2, 2], images))
    table = tables.flaws(card)
    assert "n = 8, of which 5 differ" in table.caption.en
    assert [(row[0].en, row[1]) for row in table.rows] == [
        ("groups of exact copies", "2"),
        ("groups whose labels contradict each other", "1"),
        ("validation set images that are also in the training set", "2"),
        ("test set images that are also in the training set", "1"),
        ("test set images that are also in the validation set", "1"),
        ("blank images (one grey level)", "1"),
    ]


def test_only_flaws_that_there_are_stand_in_the_table():
    images = random_images(4).copy()
    images[3] = images[2]
    card = make_card(dataset_of([0, 1, 2, 2], [0, 0, 1, 2], images))
    assert [row[0].en for row in tables.flaws(card).rows] == [
        "groups of exact copies",
        "test set images that are also in the validation set",
    ]
    assert tables.flaws(make_card(dataset_of([0, 1], [0, 1]))).rows == []


def test_a_blank_image_in_colour_has_one_colour():
    images = np.zeros((3, 4, 4, 3), np.uint8)
    card = make_card(ImageDataset(images, np.array([0, 1, 0]), np.zeros(3, np.uint8), ("a", "b")))
    assert [cell.en if hasattr(cell, "en") else cell for cell in tables.flaws(card).rows[-1]] == [
        "blank images (one colour)",
        "3",
    ]


def test_a_split_without_a_label_has_no_column_and_its_copies_are_said_to_have_none():
    images = random_images(5).copy()
    images[3] = images[4] = images[0]
    card = make_card(dataset_of([0, 1, 2, -1, -1], [0, 0, 1, 2, 2], images))
    table = tables.splits(card)
    assert [column.en for column in table.columns] == ["Class", "Training set", "Validation set"]
    assert {len(row) for row in table.rows} == {len(table.align)} == {3}
    assert [(row[0].en, row[0].zh, row[1]) for row in tables.flaws(card).rows[1:]] == [
        (
            "test set images without a label that are also in the training set",
            "測試集（沒有標籤）中也出現在訓練集的影像",
            "2",
        )
    ]
