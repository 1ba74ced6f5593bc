"""Parquet tables of the Hugging Face hub; with pyarrow where it is installed, and everywhere with a stand-in for it."""

import importlib
import importlib.util
import io
import json
import sys

import numpy as np
import pytest
from PIL import Image

from fer_lib.data import parquet_form, parquet_tables
from fer_lib.data.parquet_tables import Columns
from fer_lib.errors import UserError
from tests.data import fake_pyarrow
from tests.data.read_forms import photo_tiles, read, refused

TILES, PHOTO = photo_tiles()
NAMES = ("china", "flower")


def decode(content, place):
    """What the library's one reader of images does, in short."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            return np.asarray(image)
    except OSError as error:
        raise UserError(f"{place}: is no image. Get it again.") from error


def png(image):
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return file.getvalue()


PNGS = [png(image) for image in TILES[:40]]
CELLS = [{"bytes": content, "path": f"{i}.png"} for i, content in enumerate(PNGS)]
LABELS = [i % 2 for i in range(40)]


def described(**features):
    return json.dumps({"info": {"features": features}})


CLASSES = described(image={"_type": "Image"}, label={"_type": "ClassLabel", "names": NAMES})


READERS = ["stand-in", *["pyarrow"] * (importlib.util.find_spec("pyarrow") is not None)]


@pytest.fixture(params=READERS)
def write(request, monkeypatch, tmp_path):
    """Writes a table into a file: ``write(name, image=[…], label=[…], description=…)``."""
    if request.param == "pyarrow":
        pyarrow, parquet = map(importlib.import_module, ("pyarrow", "pyarrow.parquet"))
    else:
        for name, module in fake_pyarrow.modules().items():
            monkeypatch.setitem(sys.modules, name, module)

    def write_one(name, description=CLASSES, twice=False, **columns):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        ordered = [*columns.items(), *list(columns.items())[:1] * twice]
        if request.param == "stand-in":
            fake_pyarrow.write_table(path, ordered, description)
        else:
            table = pyarrow.table(
                [pyarrow.array(cells) for _, cells in ordered], [name for name, _ in ordered]
            )
            metadata = None if description is None else {b"huggingface": description.encode()}
            parquet.write_table(table.replace_schema_metadata(metadata), path)
        return path

    return write_one


def find(path, **options):
    return parquet_form.find(path, decode, **options)


@pytest.mark.parametrize("place", ["", "data/", "plain_text/"])
def test_a_set_of_the_hub(tmp_path, write, place):
    write(f"{place}train-00000-of-00002.parquet", image=CELLS[:15], label=LABELS[:15])
    write(f"{place}train-00001-of-00002.parquet", image=CELLS[15:30], label=LABELS[15:30])
    write(f"{place}validation-00000-of-00001.parquet", image=CELLS[30:33], label=LABELS[30:33])
    write(f"{place}test-00000-of-00001-a09b74b3ef9c3b56.parquet", image=CELLS[33:], label=LABELS[33:])
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / ".gitattributes").write_text("hidden")
    found = find(tmp_path)
    result = read(found)
    assert len(found.files) == 4
    assert np.array_equal(result.images, TILES[:40])
    assert result.labels.tolist() == LABELS
    assert result.split.tolist() == [0] * 30 + [1] * 3 + [2] * 7
    assert (result.class_names, result.converted, result.not_read) == (NAMES, {}, ("README.md",))


def test_a_folder_for_each_split(tmp_path, write):
    write("default/train/0000.parquet", image=CELLS[:9], label=LABELS[:9])
    write("default/train/0001.parquet", image=CELLS[9:20], label=LABELS[9:20])
    write("default/test/0000.parquet", image=CELLS[20:], label=LABELS[20:])
    result = read(find(tmp_path))
    assert np.array_equal(result.images, TILES[:40])
    assert result.split.tolist() == [0] * 20 + [2] * 20


def test_one_file(tmp_path, write):
    path = write("everything.parquet", image=PNGS, label=LABELS)  # the bytes alone
    for place in (path, tmp_path):
        result = read(find(place))
        assert np.array_equal(result.images, TILES[:40])
        assert set(result.split.tolist()) == {0}
    test = write("test.parquet", image=PNGS, label=LABELS)
    assert set(read(find(test)).split.tolist()) == {2}


@pytest.mark.parametrize("rows", [1, 7, 100])
def test_in_any_batches(tmp_path, write, monkeypatch, rows):
    monkeypatch.setattr(parquet_tables, "ROWS_AT_ONCE", rows)
    write("train.parquet", image=CELLS, label=LABELS)
    assert np.array_equal(read(find(tmp_path)).images, TILES[:40])


def test_grey_images(tmp_path, write):
    write("train.parquet", image=[png(tile[..., 0]) for tile in TILES[:40]], label=LABELS)
    assert np.array_equal(read(find(tmp_path)).images, TILES[:40, ..., 0])


def test_names_as_labels_and_labels_without_names(tmp_path, write):
    texts = ["rice", "egg"] * 20
    write("train.parquet", None, img=CELLS, labels=texts)
    result = read(find(tmp_path))
    assert (result.class_names, result.labels.tolist()) == (("egg", "rice"), [1, 0] * 20)
    for description in (None, "no JSON", "[]", described(label={"_type": "Value"})):
        write("train.parquet", description, image=CELLS, label=LABELS)
        result = read(find(tmp_path))
        assert (result.class_names, result.labels.tolist()) == (None, LABELS)


def test_other_columns_are_named(tmp_path, write):
    """CIFAR-100's coarse labels are not read, and it is said."""
    names = {"_type": "ClassLabel", "names": NAMES}
    description = described(img={"_type": "Image"}, fine_label=names, coarse_label=names)
    write("train.parquet", description, img=CELLS, fine_label=LABELS, coarse_label=[0] * 40)
    (tmp_path / "extra-00000-of-00001.parquet").write_bytes(b"of no split")
    result = read(find(tmp_path))
    assert result.labels.tolist() == LABELS
    assert result.class_names == NAMES
    assert result.not_read == ("column coarse_label", "extra-00000-of-00001.parquet")


