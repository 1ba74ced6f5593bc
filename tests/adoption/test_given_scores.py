"""Scores that somebody's own code has computed for a split."""

import io
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fer_lib.adoption.given_scores import read_scores
from fer_lib.adoption.scores import read_array
from fer_lib.errors import UserError
from tests.adoption.elsewhere import food


@pytest.fixture
def scores():
    return np.random.default_rng(0).normal(size=(22, 11)).astype(np.float32)


def saved(path, array):
    np.save(path, array)
    return path


def table(path, scores, dataset, split="validation", ids=None, head=None, order=None):
    names = dataset.names[dataset.labelled_indices(split)] if ids is None else ids
    order = range(len(names)) if order is None else order
    lines = [",".join(["file", *(head or dataset.class_names)])]
    lines += [",".join([str(names[n]), *(f"{value:.9g}" for value in scores[n])]) for n in order]
    path.write_text("\n".join(lines) + "\n", "utf8")
    return path


def refused(path, dataset, split="validation"):
    with pytest.raises(UserError) as caught:
        read_scores(path, dataset, split, [])
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_logits_as_they_are(tmp_path, scores):
    for kind in (np.float32, np.float64):
        notes = []
        read = read_scores(saved(tmp_path / "v.npy", scores.astype(kind)), food(), "validation", notes)
        assert np.array_equal(read, scores)
        assert read.dtype == np.float32
        assert notes == []


def test_probabilities_become_their_logarithms_and_that_is_said(tmp_path, scores):
    shares = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    shares[0] = np.eye(11)[3]
    notes = []
    read = read_scores(saved(tmp_path / "v.npy", shares), food(), "validation", notes)
    assert np.allclose(np.exp(read), shares, atol=1e-6)
    assert np.isfinite(read).all()
    assert notes == ["the scores are probabilities (rows sum to 1): their logarithms are kept"]


@pytest.mark.parametrize(
    ("array", "said"),
    [
        (np.zeros((21, 11), np.float32), r"is float32 [21, 11]; [22, 11] is expected"),
        (np.zeros((22, 7), np.float32), r"is float32 [22, 7]; [22, 11] is expected"),
        (np.zeros(22), r"is float64 [22]"),
        (np.full((22, 11), np.nan), "row 0 (from 0): not a finite number"),
        (np.full((22, 11), 1e300), "row 0 (from 0): not a finite number"),
        (np.full((22, 11), "a"), "is <U1"),
        (np.array([{"a": 1}]), "not an array of numbers"),
    ],
)
def test_other_arrays(tmp_path, array, said):
    assert said in refused(saved(tmp_path / "v.npy", array), food())


def test_other_files(tmp_path):
    (tmp_path / "v.npy").write_text("no array")
    assert "not an array of numbers as numpy.save writes it" in refused(tmp_path / "v.npy", food())
    np.savez(tmp_path / "v.npz", a=np.zeros(1))
    assert "holds several arrays" in refused(tmp_path / "v.npz", food())
    assert "there is no such file" in refused(tmp_path / "none.npy", food())


@given(content=st.binary(max_size=200), good=st.booleans())
@example(content=b"PK\5\6", good=False)
def test_no_bytes_make_another_error(tmp_path_factory, content, good):
    path = tmp_path_factory.getbasetemp() / "garbled.npy"
    buffer = io.BytesIO()
    np.save(buffer, np.zeros((2, 2), np.float32))
    path.write_bytes((buffer.getvalue()[: len(content)] if good else b"") + content)
    with suppress(UserError):
        assert read_array(path, 2, 2, "two images", []).shape == (2, 2)


def test_a_table_with_file_names_in_another_order(tmp_path, scores):
    dataset = food()
    order = np.random.default_rng(1).permutation(22)
    notes = []
    read = read_scores(table(tmp_path / "p.csv", scores, dataset, order=order), dataset, "validation", notes)
    assert np.allclose(read, scores)
    assert notes == ["rows were matched by id"]


def test_columns_in_another_order(tmp_path, scores):
    dataset = food()
    head = [f"prob_{name.upper()}" for name in reversed(dataset.class_names)]
    path = table(tmp_path / "p.csv", scores[:, ::-1], dataset, head=head)
    assert np.allclose(read_scores(path, dataset, "validation", []), scores)
    numbers = table(tmp_path / "n.csv", scores, dataset, head=[str(n) for n in range(11)])
    assert np.allclose(read_scores(numbers, dataset, "validation", []), scores)


def test_ids_of_the_data_set_and_of_the_split(tmp_path, scores):
    dataset = food()
    nameless = type(dataset)(
        dataset.images, dataset.labels, dataset.split, dataset.class_names, provenance=dataset.provenance
    )
    for ids, how in (
        (dataset.labelled_indices("test"), "whole data set"),
        (range(22), "labelled test images"),
    ):
        notes = []
        path = table(tmp_path / "p.csv", scores, nameless, "test", ids=list(ids), order=range(21, -1, -1))
        assert np.allclose(read_scores(path, nameless, "test", notes), scores)
        assert how in notes[0]
    message = refused(table(tmp_path / "p.csv", scores, nameless, "test", ids=range(5, 27)), nameless, "test")
    assert "their ids are neither 0 to 21 nor the places" in message


def test_tables_that_do_not_fit(tmp_path, scores):
    dataset = food()
    path = table(tmp_path / "p.csv", scores, dataset, order=range(20))
    assert "nothing of v/" in refused(path, dataset)
    path = table(tmp_path / "p.csv", scores[:, :7], dataset, head=dataset.class_names[:7])
    assert "no column for food-7, food-8, food-9, food-10; one a class is expected" in refused(path, dataset)
    path.write_text("file,label\n" + "".join(f"{n},food-1\n" for n in range(22)))
    assert "has no score for each class, which the chapters need" in refused(path, dataset)
    path = table(tmp_path / "p.csv", scores, dataset, head=["food-1", "food-01", *dataset.class_names[2:]])
    assert "no column for food-0" in refused(path, dataset)


def test_a_class_column_that_says_something_else(tmp_path, scores):
    dataset, path = food(), tmp_path / "p.csv"
    best = [dataset.class_names[k] for k in scores.argmax(1)]
    lines = ["label," + ",".join(dataset.class_names)]
    lines += [f"{best[n]}," + ",".join(map(str, scores[n])) for n in range(22)]
    path.write_text("\n".join(lines))
    assert np.allclose(read_scores(path, dataset, "validation", []), scores)
    lines[3] = lines[3].replace(best[2], dataset.class_names[(scores.argmax(1)[2] + 1) % 11], 1)
    path.write_text("\n".join(lines))
    assert "row 4: the class is" in refused(path, dataset)


def test_a_split_without_labels(tmp_path, scores):
    dataset = food().subset(slice(0, 66))
    assert "no labelled test images" in refused(saved(tmp_path / "v.npy", scores), dataset, "test")
