"""npz files: every way of naming and of writing the same images and labels gives the same data."""

import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from fer_lib.data import npz_form
from fer_lib.data.pixel_arrays import Layout
from tests.data.read_forms import data_or_one_sentence, digits, photo_tiles, read, refused, save

RANDOM = np.random.Generator(np.random.PCG64(0))
GREY = RANDOM.integers(0, 256, (12, 9, 7), np.uint8)
COLOUR = RANDOM.integers(0, 256, (12, 9, 7, 3), np.uint8)
LABELS = np.arange(12) % 4


@pytest.mark.parametrize(
    "names",
    [
        ("x_train", "y_train", "x_test", "y_test"),  # Keras
        ("X_train", "y_train", "X_test", "y_test"),
        ("train_images", "train_labels", "test_images", "test_labels"),  # MedMNIST
        ("images_train", "labels_train", "images_testing", "labels_testing"),
        ("xtrain", "ytrain", "xtest", "ytest"),
        ("TRAIN_IMAGE", "TRAIN_TARGET", "TEST_IMAGE", "TEST_TARGET"),
    ],
)
def test_splits_by_the_names_of_arrays(tmp_path, names):
    arrays = (COLOUR, LABELS, COLOUR[:5], LABELS[:5])
    result = read(npz_form.find(save(tmp_path / "any.npz", **dict(zip(names, arrays, strict=True)))))
    assert np.array_equal(result.images, np.concatenate([COLOUR, COLOUR[:5]]))
    assert np.array_equal(result.labels, np.concatenate([LABELS, LABELS[:5]]))
    assert result.split.tolist() == [0] * 12 + [2] * 5
    assert (result.class_names, result.converted, result.not_read) == (None, {}, ())


@pytest.mark.parametrize("word", ["val", "valid", "validation", "dev"])
def test_validation_images(tmp_path, word):
    arrays = {f"{word}_images": GREY[:3], f"{word}_labels": LABELS[:3]}
    result = read(npz_form.find(save(tmp_path / "a.npz", train_images=GREY, train_labels=LABELS, **arrays)))
    assert result.split.tolist() == [0] * 12 + [1] * 3


@pytest.mark.parametrize(
    ("x", "y"), [("images", "labels"), ("image", "label"), ("X", "y"), ("img", "target")]
)
def test_one_set_of_images_is_for_training(tmp_path, x, y):
    result = read(npz_form.find(save(tmp_path / "a.npz", **{x: GREY, y: LABELS})))
    assert np.array_equal(result.images, GREY)
    assert result.split.tolist() == [0] * 12


@pytest.mark.parametrize("kind", ["U", "S"])
@pytest.mark.parametrize("words", [("train", "val", "test"), ("Training", "PublicTest", "PrivateTest")])
def test_splits_by_an_array_of_words(tmp_path, kind, words):
    usage = np.array([words[i % 3] for i in range(12)]).astype(kind)
    result = read(npz_form.find(save(tmp_path / "a.npz", images=GREY, labels=LABELS, Usage=usage)))
    assert result.split.tolist() == [0, 1, 2] * 4


def test_files_of_a_folder(tmp_path):
    save(tmp_path / "train.npz", image=GREY, label=LABELS)
    save(tmp_path / "val.npz", image=GREY[:2], label=LABELS[:2])
    save(tmp_path / "test.npz", images=GREY[:3], labels=LABELS[:3], extra=LABELS)
    save(tmp_path / "votes.npz", a=GREY)
    (tmp_path / "README").write_text("mine")
    found = npz_form.find(tmp_path)
    result = read(found)
    assert [file.name for file in found.files] == ["train.npz", "val.npz", "test.npz"]
    assert result.split.tolist() == [0] * 12 + [1] * 2 + [2] * 3
    assert result.not_read == ("test.npz: array extra", "README", "votes.npz")
    assert npz_form.find(tmp_path / "train.npz").files == found.files
    alone = read(npz_form.find(tmp_path / "test.npz"))
    assert (len(alone.images), alone.split.tolist()) == (3, [0] * 3)