def test_columns_that_the_description_or_the_user_names(tmp_path, write):
    description = described(photo={"_type": "Image"}, kind={"_type": "ClassLabel", "names": NAMES})
    write("train.parquet", description, photo=CELLS, kind=LABELS, id=list(range(40)))
    result = read(find(tmp_path))
    assert (result.class_names, result.not_read) == (NAMES, ("column id",))
    write("train.parquet", None, photo=CELLS, kind=LABELS, label=[1] * 40)
    result = read(find(tmp_path, columns=Columns("photo", "kind")))
    assert (result.labels.tolist(), result.not_read) == (LABELS, ("column label",))
    refused(lambda: read(find(tmp_path, columns=Columns("photo", "sort"))), '"sort"', "photo, kind, label")


def test_images_without_a_label(tmp_path, write):
    """The hub writes −1 or nothing for a label that is kept secret."""
    write("train.parquet", image=CELLS, label=LABELS)
    write("test.parquet", image=CELLS[:3], label=[-1, None, 1])
    assert read(find(tmp_path)).labels[40:].tolist() == [-1, -1, 1]
    write("test.parquet", image=CELLS[:3])
    assert read(find(tmp_path)).labels[40:].tolist() == [-1] * 3
    write("train.parquet", None, image=CELLS, label=["a", None] * 10 + ["b", ""] * 10)
    assert read(find(tmp_path)).labels[:40].tolist() == [0, -1] * 10 + [1, -1] * 10


def test_images_that_cannot_be_read(tmp_path, write):
    damaged = [*CELLS[:5], {"bytes": b"no image", "path": None}, *CELLS[6:20], {"bytes": b"", "path": None}]
    write("train.parquet", image=damaged, label=LABELS[:21])
    refused(lambda: read(find(tmp_path)), "train.parquet, row 5", "is no image", "1 more image like this")
    result = read(find(tmp_path, skip_unreadable=True))
    assert np.array_equal(result.images, np.concatenate([TILES[:5], TILES[6:20]]))
    assert result.labels.tolist() == LABELS[:5] + LABELS[6:20]
    assert len(result.unreadable) == 2
    assert all(f"row {row} (" in text for row, text in zip((5, 20), result.unreadable, strict=True))
    write("train.parquet", image=damaged[5:6], label=[0])
    refused(lambda: read(find(tmp_path, skip_unreadable=True)), "no image that can be read", "row 0")


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"picture": CELLS, "label": LABELS}, ["no column of images", "picture, label", "image or img"]),
        ({"image": CELLS, "class": LABELS}, ["no column of labels", "image, class", "fine_label"]),
        ({"image": CELLS, "img": CELLS, "label": LABELS}, ["image and img", "the images"]),
        ({"image": CELLS, "label": LABELS, "labels": LABELS}, ["label and labels", "the labels"]),
        ({"image": CELLS, "label": LABELS, "twice": True}, ["two columns", "same name"]),
        ({"image": [{"bytes": None, "path": "a.jpg"}] * 2, "label": [0, 1]}, ["row 0", "only the path a.jpg"]),
        ({"image": [CELLS[0], None], "label": [0, 1]}, ["row 1", "no image"]),
        ({"image": [[1, 2]] * 2, "label": [0, 1]}, ["row 0", "list", "bytes of a JPEG or PNG"]),
        ({"image": CELLS[:2], "label": [0.5, 1.0]}, ["column label", "float", "one whole number"]),
        ({"image": CELLS[:2], "label": [[0], [1]]}, ["column label", "list"]),
        ({"image": CELLS[:2], "label": [True, False]}, ["column label", "bool"]),
        ({"image": CELLS[:3], "label": [0, 2, 1]}, ["column label", "label 2 in row 1", "0 to 1"]),
        ({"image": CELLS[:2], "label": [-2, 1]}, ["label -2 in row 0"]),
        ({"image": [CELLS[0], {"bytes": png(TILES[0, :20]), "path": ""}], "label": [0, 1]},
         ["row 1", "20×32", "row 0", "32×32", "size"]),
        ({"image": [CELLS[0], {"bytes": png(TILES[0, ..., 0]), "path": ""}], "label": [0, 1]},
         ["row 1", "grey", "in colour", "channels"]),
        ({"image": CELLS[:2], "label": [None, None]}, ["no image has a label"]),
    ],
)  # fmt: skip
def test_mistakes(tmp_path, write, columns, words):
    description = None if words[0] == "no image has a label" else CLASSES
    write("train.parquet", description, **columns)
    refused(lambda: read(find(tmp_path)), "train.parquet", *words)


