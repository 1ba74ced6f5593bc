"""IDX files: the sets that are written so, in any size and in colour, and one clear sentence for what is damaged."""

import gzip
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from fer_lib.data import idx_form
from tests.data.read_forms import data_or_one_sentence, photo_tiles, read, refused

RANDOM = np.random.Generator(np.random.PCG64(0))
IMAGES = RANDOM.integers(0, 256, (30, 28, 28), np.uint8)
LABELS = np.arange(30) % 10
MNIST = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)


def idx_bytes(array):
    head = struct.pack(f">I{array.ndim}I", 0x0800 + array.ndim, *array.shape)
    return head + array.astype(np.uint8).tobytes()


def write(folder, names=MNIST, arrays=(IMAGES, LABELS, IMAGES[:9], LABELS[:9]), compressed=False):
    for name, array in zip(names, arrays, strict=True):
        content = idx_bytes(array)
        (folder / (name + ".gz" * compressed)).write_bytes(gzip.compress(content) if compressed else content)
    return folder


def is_the_same(result):
    assert np.array_equal(result.images, np.concatenate([IMAGES, IMAGES[:9]]))
    assert np.array_equal(result.labels, np.concatenate([LABELS, LABELS[:9]]))
    assert result.split.tolist() == [0] * 30 + [2] * 9


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize(
    "change", [("-idx", "-idx"), ("-idx", ".idx"), ("t10k", "test"), ("t", "emnist-mnist-t")]
)
def test_names(tmp_path, compressed, change):
    names = [name.replace(change[0], change[1], 1) for name in MNIST]
    found = idx_form.find(write(tmp_path, names, compressed=compressed))
    is_the_same(read(found))
    assert len(found.files) == 4
    assert read(found).not_read == ()


def test_files_are_known_to_be_compressed_by_their_content(tmp_path):
    write(tmp_path)
    for name in MNIST:
        path = tmp_path / name
        path.write_bytes(gzip.compress(path.read_bytes()))  # without .gz in its name
    is_the_same(read(idx_form.find(tmp_path)))


def test_of_two_copies_one_is_read_and_the_other_named(tmp_path):
    write(tmp_path)
    (tmp_path / f"{MNIST[0]}.gz").write_bytes(b"the plain one is taken")
    (tmp_path / "README").write_text("mine")
    result = read(idx_form.find(tmp_path))
    is_the_same(result)
    assert result.not_read == ("README", f"{MNIST[0]}.gz")


def test_training_images_alone_and_validation_images(tmp_path):
    write(tmp_path, MNIST[:2], (IMAGES, LABELS))
    assert read(idx_form.find(tmp_path)).split.tolist() == [0] * 30
    names = [name.replace("t10k", "val") for name in MNIST[2:]]
    write(tmp_path, names, (IMAGES[:4], LABELS[:4]))
    assert read(idx_form.find(tmp_path)).split.tolist() == [0] * 30 + [1] * 4


@given(
    hnp.arrays(np.uint8, st.tuples(st.integers(2, 5), st.integers(4, 9), st.integers(4, 9), st.just(3))),
    st.booleans(),
)
def test_colour_images_of_any_size(tmp_path_factory, images, channels_first):
    images[0, 0, 0] = 200  # not black and white as 0 and 1
    labels = np.arange(len(images)) % 2
    names = [name.replace("idx3", "idx4") for name in MNIST[:2]]
    stored = np.moveaxis(images, 3, 1) if channels_first else images
    result = read(idx_form.find(write(tmp_path_factory.mktemp("idx"), names, (stored, labels))))
    assert np.array_equal(result.images, images)
    assert np.array_equal(result.labels, labels)


def test_real_photographs(tmp_path):
    tiles, photo = photo_tiles()
    names = [name.replace("idx3", "idx4") for name in MNIST]
    result = read(idx_form.find(write(tmp_path, names, (tiles[::2], photo[::2], tiles[1::2], photo[1::2]))))
    assert np.array_equal(result.images, np.concatenate([tiles[::2], tiles[1::2]]))


def test_a_shape_that_can_be_read_two_ways_is_asked_for(tmp_path):
    images = RANDOM.integers(0, 256, (30, 3, 8, 3), np.uint8)
    write(tmp_path, [name.replace("idx3", "idx4") for name in MNIST[:2]], (images, LABELS))
    refused(lambda: read(idx_form.find(tmp_path)), "idx4", "(30, 3, 8, 3)", "channels_last or channels_first")
    assert np.array_equal(read(idx_form.find(tmp_path, layout="channels_last")).images, images)


def emnist(folder, kind, labels, lines):
    names = [f"emnist-{kind}-{name.replace('t10k', 'test')}" for name in MNIST]
    write(folder, names, (IMAGES, labels, IMAGES[:9], labels[:9]), compressed=True)
    (folder / f"emnist-{kind}-mapping.txt").write_text("".join(f"{line}\n" for line in lines))


def test_names_of_emnists_classes(tmp_path):
    emnist(tmp_path, "balanced", LABELS, [f"{i} {65 + i}" for i in range(12)])
    found = idx_form.find(tmp_path)
    result = read(found)
    is_the_same(result)
    assert result.class_names == tuple("ABCDEFGHIJKL")
    assert (tmp_path / "emnist-balanced-mapping.txt") in found.files
    assert result.not_read == ()