def test_the_only_file_of_a_folder(tmp_path):
    save(tmp_path / "mnist.npz", x_train=GREY, y_train=LABELS)
    assert len(read(npz_form.find(tmp_path)).images) == 12
    save(tmp_path / "other.npz", x_train=GREY, y_train=LABELS)
    refused(lambda: npz_form.find(tmp_path), "mnist.npz, other.npz", "Give one of them")


def test_another_file_with_test_images(tmp_path):
    train = save(tmp_path / "a.npz", image=GREY, label=LABELS)
    test = save(tmp_path / "b.npz", image=GREY[:3], label=LABELS[:3])
    found = npz_form.find(train, test=test)
    assert (found.files, read(found).split.tolist()) == ((train, test), [0] * 12 + [2] * 3)
    refused(lambda: npz_form.find(tmp_path, test=test), "is a folder", "b.npz")


def test_what_is_no_npz_is_left_to_others(tmp_path):
    assert npz_form.find(tmp_path) is None
    assert npz_form.find(tmp_path / "fer2013.csv") is None
    (tmp_path / "train").mkdir()
    (tmp_path / "train.npz").mkdir()
    assert npz_form.find(tmp_path) is None


def test_class_names(tmp_path):
    names = np.array(["bread", "egg", "rice", "soup"])
    result = read(npz_form.find(save(tmp_path / "a.npz", images=GREY, labels=LABELS, class_names=names)))
    assert result.class_names == ("bread", "egg", "rice", "soup")


@pytest.mark.parametrize("kind", ["U", "S"])
def test_labels_that_are_names(tmp_path, kind):
    texts = np.array(["rice", "egg"] * 6).astype(kind)
    result = read(npz_form.find(save(tmp_path / "a.npz", images=GREY, labels=texts)))
    assert (result.class_names, result.labels.tolist()) == (("egg", "rice"), [1, 0] * 6)
    order = np.array(["rice", "egg", "soup"])
    result = read(npz_form.find(save(tmp_path / "a.npz", images=GREY, labels=texts, classes=order)))
    assert (result.class_names, result.labels.tolist()) == (("rice", "egg", "soup"), [0, 1] * 6)


def test_test_images_may_lack_labels(tmp_path):
    path = save(tmp_path / "a.npz", x_train=GREY, y_train=LABELS, x_test=GREY[:2])
    assert read(npz_form.find(path)).labels.tolist() == [*LABELS, -1, -1]


IMAGES = hnp.arrays(
    np.uint8, st.tuples(st.integers(2, 6), st.integers(4, 6), st.integers(4, 6), st.sampled_from([1, 3]))
)


@given(
    IMAGES,
    st.sampled_from(["u1", "u2", "i4", "u8", "f2", "f4", "f8", ">f4", "f4 of 1", "f8 of 1"]),
    st.sampled_from(["[N, C, H, W]", "[N, H, W, C]", "[N, H, W]"]),
    st.sampled_from(["[N]", "[N, 1]", "one-hot", "one-hot float", "uint64"]),
)
def test_the_same_data_however_they_are_written(tmp_path_factory, images, dtype, axes, labels):
    images[0, 0, 0] = 200  # neither black and white nor all from 0 to 1
    if axes == "[N, H, W]":
        images = images[..., :1]
    numbers = np.arange(len(images)) % 2
    kind, _, of_one = dtype.partition(" of ")
    values = (images / 255 if of_one else images).astype(kind)
    values = {"[N, C, H, W]": np.moveaxis(values, 3, 1), "[N, H, W, C]": values, "[N, H, W]": values[..., 0]}[
        axes
    ]
    written = {
        "[N]": numbers,
        "[N, 1]": numbers[:, None],
        "one-hot": np.eye(3, dtype=int)[numbers],
        "one-hot float": np.eye(3)[numbers],
        "uint64": numbers.astype(np.uint64),
    }[labels]
    path = save(tmp_path_factory.mktemp("npz") / "a.npz", images=values, labels=written)
    result = read(npz_form.find(path))
    expected = images[..., 0] if images.shape[3] == 1 else images
    assert np.array_equal(result.images, expected)
    assert np.array_equal(result.labels, numbers)
    assert set(result.converted.values()) <= {len(images)}
    assert ("channels_first_to_last" in result.converted) == (axes == "[N, C, H, W]")
    assert ("one_hot_to_label" in result.converted) == labels.startswith("one-hot")
    assert any(name.endswith("to_uint8") for name in result.converted) == (dtype != "u1")


