import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.data import content_hash, load
from tests.data.face_files import USAGES, pixels, random_images, write_csv, write_fer2013

IMAGES = random_images(6)
LABELS = [0, 1, 2, 3, 6, 5]


def usage_rows(order):
    values = [
        {"emotion": str(label), "pixels": pixels(image), "usage": USAGES[i % 3]}
        for i, (image, label) in enumerate(zip(IMAGES, LABELS, strict=True))
    ]
    return [[row[name] for name in order] for row in values]


def test_fer2013(folder):
    path = write_fer2013(folder / "fer2013.csv", IMAGES, LABELS, list(USAGES) * 2)
    dataset = load(path)
    assert np.array_equal(dataset.images, IMAGES)
    assert dataset.labels.tolist() == LABELS
    assert dataset.split.tolist() == [0, 1, 2, 0, 1, 2]
    assert dict(dataset.provenance) == {
        "form": "fer2013-csv",
        "source": "fer2013.csv",
        "sha256": content_hash(IMAGES, np.array(LABELS)),
        "synthetic": False,
        "class_order": "numbers were taken in FER2013's order: 0 angry, 1 disgust, 2 fear, 3 happy, 4 sad, 5 surprise, "
        "6 neutral",
        "labels_read": {"numbers": "fer2013"},
    }
    assert dataset.names is None
    assert dataset.votes is None
    with pytest.raises(ValueError, match="read-only"):
        dataset.images[0, 0, 0] = 1


@pytest.mark.parametrize(
    ("header", "order", "between", "quote", "end", "start"),
    [
        ("emotion, Usage, pixels", ["emotion", "usage", "pixels"], ",", "", "\n", ""),
        ("emotion, Usage, pixels", ["emotion", "usage", "pixels"], ", ", '"', "\n", ""),
        ("emotion,pixels,Usage", ["emotion", "pixels", "usage"], ",", '"', "\r\n", "\ufeff"),
        ('"emotion","pixels","Usage"', ["emotion", "pixels", "usage"], ",", '"', "\n", "\ufeff"),
        (" Emotion , PIXELS,usage", ["emotion", "pixels", "usage"], " , ", "", "\r\n", ""),
        ("emotion,pixels,Usage", ["emotion", "pixels", "usage"], ",", "", "\n\n", ""),
    ],
    ids=["icml", "icml-spaces-quotes", "bom-crlf-quotes", "quoted-header", "capitals-spaces", "blank-lines"],
)
def test_spellings_of_the_same_content(folder, header, order, between, quote, end, start):
    rows = [between.join(quote + cell + quote for cell in row) for row in usage_rows(order)]
    dataset = load(write_csv(folder / "icml_face_data.csv", header, rows, end, start))
    assert np.array_equal(dataset.images, IMAGES)
    assert dataset.labels.tolist() == LABELS
    assert dataset.split.tolist() == [0, 1, 2, 0, 1, 2]
    assert dataset.provenance["form"] == "fer2013-csv"


def test_pixels_may_stand_apart_by_several_spaces(folder):
    rows = [f"1,  {pixels(IMAGES[0]).replace(' ', '  ')} "]
    dataset = load(write_csv(folder / "train.csv", "emotion,pixels", rows))
    assert np.array_equal(dataset.images, IMAGES[:1])


@pytest.mark.parametrize("header", ["emotion,pixels", "label,feature"])
def test_train_csv_alone(folder, header):
    rows = [f"{label},{pixels(image)}" for image, label in zip(IMAGES, LABELS, strict=True)]
    path = write_csv(folder / "train.csv", header, rows)
    for given_path in (path, str(path), folder):
        dataset = load(given_path)
        assert np.array_equal(dataset.images, IMAGES)
        assert dataset.labels.tolist() == LABELS
        assert set(dataset.split.tolist()) == {0}
        assert dataset.provenance["source"] == "train.csv"


def test_course_form_with_test_rows_in_the_order_of_their_ids(folder):
    write_csv(folder / "train.csv", "label,feature", [f"4,{pixels(IMAGES[0])}"])
    rows = [f"{number},{pixels(IMAGES[3 + number])}" for number in (2, 0, 1)]
    write_csv(folder / "test.csv", "id,feature", rows)
    dataset = load(folder)
    assert np.array_equal(dataset.images, IMAGES[[0, 3, 4, 5]])
    assert dataset.labels.tolist() == [4, -1, -1, -1]
    assert dataset.split.tolist() == [0, 2, 2, 2]
    assert dataset.names.tolist() == ["", "test.csv:0", "test.csv:1", "test.csv:2"]
    assert dataset.provenance["source"] == "train.csv, test.csv"
    assert len(load(folder / "train.csv")) == 1


@pytest.mark.parametrize(("header", "before"), [("id,feature", "0,"), ("pixels", "")])
def test_a_test_file_alone_is_unlabelled(folder, header, before):
    dataset = load(write_csv(folder / "test.csv", header, [before + pixels(IMAGES[0])]))
    assert dataset.labels.tolist() == [-1]
    assert dataset.split.tolist() == [2]


def test_in_a_folder_the_complete_file_comes_first(folder):
    write_csv(folder / "train.csv", "emotion,pixels", [f"1,{pixels(IMAGES[0])}"])
    write_fer2013(folder / "fer2013.csv", IMAGES, LABELS, list(USAGES) * 2)
    assert len(load(folder)) == 6


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    labels=st.lists(st.integers(0, 6), min_size=1, max_size=5),
    usages=st.lists(st.sampled_from(USAGES), min_size=5, max_size=5),
    quoted=st.booleans(),
    end=st.sampled_from(["\n", "\r\n"]),
    order=st.permutations(["emotion", "pixels", "Usage"]),
)
def test_what_is_written_is_read(seed, labels, usages, quoted, end, order):
    images = random_images(len(labels), seed)
    quote = '"' if quoted else ""
    rows = []
    for image, label, usage in zip(images, labels, usages, strict=False):
        cells = {"emotion": str(label), "pixels": quote + pixels(image) + quote, "Usage": usage}
        rows.append(",".join(cells[name] for name in order))
    with tempfile.TemporaryDirectory() as folder:
        path = write_csv(Path(folder) / "fer2013.csv", ",".join(order), rows, end)
        dataset = load(path, cache=False)
    assert np.array_equal(dataset.images, images)
    assert dataset.labels.tolist() == labels
    assert dataset.split.tolist() == [USAGES.index(usage) for usage in usages[: len(labels)]]