def test_classes_that_are_counted_from_1(tmp_path):
    emnist(tmp_path, "letters", LABELS + 1, [f"{i} {64 + i} {96 + i}" for i in range(1, 27)])
    result = read(idx_form.find(tmp_path))
    is_the_same(result)
    assert (result.class_names[0], result.class_names[25], len(result.class_names)) == ("Aa", "Zz", 26)
    assert result.converted == {"label_from_1_to_0": 39}
    emnist(tmp_path, "letters", LABELS, [f"{i} {64 + i}" for i in range(1, 27)])
    refused(
        lambda: read(idx_form.find(tmp_path)), "emnist-letters-train-labels", "label 0 in row 0", "from 1"
    )


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["0 65", "2 66"], ["line 2", '"2 66"', "label 1"]),
        (["5 65"], ["line 1", "label 0"]),
        (["0"], ["line 1", "code of its character"]),
        (["0 A"], ["line 1", '"0 A"']),
        (["0 65", "1 65"], ['"A" stands twice']),
        (["0 65", "1 66"], ["train-labels", "label 2 in row 2", "2 class names"]),
    ],
)
def test_a_mapping_that_is_wrong(tmp_path, lines, words):
    emnist(tmp_path, "digits", LABELS, lines)
    refused(lambda: read(idx_form.find(tmp_path)), *words)


def test_several_sets_in_a_folder(tmp_path):
    lines = [f"{i} {65 + i}" for i in range(10)]
    for kind in ("balanced", "digits"):
        emnist(tmp_path, kind, LABELS, lines)
    refused(lambda: idx_form.find(tmp_path), "emnist-balanced, emnist-digits", "Give one of the files")
    found = idx_form.find(tmp_path / "emnist-digits-test-labels-idx1-ubyte.gz")
    is_the_same(read(found))
    assert all("digits" in file.name for file in found.files)


def test_what_is_no_idx_is_left_to_others(tmp_path):
    assert idx_form.find(tmp_path) is None
    (tmp_path / "train.csv").write_text("")
    assert idx_form.find(tmp_path) is None
    assert idx_form.find(tmp_path / "train.csv") is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda b: b[:-1], ["cut off", "23,520 bytes", "23,519"]),
        (lambda b: b + b"x", ["too long"]),
        (lambda b: b[:10], ["cut off", "first 16 bytes"]),
        (lambda b: b[:2], ["cut off"]),
        (lambda b: b"", ["the file is empty"]),
        (lambda b: b"\x89PNG" + b[4:], ["magic number", "2051 or 2052", "another kind of file"]),
        (lambda b: struct.pack(">I", 0x0D03) + b[4:], ["no unsigned bytes"]),
        (lambda b: struct.pack(">I", 0x0802) + b[4:], ["2050", "2 dimensions"]),
        (lambda b: idx_bytes(LABELS), ["holds labels", "swapped"]),
        (lambda b: gzip.compress(b)[:-900], ["compressed", "damaged or cut off"]),
        (lambda b: gzip.compress(b)[:40] + b"\0" * 400, ["compressed", "damaged"]),
        (lambda b: struct.pack(">4I", 2051, 2**31, 2**31, 2**31), ["announces", "2 GiB"]),
        (lambda b: struct.pack(">4I", 2051, 0, 28, 28), ["(0, 28, 28)"]),
        (lambda b: struct.pack(">4I", 2051, 29, 28, 28) + b[16 : 16 + 29 * 784], ["30 labels for 29 images"]),
        (lambda b: struct.pack(">4I", 2051, 30, 14, 28) + b[16 : 16 + 30 * 392], ["14×28", "28×28"]),
    ],
)
def test_damage(tmp_path, change, words):
    path = write(tmp_path) / MNIST[0]
    path.write_bytes(change(path.read_bytes()))
    refused(lambda: read(idx_form.find(tmp_path)), *words)


def test_files_that_are_missing(tmp_path):
    write(tmp_path)
    (tmp_path / MNIST[3]).unlink()
    refused(lambda: idx_form.find(tmp_path), MNIST[3], "four files")
    (tmp_path / MNIST[3]).mkdir()
    refused(lambda: idx_form.find(tmp_path), MNIST[3], "four files")
    (tmp_path / MNIST[3]).rmdir()
    (tmp_path / MNIST[2]).unlink()
    (tmp_path / MNIST[0]).unlink()
    refused(lambda: idx_form.find(tmp_path), MNIST[0], "is missing")
    (tmp_path / MNIST[1]).unlink()
    write(tmp_path, MNIST[2:], (IMAGES, LABELS))
    refused(lambda: idx_form.find(tmp_path), "training images are missing")


def test_a_split_that_is_there_twice(tmp_path):
    write(write(tmp_path), [name.replace("t10k", "test") for name in MNIST])
    refused(lambda: idx_form.find(tmp_path), "t10k-images", "test-images", "both the test images")


WHOLE = idx_bytes(IMAGES[:4, :5, :4])


@given(st.integers(0, len(WHOLE)), st.binary(max_size=6), st.booleans())
def test_whatever_is_damaged_there_is_data_or_one_sentence(tmp_path_factory, place, bytes_there, compressed):
    folder = tmp_path_factory.mktemp("idx")
    write(folder, MNIST[:2], (IMAGES[:4, :5, :4], LABELS[:4]))
    if compressed:
        packed = gzip.compress(WHOLE, mtime=0)
        damaged = (
            packed[: place % len(packed)] + bytes_there + packed[place % len(packed) + len(bytes_there) :]
        )
    else:
        damaged = WHOLE[:place] + bytes_there + WHOLE[place + len(bytes_there) :]
    (folder / MNIST[0]).write_bytes(damaged)
    data_or_one_sentence(lambda: idx_form.find(folder))