def test_one_scale_for_all_floats(tmp_path):
    """Dark test images alone look like floats from 0 to 1; with the training images they do not."""
    path = save(
        tmp_path / "a.npz",
        x_train=GREY.astype("f4"),
        y_train=LABELS,
        x_test=GREY[:2] // 255.0,
        y_test=LABELS[:2],
    )
    result = read(npz_form.find(path))
    assert np.array_equal(result.images[12:], GREY[:2] // 255)
    assert result.converted == {"float_0_255_to_uint8": 14}


def test_real_digits_and_photographs(tmp_path):
    images, labels = digits()
    result = read(
        npz_form.find(save(tmp_path / "digits.npz", images=images, target=labels, data=images[:, 0]))
    )
    assert np.array_equal(result.images, images.astype(np.uint8))
    assert result.converted == {"float_0_255_to_uint8": 1797}
    assert result.not_read == ("digits.npz: array data",)
    tiles, photo = photo_tiles()
    first = np.moveaxis(tiles, 3, 1).astype(np.float32) / 255
    result = read(npz_form.find(save(tmp_path / "tiles.npz", X=first, y=photo)))
    assert np.array_equal(result.images, tiles)
    assert result.converted == {"channels_first_to_last": 520, "float_0_1_to_uint8": 520}


@pytest.mark.parametrize("shape", [(12, 3, 32, 3), (12, 1, 28, 1), (12, 3, 8, 1)])
def test_a_shape_that_can_be_read_two_ways_is_asked_for(tmp_path, shape):
    images = RANDOM.integers(0, 256, shape, np.uint8)
    path = save(tmp_path / "a.npz", images=images, labels=LABELS)
    refused(lambda: read(npz_form.find(path)), "array images", str(shape), "channels_last or channels_first")
    layouts: tuple[tuple[Layout, np.ndarray], ...] = (
        ("channels_last", images),
        ("channels_first", np.moveaxis(images, 1, 3)),
    )
    for layout, expected in layouts:
        result = read(npz_form.find(path, layout=layout))
        assert np.array_equal(result.images.reshape(expected.shape), expected)


def test_a_layout_that_cannot_be(tmp_path):
    path = save(tmp_path / "a.npz", images=COLOUR, labels=LABELS)
    refused(lambda: read(npz_form.find(path, layout="channels_first")), "with 9 in the place of the channels")


FLOAT = GREY / 255


def changed(array, index, value):
    array = array.copy()
    array[index] = value
    return array


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"images": None}, ["no array of images", "'labels'", "np.savez"]),
        ({"images": None, "labels": None}, ["no array of images", "there are: none"]),
        ({"labels": None, "votes": LABELS}, ["no array of labels", "'images'", "images, votes"]),
        ({"x": GREY}, ["images and x", "can both be the images", "Keep one"]),
        ({"x_train": GREY, "y_train": LABELS}, ["images is of no split", "x_train is of one"]),
        ({"images": None, "labels": None, "x_train": GREY}, ["no array of labels for 'x_train'"]),
        ({"y_test": LABELS}, ["no array of images of test", "'y_test'"]),
        ({"images": np.array([None, 1], object)}, ["array images", "pickle"]),
        ({"labels": np.array(["a"] * 12, object)}, ["array labels", "pickle", "dtype=str"]),
        ({"images": GREY.astype(bool)}, ["array images", "bool", "uint8"]),
        ({"images": GREY.astype(complex)}, ["array images", "complex128"]),
        ({"images": GREY[:0]}, ["array images", "(0, 9, 7)", "no image"]),
        ({"images": GREY.reshape(12, 63)}, ["(12, 63)", "reshape(-1, height, width)"]),
        ({"images": np.zeros((12, 784))}, ["(12, 784)", "reshape(-1, 28, 28)"]),
        ({"images": np.zeros((12, 8, 8, 4), np.uint8)}, ["(12, 8, 8, 4)", "with 4 in the place"]),
        ({"images": np.zeros((12, 2, 8, 8, 3), np.uint8)}, ["(12, 2, 8, 8, 3)"]),
        ({"images": np.uint8(3)}, ["array images", "()"]),
        ({"images": GREY // 255}, ["array images", "0 or 1", "Multiply"]),
        ({"images": GREY.astype(int) + 1}, ["array images", "256", "0 to 255"]),
        ({"images": GREY.astype(int) - 1}, ["array images", "-1", "0 to 255"]),
        ({"images": changed(FLOAT, (5, 1, 2), np.nan)}, ["array images", "image 5", "NaN"]),
        ({"images": changed(FLOAT, (5, 1, 2), np.inf)}, ["array images", "image 5", "infinite"]),
        ({"images": changed(FLOAT, (5, 1, 2), 0.123)}, ["image 5", "0.123", "steps of 1/255", "uint8"]),
        ({"images": changed(GREY * 1.0, (5, 1, 2), 12.3)}, ["image 5", "12.3", "whole levels"]),
        ({"images": FLOAT * 2 - 1}, ["image 0", "normalized"]),
        ({"labels": LABELS + 0.5}, ["array labels", "float64", "astype(int)"]),
        ({"labels": LABELS[:11]}, ["11 labels for 12 images"]),
        ({"labels": np.eye(12)[:11]}, ["11 labels for 12 images"]),
        ({"labels": LABELS - 1}, ["label -1 in row 0", "0 or more", "3 of 12"]),
        ({"labels": LABELS[:, None, None]}, ["array labels", "(12, 1, 1)"]),
        ({"labels": changed(np.eye(12), (4, 5), 1)}, ["row 4", "one class an image"]),
        ({"labels": changed(np.eye(12), (4, 4), 0)}, ["row 4", "one 1 and else 0"]),
        ({"labels": changed(np.eye(12), (4, 5), 0.5)}, ["row 4"]),
        ({"labels": np.array([["a", "b"]] * 12)}, ["array labels", "no one-hot label"]),
        ({"labels": LABELS * 0}, ["same label", "two classes"]),
        ({"labels": np.array(["a", ""] * 6)}, ["row 1", "empty"]),
        ({"labels": np.array([b"\xff"] * 12)}, ["array labels", "UTF-8"]),
        ({"class_names": np.array(["a", "b", "c"])}, ["label 3 in row 3", "0 to 2", "3 class names"]),
        ({"class_names": np.array(["a", "b", "a", "c"])}, ["class_names", '"a" stands twice']),
        ({"class_names": np.array(["a", "b", " ", "c"])}, ["class_names", "class 2 is empty"]),
        ({"class_names": np.arange(4)}, ["class_names", "dtype=str"]),
        ({"class_names": np.array(list("abcd"), object)}, ["class_names", "pickle", "dtype=str"]),
        ({"labels": np.array(["a", "z"] * 6), "classes": np.array(["a", "b"])}, ['"z" in row 1', "a, b"]),
        ({"usage": np.array(["train"] * 11)}, ["array usage", "11 words for 12 images"]),
        ({"usage": np.array(["train", "mine"] * 6)}, ["array usage", '"mine" in row 1', "PublicTest"]),
        ({"split": LABELS}, ["array split", "expected words"]),
    ],
)  # fmt: skip
def test_mistakes(tmp_path, arrays, words):
    path = save(tmp_path / "a.npz", **{"images": GREY, "labels": LABELS, **arrays})
    refused(lambda: read(npz_form.find(path)), "a.npz", *words)


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ({"images": GREY[:, :8]}, ["test.npz", "8×7", "9×7"]),
        ({"images": COLOUR}, ["test.npz", "9×7×3", "9×7"]),
        ({"labels": np.array(["a", "b"] * 6)}, ["test.npz", "names", "train.npz", "numbers"]),
        (
            {"x_train": GREY, "y_train": LABELS, "images": None, "labels": None},
            ["train.npz", "both have train"],
        ),
        ({"usage": np.array(["test"] * 12)}, ["test.npz", "said twice"]),
        ({"class_names": np.array(list("ABCD"))}, ["train.npz, test.npz", "class names differ"]),
    ],
)
def test_files_that_do_not_belong_together(tmp_path, test, words):
    save(tmp_path / "train.npz", images=GREY, labels=LABELS, class_names=np.array(list("abcd")))
    save(tmp_path / "test.npz", **{"images": GREY, "labels": LABELS, **test})
    refused(lambda: read(npz_form.find(tmp_path)), *words)


