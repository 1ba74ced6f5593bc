import numpy as np
import pytest
from PIL import Image

from fer_lib.data import load
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.data.options import DataOptions
from tests.data.face_files import (
    course_rows,
    random_images,
    write_class_folders,
    write_course_images,
    write_csv,
    write_image,
)


@pytest.mark.parametrize("digits", [4, 5])
@pytest.mark.parametrize(
    "place", ["train/label.csv", "label.csv", "train.csv", "train/train.csv", "answers.csv"]
)
def test_course_folder(folder, digits, place):
    write_course_images(folder, digits=digits)
    write_csv(folder / place, "id,label", course_rows())
    dataset = load(folder)
    assert np.array_equal(dataset.images[:8], random_images(8, seed=len("train")))
    assert np.array_equal(dataset.images[8:], random_images(3, seed=len("test")))
    assert dataset.labels.tolist() == [0, 1, 2, 3, 4, 5, 6, 0, -1, -1, -1]
    assert dataset.split.tolist() == [0] * 8 + [2] * 3
    assert dataset.names[[0, 10]].tolist() == [f"train/{0:0{digits}d}.png", f"test/{2:0{digits}d}.png"]
    assert dataset.provenance["form"] == "course-images"
    assert dataset.provenance["source"] == f"train/, test/, {place.split('/')[-1]}"


@pytest.mark.parametrize("place", ["train/label.csv", "train.csv"])
def test_the_image_folder_itself(folder, place):
    write_course_images(folder)
    write_csv(folder / place, "id,label", course_rows())
    dataset = load(folder / "train")
    assert dataset.labels.tolist() == [0, 1, 2, 3, 4, 5, 6, 0]
    assert dataset.names[0] == "00000.png"


def test_rows_may_come_in_any_order_with_bom_crlf_and_padded_ids(folder):
    write_course_images(folder)
    rows = [f"000{i} , {label} " for i, label in reversed([row.split(",") for row in course_rows()])]
    write_csv(folder / "train" / "label.csv", " ID , Label", rows, end="\r\n", start="\ufeff")
    assert load(folder).labels[:8].tolist() == [0, 1, 2, 3, 4, 5, 6, 0]


def test_ids_count_as_numbers_not_as_text(folder):
    for number in (10, 9, 100):
        write_image(folder / "train" / f"{number}.png", np.full((48, 48), number, np.uint8))
    write_csv(folder / "train.csv", "id,label", ["9,1", "10,2", "100,3"])
    dataset = load(folder)
    assert dataset.images[:, 0, 0].tolist() == [9, 10, 100]
    assert dataset.labels.tolist() == [1, 2, 3]


def test_the_usual_name_decides_between_two_lists(folder):
    write_course_images(folder)
    write_csv(folder / "label.csv", "id,label", course_rows())
    write_csv(folder / "sample_submission.csv", "id,label", ["0,0", "1,0", "2,0"])
    assert load(folder).labels[1] == 1


def test_a_jpeg_is_read_as_pillow_reads_it(folder):
    smooth = (np.add.outer(np.arange(48), np.arange(48)) * 2).astype(np.uint8)
    path = write_image(folder / "train" / "00000.jpg", smooth, quality=95)
    write_csv(folder / "train.csv", "id,label", ["0,1"])
    with Image.open(path) as image:
        assert np.array_equal(load(folder).images[0], np.asarray(image))


def test_test_folder_with_labels(folder):
    write_course_images(folder)
    write_csv(folder / "train" / "label.csv", "id,label", course_rows())
    write_csv(folder / "test" / "label.csv", "id,label", ["0,6", "1,5", "2,4"])
    assert load(folder).labels[8:].tolist() == [6, 5, 4]


@pytest.mark.parametrize(
    "names",
    [CLASS_NAMES, tuple("0123456"), tuple(name.upper() for name in CLASS_NAMES)],
    ids=["words", "digits", "capitals"],
)
def test_class_folders(folder, names):
    write_class_folders(folder, names)
    dataset = load(folder)
    assert dataset.labels.tolist() == sorted(list(range(7)) * 2) * 2
    assert dataset.split.tolist() == [0] * 14 + [2] * 14
    assert np.array_equal(dataset.images[4:6], random_images(2, seed=2))
    assert dataset.names[0] == f"train/{names[0]}/train_0.png"
    assert dataset.provenance["form"] == "class-folders"
    assert dataset.provenance["source"] == "train/, test/"


def test_hidden_files_and_other_files_are_passed_over(folder):
    write_class_folders(folder)
    (folder / "train" / ".ipynb_checkpoints").mkdir()
    (folder / "train" / "__MACOSX").mkdir()
    (folder / "train" / "happy" / "._train_0.png").write_bytes(b"x")
    (folder / "train" / "happy" / "Thumbs.db").write_bytes(b"x")
    assert len(load(folder)) == 28


def test_a_validation_folder_is_the_validation_split(folder):
    write_class_folders(folder)
    write_image(folder / "validation" / "happy" / "a.png", random_images(1)[0])
    assert len(load(folder).indices("validation")) == 1


def test_images_become_what_the_options_want(folder):
    level = np.full((96, 60), 77, np.uint8)
    write_image(folder / "train" / "happy" / "a.png", level, mode="RGB")
    write_image(folder / "train" / "happy" / "b.png", level)
    write_image(folder / "train" / "happy" / "c.png", np.full((48, 48), 77, np.uint8), mode="P")
    write_image(folder / "train" / "happy" / "d.png", np.full((48, 48), 77, np.uint8))
    dataset = load(folder, options=DataOptions(size=(48, 48), channels=1))
    assert dataset.images.shape == (4, 48, 48)
    assert np.abs(dataset.images.astype(int) - 77).max() <= 1
    assert dataset.provenance["converted"] == {"made_grey": 1, "squashed": 2}
    assert dataset.provenance["options"] == {"size": [48, 48], "channels": 1}


def test_skip_unreadable(folder):
    write_class_folders(folder)
    (folder / "train" / "fear" / "train_1.png").write_bytes(b"no image")
    dataset = load(folder, options=DataOptions(skip_unreadable=True))
    assert len(dataset) == 27
    assert dataset.labels[:6].tolist() == [0, 0, 1, 1, 2, 3]
    assert [reason.split(":")[0] for reason in dataset.provenance["unreadable"]] == ["train/fear/train_1.png"]