def test_tables_that_do_not_belong_together(tmp_path, write):
    write("train.parquet", image=CELLS, label=LABELS)
    other = described(label={"_type": "ClassLabel", "names": ["b", "a"]})
    write("test.parquet", other, image=CELLS, label=LABELS)
    refused(lambda: read(find(tmp_path)), "test.parquet", "class names are not those of train.parquet")
    write("train.parquet", None, image=CELLS, label=LABELS)
    write("test.parquet", None, image=CELLS, label=["a", "b"] * 20)
    refused(lambda: read(find(tmp_path)), "test.parquet", "names", "train.parquet", "numbers")


def test_class_names_that_are_wrong(tmp_path, write):
    for names, words in ((["a", "a"], '"a" stands twice'), (["a", ""], "class 1 is empty")):
        description = described(label={"_type": "ClassLabel", "names": names})
        write("train.parquet", description, image=CELLS, label=LABELS)
        refused(lambda: read(find(tmp_path)), "column label", words)


def test_files_that_are_no_tables(tmp_path, write):
    path = write("train.parquet", image=CELLS, label=LABELS)
    for content, said in (
        (b"", "the file is empty"),
        (b"no table", "no Parquet file that can be read"),
        (b"\x1f\x8b", "compressed with gzip, not a Parquet table"),
    ):
        path.write_bytes(content)
        refused(lambda: read(find(tmp_path)), "train.parquet", said)
    path.unlink()
    refused(lambda: find(path).read(), "train.parquet", "no such file")


def files(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    return folder


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["train-00000-of-00003.parquet", "train-00002-of-00003.parquet"], ["00001-of-00003 is missing"]),
        (["train-00000-of-00001.parquet", "train-00000-of-00002.parquet"], ["not one set of files"]),
        (["train-00000-of-00001.parquet", "train.parquet"], ["not one set of files"]),
        (["train-00000-of-00001-aa.parquet", "train-00000-of-00001-bb.parquet"], ["not one set of files"]),
        (["test.parquet", "other.parquet"], ["training images", "other.parquet, test.parquet"]),
        (["a/train.parquet", "b/train.parquet"], ["several data sets", "a/, b/"]),
    ],
)
def test_a_set_that_is_not_whole(tmp_path, names, words):
    refused(lambda: find(files(tmp_path, *names)), *words)


def test_one_file_of_several(tmp_path):
    files(tmp_path, "train-00000-of-00002.parquet", "train-00001-of-00002.parquet")
    refused(lambda: find(tmp_path / "train-00000-of-00002.parquet"), "00001-of-00002", "give the folder")


def test_what_is_no_parquet_is_left_to_others(tmp_path):
    files(tmp_path, "train/happy/1.jpg", "train.csv")
    assert find(tmp_path) is None
    assert find(tmp_path / "train.csv") is None


def test_without_pyarrow_it_is_said_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    (tmp_path / "train.parquet").write_bytes(b"PAR1")
    found = find(tmp_path)
    refused(found.read, "train.parquet", "pyarrow", "not installed", "pip install pyarrow")