def test_one_hot_labels_of_different_numbers_of_classes(tmp_path):
    path = save(tmp_path / "a.npz", x_train=GREY, y_train=np.eye(12), x_test=GREY, y_test=np.eye(13)[:12])
    refused(lambda: read(npz_form.find(path)), "y_train has 12", "y_test has 13")


def test_two_files_of_one_split(tmp_path):
    for name in ("train", "val", "valid"):
        save(tmp_path / f"{name}.npz", images=GREY, labels=LABELS)
    refused(lambda: npz_form.find(tmp_path), "val.npz and valid.npz", "validation")


def test_files_that_are_no_npz(tmp_path):
    path = save(tmp_path / "a.npz", images=GREY, labels=LABELS)
    whole = path.read_bytes()
    for content in (b"no npz", whole[:-30], np.arange(3).tobytes()):
        path.write_bytes(content)
        refused(lambda: read(npz_form.find(path)), "a.npz", "no npz file")
    path.write_bytes(whole[:300] + b"damaged" + whole[307:])
    refused(lambda: read(npz_form.find(path)), "a.npz", "array images", "cannot be read")
    path.unlink()
    refused(lambda: npz_form.find(path).read(), "a.npz", "no such file")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("images", b"text")
        archive.writestr("labels", b"text")
    refused(lambda: read(npz_form.find(path)), "array images", "no NumPy array")


def test_an_array_that_claims_more_than_there_is(tmp_path, monkeypatch):
    path = save(tmp_path / "a.npz", images=GREY, labels=LABELS)
    monkeypatch.setattr(npz_form, "LARGEST_ARRAY", 500)
    refused(lambda: read(npz_form.find(path)), "array images", "larger than")


ANY = hnp.arrays(
    st.sampled_from(["u1", "i1", "i8", "u8", "f2", "f8", "?", "c8", "U3", "S2", "M8[s]", ">i4"]).map(
        np.dtype
    ),
    hnp.array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=4),
)


@given(ANY, ANY, st.none() | ANY, st.none() | ANY)
def test_whatever_the_arrays_are_there_is_data_or_one_sentence(
    tmp_path_factory, images, labels, usage, names
):
    path = save(
        tmp_path_factory.mktemp("npz") / "a.npz", images=images, labels=labels, usage=usage, classes=names
    )
    data_or_one_sentence(lambda: npz_form.find(path))
