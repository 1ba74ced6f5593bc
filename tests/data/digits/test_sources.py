"""Digits from npz files, from IDX files and from scikit-learn: what is read, and one clear sentence for what is not."""

import gzip
import struct

import numpy as np
import pytest
from sklearn.datasets import load_digits

from fer_lib.data.digits import BUILT_IN, load
from fer_lib.data.digits.idx_files import NAMES, load_idx
from fer_lib.data.digits.npz_files import load_npz
from fer_lib.errors import UserError

RANDOM = np.random.Generator(np.random.PCG64(0))
IMAGES = RANDOM.integers(0, 256, (30, 28, 28), np.uint8)
LABELS = np.arange(30) % 10


def npz_folder(folder, **changed):
    """A folder in the course's form; ``changed`` replaces arrays of train.npz, None leaves one out."""
    arrays = {"image": IMAGES, "label": LABELS, **changed}
    np.savez(folder / "train.npz", **{key: value for key, value in arrays.items() if value is not None})
    np.savez(folder / "test.npz", image=IMAGES[:9], label=LABELS[:9])
    return folder


def idx_bytes(array):
    magic = {3: 2051, 1: 2049}[array.ndim]
    return struct.pack(f">I{array.ndim}I", magic, *array.shape) + array.astype(np.uint8).tobytes()


def idx_folder(folder, compressed=False, dotted=False):
    for name, array in zip(NAMES, (IMAGES, LABELS, IMAGES[:9], LABELS[:9]), strict=True):
        name = name.replace("-idx", ".idx") if dotted else name
        content = idx_bytes(array)
        path = folder / (name + ".gz" * compressed)
        path.write_bytes(gzip.compress(content) if compressed else content)
    return folder


def is_the_same(dataset):
    assert np.array_equal(dataset.train_images, IMAGES)
    assert np.array_equal(dataset.train_labels, LABELS)
    assert np.array_equal(dataset.test_images, IMAGES[:9])
    assert np.array_equal(dataset.test_labels, LABELS[:9])
    assert dataset.train_labels.dtype == np.int64
    assert (dataset.size, dataset.pixels, dataset.brightest) == ("28×28", 784, 255)


def refused(call, *words):
    with pytest.raises(UserError) as caught:
        call()
    message = str(caught.value)
    assert all(word in message for word in words), message
    assert "\n" not in message
    assert message.endswith(".") or message.endswith(".)")


def test_npz_folder(tmp_path):
    is_the_same(load(npz_folder(tmp_path)))
    assert load(tmp_path).form == "npz"
    assert load(tmp_path).files == ("train.npz", "test.npz")


def test_npz_files_that_are_given(tmp_path):
    npz_folder(tmp_path)
    (tmp_path / "test.npz").rename(tmp_path / "other.npz")
    is_the_same(load(tmp_path / "train.npz", tmp_path / "other.npz"))
    refused(lambda: load(tmp_path / "train.npz"), "test.npz", "no such file")
    refused(lambda: load(tmp_path, tmp_path / "other.npz"), "other.npz", "is a folder")


@pytest.mark.parametrize("kind", [np.uint8, np.int32, np.uint64])
def test_labels_of_any_integer_type(tmp_path, kind):
    is_the_same(load(npz_folder(tmp_path, label=LABELS.astype(kind))))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"image": None}, ["train.npz", "'image'", "label", "np.savez"]),
        ({"label": None, "labels": LABELS}, ["train.npz", "'label'", "image, labels"]),
        ({"image": np.array([None, 1], object)}, ["array image", "pickle"]),
        ({"label": np.array(["a"] * 30, object)}, ["array label", "pickle"]),
        ({"image": IMAGES / 255.0}, ["array image", "float64", "uint8"]),
        ({"image": IMAGES.astype(np.int64)}, ["array image", "int64", "uint8"]),
        ({"image": IMAGES.reshape(30, 784)}, ["array image", "(30, 784)", "(images, height, width)"]),
        ({"image": IMAGES[:0]}, ["array image", "(0, 28, 28)"]),
        ({"image": IMAGES[..., None]}, ["array image", "(30, 28, 28, 1)"]),
        ({"label": LABELS.astype(float)}, ["array label", "float64", "integers"]),
        ({"label": np.eye(10, dtype=np.int64)[LABELS]}, ["array label", "(30, 10)", "argmax"]),
        ({"label": LABELS[:29]}, ["29 labels for 30 images"]),
        ({"label": np.where(LABELS == 7, 10, LABELS)}, ["label 10 in row 7", "0 to 9", "3 of 30"]),
        ({"label": LABELS - 1}, ["label -1 in row 0"]),
        ({"image": IMAGES[:, :14]}, ["train.npz and test.npz", "14×28", "28×28"]),
    ],
)
def test_npz_mistakes(tmp_path, changed, words):
    refused(lambda: load(npz_folder(tmp_path, **changed)), *words)


