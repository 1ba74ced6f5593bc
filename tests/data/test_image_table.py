"""Images that a CSV names with their labels."""

import pytest

from fer_lib.data import load
from fer_lib.data.options import DataOptions
from fer_lib.errors import UserError
from tests.data.face_files import write_csv
from tests.data.test_image_folder import message, not_read, put, rows


@pytest.mark.parametrize(
    "header",
    ["filename,label", "Label,File", "class,image", "image_name,emotion", "path,category", "name,Class"],
)
@pytest.mark.parametrize("place", [".", "images"])
def test_headers_and_places(folder, header, place):
    put(folder / place, "b.png", "a.png", "c.png")
    pairs = [("b.png", "rose"), ("a.png", "iris"), ("c.png", "rose")]
    first = header.lower().split(",")[0] not in ("label", "class")
    write_csv(folder / "list.csv", header, [",".join(pair if first else pair[::-1]) for pair in pairs])
    prefix = "" if place == "." else f"{place}/"
    expected = [(prefix + name, label, "train") for name, label in pairs]
    for path in (folder, folder / "list.csv"):
        dataset = load(path)
        assert rows(dataset) == expected
        assert dataset.provenance["form"] == "image-table"
        assert dataset.provenance["source"] == "list.csv"


def test_a_column_for_the_split(folder):
    put(folder, "1.png", "2.png", "3.png", "4.png")
    write_csv(
        folder / "a.csv",
        "image,label,Usage",
        ["1.png,a,test", "2.png,b,Training", "3.png,a,val", "4.png,,TEST"],
    )
    assert rows(load(folder)) == [
        ("2.png", "b", "train"), ("3.png", "a", "validation"), ("1.png", "a", "test"), ("4.png", None, "test"),
    ]  # fmt: skip
    write_csv(folder / "a.csv", "image,label,split", ["1.png,a,7"])
    assert 'line 2 (the header is line 1): the split is "7", expected train, validation or test' in message(
        folder
    )


def test_a_table_for_each_split(folder):
    put(folder, "train/1.png", "train/2.png", "val/1.png", "test/1.png")
    write_csv(folder / "train_labels.csv", "filename,label", ["2.png,b", "train/1.png,a"])
    write_csv(folder / "val.csv", "filename,label", ["val/1.png,b"])
    write_csv(folder / "test.csv", "filename", ["test/1.png"])
    assert rows(load(folder)) == [
        ("train/2.png", "b", "train"), ("train/1.png", "a", "train"), ("val/1.png", "b", "validation"),
        ("test/1.png", None, "test"),
    ]  # fmt: skip


def test_a_table_in_the_folder_of_each_split(folder):
    put(folder, "train/1.png", "train/2.png", "valid/1.png")
    for name, lines in (("train", ["1.png,a", "2.png,b"]), ("valid", ["1.png,b"])):
        write_csv(folder / name / "labels.csv", "file,label", lines)
    assert [(name, split) for name, _, split in rows(load(folder))] == [
        ("train/1.png", "train"), ("train/2.png", "train"), ("valid/1.png", "validation"),
    ]  # fmt: skip
    assert load(folder).provenance["source"] == "train/labels.csv, valid/labels.csv"


def test_one_table_over_folders_of_splits(folder):
    put(folder, "train/1.png", "train/2.png", "test/3.png")
    write_csv(folder / "labels.csv", "file,label", ["test/3.png,a", "train/1.png,a", "train/2.png,b"])
    assert [(name, split) for name, _, split in rows(load(folder))] == [
        ("train/1.png", "train"), ("train/2.png", "train"), ("test/3.png", "test"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "written", ["x/1.png", "./x/1.png", "x\\1.png", "/data/faces/x/1.png", "x/1", "1.png", "1"]
)
def test_what_a_row_may_call_its_image(folder, written):
    put(folder, "images/x/1.png", "images/x/2.png")
    write_csv(folder / "a.csv", "file,label", [f"{written},a", "2.png,b"])
    assert rows(load(folder))[0] == ("images/x/1.png", "a", "train")


def test_what_lies_beside_is_named(folder):
    put(folder, "images/1.png", "images/2.png", "images/3.png", "other/9.png")
    write_csv(folder / "a.csv", "file,age,label,sex", ["1.png,7,a,m", "2.png,8,b,f"])
    assert not_read(load(folder)) == {
        "files": 2,
        "entries": ["images/3.png", "other/ (1 image)", "a.csv: the columns age, sex"],
    }


BAD = {
    "no image": (
        ["1.png,a", "2.png,b", "9.png,a"],
        ["line 4", "there is no image 9.png beside the table or below"],
    ),
    "no name": ([",a", "2.png,b"], ["line 2", "the name of the image is missing"]),
    "no label": (["1.png,", "2.png,b"], ["line 2", "the label is missing"]),
    "twice": (["1.png,a", "2.png,b", "1,b"], ["line 4", "the image 1.png stands already in line 2"]),
    "two meanings": (["1.png,a", "3.png,b"], ["line 3", "can be x/3.png or y/3.png; write its path"]),
    "columns": (["1.png,a,7", "2.png,b"], ["line 2", "3 columns instead of 2"]),
    "no rows": ([], ["no row names an image"]),
}


@pytest.mark.parametrize("name", BAD)
def test_rows_that_cannot_be(folder, name):
    lines, words = BAD[name]
    put(folder, "1.png", "2.png", "x/3.png", "y/3.png")
    write_csv(folder / "a.csv", "file,label", lines)
    said = message(folder)
    assert said.startswith(f"{folder}/a.csv")
    assert [word for word in words if word not in said] == [], said


def test_rows_without_image_can_be_left_out_and_are_listed(folder):
    put(folder, "1.png", "2.png")
    write_csv(folder / "a.csv", "file,label", ["1.png,a", "8.png,a", "2.png,b", "9.png,a"])
    dataset = load(folder, options=DataOptions(skip_unreadable=True))
    assert len(dataset) == 2
    assert [entry.split(":")[0] for entry in dataset.provenance["unreadable"]] == [
        "a.csv, line 3",
        "a.csv, line 5",
    ]
    with pytest.raises(UserError, match=r"line 3 .*\(1 more line like this\.\)"):
        load(folder)


def test_two_columns_that_could_be_meant(folder):
    put(folder, "1.png")
    write_csv(folder / "a.csv", "file,label,emotion", ["1.png,3,happy"])
    assert 'line 1: the columns "label" and "emotion" could both be the label. Delete or rename' in message(
        folder
    )


def test_a_wrong_label_is_named_with_its_line(folder):
    put(folder, "1.png", "2.png", "3.png")
    write_csv(folder / "a.csv", "file,label", ["1.png,cat", "2.png,dgo", "3.png,dog"])
    said = message(folder, options=DataOptions.model_validate({"classes": ["cat", "dog"]}))
    assert said.startswith(
        f'{folder}/a.csv, line 3 (the header is line 1): the label is "dgo" (1 image), but'
    )
    assert "Mend or delete the line." in said
