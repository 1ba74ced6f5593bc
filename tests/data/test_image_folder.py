"""Folders of images with any classes: which splits there are, what tells the labels, what is left lying there."""

import os
from collections import Counter

import numpy as np
import pytest
from PIL import Image

from fer_lib.data import SPLITS, load, make_card
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.data.options import DataOptions
from fer_lib.errors import UserError
from tests.data.face_files import random_images, write_csv, write_image
from tests.data.read_forms import photo_tiles

TILES = photo_tiles()[0]
COUNT = iter(range(10**9))


def put(folder, *names):
    """A tile of a photograph, each another one, under every name."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(TILES[next(COUNT) % len(TILES)]).save(path, quality=95)


def rows(dataset):
    """(name, class or None, split) of each image."""
    return [
        (name, dataset.class_names[label] if label >= 0 else None, SPLITS[split])
        for name, label, split in zip(dataset.names.tolist(), dataset.labels, dataset.split, strict=True)
    ]


def message(*arguments, **options):
    with pytest.raises(UserError) as error:
        load(*arguments, **options)
    return str(error.value)


def not_read(dataset):
    return dataset.provenance.get("not_read", {"files": 0, "entries": []})


def test_class_folders_in_colour(folder):
    put(folder, "train/rose/1.png", "train/rose/2.png", "train/Iris/1.png", "test/rose/9.png")
    dataset = load(folder)
    assert dataset.class_names == ("Iris", "rose")
    assert dataset.shape == (2, 3, 32, 32)
    assert rows(dataset) == [
        ("train/Iris/1.png", "Iris", "train"),
        ("train/rose/1.png", "rose", "train"),
        ("train/rose/2.png", "rose", "train"),
        ("test/rose/9.png", "rose", "test"),
    ]
    with Image.open(folder / "test/rose/9.png") as image:
        assert np.array_equal(dataset.images[3], np.asarray(image))
    assert "alphabetical" in dataset.provenance["class_order"]


@pytest.mark.parametrize(
    ("names", "split"),
    [
        (("train", "TRAINING", "train_set", "training-images", "訓練集"), "train"),
        (("val", "Valid", "validation", "dev", "val_set", "PublicTest"), "validation"),
        (("test", "Testing", "evaluation", "eval", "test_data", "PrivateTest"), "test"),
    ],
)
def test_what_the_folders_of_splits_may_be_called(tmp_path, names, split):
    for name in names:
        folder = tmp_path / name / "data"
        put(folder, f"{name}/a/1.png", f"{name}/b/1.png")
        if split != "train":
            put(folder, "train/a/1.png", "train/b/1.png")
        assert (f"{name}/a/1.png", "a", split) in rows(load(folder))


def test_training_images_under_another_name(folder):
    put(folder, "Training Set/a/1.png", "Training Set/b/1.png")
    assert [split for *_, split in rows(load(folder))] == ["train", "train"]


def test_class_folders_without_splits_are_for_training(folder):
    put(folder, "cat/1.jpg", "dog/1.jpg", "dog/2.jpg")
    dataset = load(folder)
    assert Counter(split for *_, split in rows(dataset)) == {"train": 3}
    assert dataset.provenance["source"] == f"{folder.name}/"


def test_a_class_may_be_called_like_a_split(folder):
    put(folder, "bus/1.png", "car/1.png", "train/1.png")
    dataset = load(folder)
    assert dataset.class_names == ("bus", "car", "train")
    assert Counter(split for *_, split in rows(dataset)) == {"train": 3}


def test_a_folder_too_high_is_followed_down(folder):
    put(folder, "archive/flowers/train/rose/1.png", "archive/flowers/train/iris/1.png")
    dataset = load(folder)
    assert dataset.names[1] == "archive/flowers/train/rose/1.png"
    assert dataset.provenance["source"] == "train/"
    (folder / "archive" / "readme.txt").write_text("x")
    assert not_read(load(folder)) == {"files": 1, "entries": ["archive/readme.txt"]}


def test_folders_inside_of_a_class_are_read_however_deep(folder):
    put(folder, "train/cat/1.png", "train/cat/batch2/1.png", "train/cat/batch2/2.png", "train/dog/a/1.png")
    put(folder, "train/dog/a/deep/1.png")
    dataset = load(folder)
    assert Counter(label for _, label, _ in rows(dataset)) == {"cat": 3, "dog": 2}
    assert not_read(dataset)["files"] == 0


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        ("dog", "folder of the class cat with the name of another class"),
        ("test", "test images inside of the class cat"),
    ],
)
def test_a_level_with_two_meanings_is_refused(folder, inner, words):
    put(folder, "train/cat/1.png", f"train/cat/{inner}/1.png", "train/dog/1.png")
    assert message(folder).startswith(f"{folder}/train/cat/{inner}: ")
    assert words in message(folder)


def test_two_folders_for_one_split_are_refused(folder):
    put(folder, "train/a/1.png", "train/b/1.png", "val/a/1.png", "dev/a/1.png")
    assert "both dev/ and val/ would be validation images" in message(folder)


def test_a_split_among_folders_that_are_none_is_refused(folder):
    put(folder, "cat/1.png", "dog/1.png", "val/cat/1.png")
    assert f"{folder}/val: a split beside folders that are none (cat, dog" in message(folder)


def test_test_images_without_classes_have_no_label(folder):
    put(folder, "train/cat/1.png", "train/dog/1.png", "test/x.png", "test/y.png")
    assert rows(load(folder))[2:] == [("test/x.png", None, "test"), ("test/y.png", None, "test")]
    put(folder, "val/x.png")
    assert f"{folder}/val/x.png: is in no class folder" in message(folder)


@pytest.mark.parametrize("ending", ["jpg", "JPEG", "png", "bmp", "gif", "webp", "tif", "tiff", "ppm"])
def test_endings(folder, ending):
    put(folder, f"a/1.{ending}", "b/1.png")
    assert len(load(folder, options=DataOptions(channels=1))) == 2


def test_grey_and_large_images_of_any_shape(folder):
    for name, label in (("a", 0), ("b", 1)):
        write_image(folder / name / "1.png", np.full((20, 70), 50 + label, np.uint8))
    dataset = load(folder)
    assert dataset.shape == (2, 1, 20, 70)
    assert dataset.images[:, 0, 0].tolist() == [50, 51]


def test_numbers_are_faces_only_at_48_by_48_in_grey_and_from_0(tmp_path):
    for name, kind, numbers, expected in (
        ("faces", "L", range(7), CLASS_NAMES),
        ("colour", "RGB", range(7), tuple("0123456")),
        ("from 1", "L", range(1, 7), tuple("123456")),
        ("eleven", "L", range(11), tuple(map(str, range(11)))),
    ):
        for number in numbers:
            write_image(
                tmp_path / name / "train" / str(number) / "1.png", random_images(1, seed=number)[0], mode=kind
            )
        dataset = load(tmp_path / name)
        assert dataset.class_names == expected, name
        assert dataset.labels.tolist() == list(range(len(numbers)))
        assert ("FER2013" in dataset.provenance["class_order"]) == (name == "faces")


def test_names_that_begin_with_the_class(folder):
    put(
        folder,
        "training/10_1.jpg",
        "training/2_1.jpg",
        "training/2_0.jpg",
        "validation/2_9.jpg",
        "evaluation/10_0.jpg",
    )
    dataset = load(folder)
    assert dataset.class_names == ("2", "10")
    assert rows(dataset) == [
        ("training/2_0.jpg", "2", "train"),
        ("training/2_1.jpg", "2", "train"),
        ("training/10_1.jpg", "10", "train"),
        ("validation/2_9.jpg", "2", "validation"),
        ("evaluation/10_0.jpg", "10", "test"),
    ]
    assert dataset.provenance["form"] == "prefixed-images"
    assert dataset.provenance["source"] == "training/, validation/, evaluation/"


def test_eleven_kinds_of_food_with_names(folder):
    kinds = [
        "bread",
        "dairy",
        "dessert",
        "egg",
        "fried",
        "meat",
        "noodles",
        "rice",
        "seafood",
        "soup",
        "vegetable",
    ]
    put(
        folder,
        *(f"training/{k}_{i}.jpg" for k in range(11) for i in range(2)),
        "testing/0001.jpg",
        "testing/0000.jpg",
    )
    options = DataOptions.model_validate(
        {"classes": kinds, "leave_out": ["Soup"], "size": (16, 24), "resize": "crop"}
    )
    dataset = load(folder, options=options)
    assert dataset.class_names == tuple(kind for kind in kinds if kind != "soup")
    assert dataset.shape == (10, 3, 16, 24)
    assert dataset.provenance["left_out"] == {"soup": 2}
    assert dataset.provenance["converted"] == {"cropped": 22, "resized": 22}
    assert rows(dataset)[-2:] == [("testing/0000.jpg", None, "test"), ("testing/0001.jpg", None, "test")]
    assert dataset.provenance["class_order"].startswith(
        "numbers count from 0 through the classes that were given"
    )


def test_names_that_begin_with_the_class_in_one_folder(folder):
    put(folder, "0_a.png", "1_b.png")
    assert rows(load(folder)) == [("0_a.png", "0", "train"), ("1_b.png", "1", "train")]
    put(folder, "cover.png")
    assert f"{folder}/cover.png: expected the number of the class and an underscore" in message(folder)


def test_numbered_images_with_any_labels_and_a_labelled_test_csv(folder):
    put(folder, "train/0000.jpg", "train/0001.jpg", "val/0000.jpg", "test/0000.jpg")
    write_csv(folder / "train.csv", "id,label", ["0,rose", "1,iris"])
    write_csv(folder / "val.csv", "id,label", ["0,iris"])
    write_csv(folder / "test.csv", "id,label", ["0,rose"])
    assert [(label, split) for _, label, split in rows(load(folder))] == [
        ("rose", "train"), ("iris", "train"), ("iris", "validation"), ("rose", "test"),
    ]  # fmt: skip


def test_unknown_classes_are_all_named_with_their_folder(folder):
    put(folder, "train/cat/1.png", "train/cow/1.png", "train/cow/2.png", "train/pig/1.png", "train/dog/1.png")
    said = message(folder, options=DataOptions.model_validate({"classes": ["cat", "dog"]}))
    assert said.startswith(
        f'{folder}/train/cow: the label is "cow" (2 images), others are "pig" (1), but the classes are'
    )


def test_whatever_is_not_read_is_counted_and_named(folder):
    put(folder, "train/cat/1.png", "train/dog/1.png", "old/cat/1.png", "old/cat/2.png", "loose.png")
    for name in ("notes.txt", "train/cat/a.xcf", "train/cat/Thumbs.db", ".DS_Store", "old/list.csv"):
        (folder / name).write_bytes(b"x")
    for i in range(5):
        (folder / "train" / "dog" / f"{i}.xcf").write_bytes(b"x")
    (folder / "empty").mkdir()
    dataset = load(folder)
    assert not_read(dataset) == {
        "files": 13,
        "entries": ["loose.png", "notes.txt", "empty/ (empty)", "old/ (2 images, 1 other file)", "train/cat/a.xcf",
                    "train/dog/ 5 .xcf", "2 hidden"],
    }  # fmt: skip
    card = make_card(dataset)
    assert card.files_not_read == 13
    assert (
        "not read    13 files: loose.png, notes.txt, empty/ (empty), old/ (2 images, 1 other file)"
        in card.to_text()
    )
    files = [name for *_, inside in os.walk(folder) for name in inside]
    assert len(dataset) + card.files_not_read == len(files)
    (folder / "more.txt").write_bytes(b"x")
    assert not_read(load(folder))["files"] == 14  # the cache notices


def test_a_link_that_leads_back_is_not_followed(folder):
    put(folder, "train/cat/1.png", "train/dog/1.png")
    (folder / "train" / "cat" / "again").symlink_to(folder)
    dataset = load(folder)
    assert len(dataset) == 2
    assert not_read(dataset)["entries"] == ["train/cat/again/ (a link to a folder that it lies in)"]


def test_linked_folders_are_read(folder, tmp_path):
    put(tmp_path / "elsewhere", "cat/1.png", "dog/1.png")
    (folder / "train").symlink_to(tmp_path / "elsewhere")
    assert len(load(folder)) == 2


def test_the_card_says_what_was_taken(folder):
    put(folder, "train/cat/1.png", "train/dog/1.png", "train/cow/1.png")
    options = DataOptions.model_validate({"size": (8, 8), "channels": 1, "leave_out": ["cow"]})
    text = make_card(load(folder, options=options)).to_text()
    for line in (
        "size        8×8 pixels, grey",
        "classes     the classes are the words of the source, in alphabetical order",
        "converted   2 turned grey; 2 resized",
        "left out    1 images: cow 1",
    ):
        assert f"{line}\n" in text


@pytest.mark.parametrize("content", [b"", b"\xff\xfea\0b\0", b"PK\x03\x04", b"a,b\n1,2\n", b"\0" * 9])
def test_a_csv_that_does_not_matter_may_be_anything(folder, content):
    put(folder, "train/cat/1.png", "train/dog/1.png")
    for name in ("list.csv", "train/list.csv"):
        (folder / name).write_bytes(content)
    assert not_read(load(folder)) == {"files": 2, "entries": ["list.csv", "train/list.csv"]}