def test_npz_files_that_are_none(tmp_path):
    npz_folder(tmp_path)
    path = tmp_path / "train.npz"
    whole = path.read_bytes()
    for content in (b"", b"no npz", whole[:-30], np.arange(3).tobytes()):
        path.write_bytes(content)
        refused(lambda: load(tmp_path), "train.npz", "no npz file")
    path.write_bytes(whole[:3000] + b"damaged" + whole[3007:])
    refused(lambda: load(tmp_path), "train.npz", "array image", "cannot be read")
    path.unlink()
    refused(lambda: load(tmp_path), "train.npz", "no such file")
    path.mkdir()
    refused(lambda: load_npz(path, tmp_path / "test.npz"), "is a folder")


def test_an_array_that_claims_more_than_there_is(tmp_path, monkeypatch):
    npz_folder(tmp_path)
    monkeypatch.setattr("fer_lib.data.digits.npz_files.LARGEST_ARRAY", 10_000)
    refused(lambda: load(tmp_path), "train.npz", "array image", "larger than")


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("dotted", [False, True])
def test_idx_folder(tmp_path, compressed, dotted):
    dataset = load(idx_folder(tmp_path, compressed, dotted))
    is_the_same(dataset)
    assert dataset.form == "idx"
    assert len(dataset.files) == 4


def test_idx_files_are_known_by_their_content(tmp_path):
    idx_folder(tmp_path)
    for name in NAMES:
        path = tmp_path / name
        path.write_bytes(gzip.compress(path.read_bytes()))  # without .gz in its name
    is_the_same(load(tmp_path))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda b: b[:-1], ["cut off", "23,520 bytes", "23,519"]),
        (lambda b: b + b"x", ["too long"]),
        (lambda b: b[:10], ["cut off", "first 16 bytes"]),
        (lambda b: b[:2], ["cut off"]),
        (lambda b: b"", ["cut off"]),
        (lambda b: struct.pack(">I", 2052) + b[4:], ["magic number is 2052", "2051"]),
        (lambda b: idx_bytes(LABELS), ["holds labels", "swapped"]),
        (lambda b: gzip.compress(b)[:-900], ["compressed", "damaged or cut off"]),
        (lambda b: gzip.compress(b)[:40] + b"\0" * 400, ["compressed", "damaged"]),
        (lambda b: struct.pack(">4I", 2051, 2**31, 2**31, 2**31), ["announces", "2 GiB"]),
        (lambda b: struct.pack(">4I", 2051, 0, 28, 28), ["(0, 28, 28)"]),
        (lambda b: struct.pack(">4I", 2051, 29, 28, 28) + b[16 : 16 + 29 * 784], ["30 labels for 29 images"]),
    ],
)
def test_idx_mistakes(tmp_path, change, words):
    idx_folder(tmp_path)
    path = tmp_path / NAMES[0]
    path.write_bytes(change(path.read_bytes()))
    refused(lambda: load(tmp_path), *words)


def test_idx_labels_out_of_range(tmp_path):
    idx_folder(tmp_path)
    (tmp_path / NAMES[1]).write_bytes(idx_bytes(LABELS + 1))
    refused(lambda: load(tmp_path), NAMES[1], "label 10 in row 9")


def test_idx_files_that_are_missing(tmp_path):
    idx_folder(tmp_path)
    (tmp_path / NAMES[3]).unlink()
    refused(lambda: load(tmp_path), NAMES[3], "four files")
    refused(lambda: load_idx(*(tmp_path / name for name in NAMES)), NAMES[3], "no such file")
    (tmp_path / NAMES[3]).mkdir()
    refused(lambda: load_idx(*(tmp_path / name for name in NAMES)), NAMES[3], "is a folder")


def test_nothing_to_read(tmp_path):
    refused(lambda: load(tmp_path), "no digits in this folder", "train.npz", NAMES[0])
    refused(lambda: load(tmp_path / "nowhere"), "nowhere", "no such file or folder")
    refused(lambda: load("x" * 300), "longer than the system allows")
    refused(lambda: load("a\0b"), "NUL")


def test_built_in_digits_are_scikit_learns():
    dataset = load(BUILT_IN)
    everything = np.concatenate([dataset.train_images, dataset.test_images])
    expected = load_digits().images.astype(np.uint8)
    assert sorted(image.tobytes() for image in everything) == sorted(image.tobytes() for image in expected)
    assert (len(dataset.train_images), len(dataset.test_images)) == (1347, 450)
    assert (dataset.size, dataset.brightest, dataset.form) == ("8×8", 16, "built-in")
    test_share = np.bincount(dataset.test_labels) / np.bincount(load_digits().target)
    assert abs(test_share - 0.25).max() < 0.01
    assert load(BUILT_IN).content_hash == dataset.content_hash


def test_floats_are_from_0_to_1_with_one_hot_labels():
    dataset = load(BUILT_IN)
    for dtype in (np.float32, np.float64):
        data = dataset.to_float(dtype)
        assert data.x_train.dtype == data.t_test.dtype == dtype
        assert (data.x_train.min(), data.x_train.max()) == (0, 1)
        assert np.array_equal(data.x_test[5].reshape(8, 8) * 16, dataset.test_images[5])
        assert np.array_equal(data.t_train.argmax(axis=1), dataset.train_labels)
        assert (data.t_train.sum(axis=1) == 1).all()
