"""Predictions and labels in two files."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fer_lib.adoption.evaluation import judge
from fer_lib.errors import UserError


@pytest.fixture
def files(tmp_path):
    def write(predictions, labels, **options):
        (tmp_path / "p.csv").write_text(predictions, "utf8")
        (tmp_path / "l.csv").write_text(labels, "utf8")
        return judge(tmp_path / "p.csv", tmp_path / "l.csv", **options)

    return write


def refused(files, predictions, labels, **options):
    with pytest.raises(UserError) as caught:
        files(predictions, labels, **options)
    message = str(caught.value)
    assert "\n" not in message
    assert "p.csv" in message or "l.csv" in message
    return message


LABELS = "id,label\n1,happy\n2,sad\n3,happy\n"


def test_matched_by_id_whatever_the_order(files):
    judged = files("id,label\n3,happy\n1,sad\n2,sad\n", LABELS)
    assert judged.names == ("happy", "sad")  # in FER2013's order
    assert judged.predictions.labels.tolist() == [0, 1, 0]
    assert judged.predictions.predicted.tolist() == [1, 1, 0]
    assert not judged.has_scores
    assert judged.matched == "id"


def test_probabilities_of_the_classes_in_any_order_of_columns(files):
    table = "prob_sad,id,prob_happy\n0.25,1,0.75\n0.5,2,0.5\n1,3,0\n"
    judged = files(table, LABELS)
    assert judged.has_scores
    assert judged.names == ("sad", "happy")
    expected = [[0.25, 0.75], [0.5, 0.5], [1, 0]]
    assert np.allclose(judged.predictions.probabilities, expected)
    assert any("probabilities" in note for note in judged.notes)


@pytest.mark.parametrize("write", [str.upper, str.title, str])
def test_scores_under_names_in_capitals(files, write):
    columns = ",".join(write(name) for name in ("sad", "happy", "angry"))
    judged = files(f"id,{columns}\n1,2.5,7,-1\n2,9,1,1\n3,1,3,8\n", "id,label\n1,happy\n2,sad\n3,angry\n")
    assert judged.names == ("angry", "happy", "sad")
    assert judged.predictions.predicted.tolist() == [1, 2, 0]


def test_what_predict_writes(files):
    """Numbers as labels and probabilities under the names of the classes."""
    judged = files(
        "id,label,angry,happy,sad\n0,1,0.1,0.8,0.1\n1,2,0.2,0.2,0.6\n", "id,label\n0,happy\n1,angry\n"
    )
    assert judged.names == ("angry", "happy", "sad")
    assert judged.predictions.correct == 1
    by_number = files("id,label,angry,happy,sad\n0,1,0.1,0.8,0.1\n1,2,0.2,0.2,0.6\n", "id,label\n0,1\n1,0\n")
    assert by_number.predictions.labels.tolist() == [1, 0]


def test_logits_are_no_probabilities(files):
    judged = files("id,happy,sad\n1,-3,4\n2,0,1\n3,2,-2\n", LABELS)
    assert judged.has_scores
    assert judged.names == ("happy", "sad")
    assert judged.predictions.logits.tolist() == [[-3, 4], [0, 1], [2, -2]]


def test_columns_that_are_no_classes_are_not_used_and_named(files):
    judged = files("id,label,confidence,seconds\n1,happy,0.5,3\n2,sad,0.5,2\n3,sad,0.9,1\n", LABELS)
    assert not judged.has_scores
    assert any("not used: confidence, seconds" in note for note in judged.notes)


@pytest.mark.parametrize(
    ("given", "wanted", "how"),
    [
        ("a/1.jpg,b/2.jpg", "b/2.jpg,a/1.jpg", "id"),
        ("x/a/1.jpg,x/b/2.jpg", "2.jpg,1.jpg", "file name without its folder"),
        ("00001.png,00002.png", "2,1", "file name without its ending"),
        ("C:\\faces\\1.jpg,C:\\faces\\2.jpg", "2.jpg,1.jpg", "file name without its folder"),
    ],
)
def test_file_names(files, given, wanted, how):
    (first, second), (one, other) = given.split(","), wanted.split(",")
    judged = files(f"file,class\n{first},cat\n{second},dog\n", f"filename,label\n{one},dog\n{other},cat\n")
    assert judged.predictions.correct == 2
    assert judged.matched == how


def test_the_same_name_in_two_folders_is_not_the_same_image(files):
    table = "file,class\na/1.jpg,cat\nb/1.jpg,dog\n"
    assert files(table, table).predictions.correct == 2
    assert "stands more than once 1.jpg" in refused(files, table, "file,label\n1.jpg,cat\nc/1.jpg,dog\n")


def test_by_position_only_without_ids_and_with_equal_counts(files):
    judged = files("prediction\nsad\nhappy\n", "emotion,pixels,Usage\nsad,0 0,Training\nsad,1 1,Training\n")
    assert judged.predictions.correct == 1
    assert judged.matched == "position: neither file has ids or file names"
    message = refused(files, "prediction\nsad\nhappy\n", "label\nsad\n")
    assert "has 2 rows and" in message
    assert "no ids or file names to match them by" in message


def test_ids_that_count_the_rows(files):
    judged = files("id,label\n2,c\n0,a\n1,b\n", "label\na\nb\nc\n")
    assert judged.predictions.correct == 3
    assert judged.matched == "ids 0 to 2, which count the images"
    other = files("label\na\nb\nc\n", "id,label\n1,b\n2,c\n0,a\n")
    assert other.predictions.correct == 3


def test_one_file_with_names_and_one_without_is_refused(files):
    message = refused(files, "id,label\n7,sad\n9,happy\n", "label\nsad\nhappy\n")
    assert "p.csv has ids or file names and" in message
    assert "none to match them by" in message


def test_numbers_and_words(files):
    assert files("id,label\n1,0\n2,3.0\n", "id,label\n1,3\n2,3\n").names == ("0", "1", "2", "3")
    assert files("id,label\n1,1\n2,7\n", "id,label\n1,1\n2,7\n").names == tuple("1234567")
    from_one = refused(files, "id,label\n1,0\n2,1\n", "id,label\n1,1\n2,2\n", classes=["1", "2"])
    assert "row 2: '0' is no class (1, 2)" in from_one
    message = refused(files, "id,label\n1,0\n2,1\n", "id,label\n1,cat\n2,dog\n")
    assert "some classes are numbers (0) and some words ('cat')" in message
    judged = files("id,label\n1,0\n2,1\n", "id,label\n1,cat\n2,DOG\n", classes=["cat", "dog"])
    assert judged.predictions.correct == 2
    assert judged.names == ("cat", "dog")


def test_all_problems_are_said_at_once(files):
    message = refused(
        files,
        "id,label\n1,happy\n2,bird\n2,sad\n9,sad\n",
        "id,label\n1,happy\n2,sad\n3,fish\n",
        classes=["happy", "sad"],
    )
    assert "p.csv: stands more than once 2" in message
    assert "p.csv: nothing of 3" in message
    assert "p.csv: not among the images of" in message
    assert "row 3: 'bird' is no class (happy, sad)" in message
    assert "row 4: 'fish' is no class" in message


def test_a_class_that_has_not_the_largest_score(files):
    message = refused(files, "id,label,happy,sad\n1,sad,0.9,0.1\n2,sad,0.1,0.9\n3,sad,0.5,0.5\n", LABELS)
    assert "row 2: the class is sad, and happy has the largest score (so in 1 rows)" in message


@pytest.mark.parametrize(
    ("predictions", "labels", "said"),
    [
        ("", LABELS, "the file is empty. A head and a line an image"),
        ("id\n1\n2\n3\n", LABELS, "no column with the classes"),
        ("id,label\n1,happy\n2,sad\n3,sad\n", "id,x\n1,2\n2,3\n3,4\n", "l.csv: no column with the classes"),
        ("id,id,label\n1,1,a\n", LABELS, "the column 'id' stands twice"),
        ("id,label\n1,happy,2\n", LABELS, "row 2 has 3 cells, and the head 2"),
        (
            "id,label,happy,sad\n1,happy,1,x\n2,sad,0,1\n3,sad,0,1\n",
            LABELS,
            "row 2: sad: 'x' is not a finite number",
        ),
        (
            "id,label,happy,sad\n1,happy,1,nan\n2,sad,0,1\n3,sad,0,1\n",
            LABELS,
            "sad: 'nan' is not a finite number",
        ),
        ("id,label\n1,happy\n2,\n3,sad\n", LABELS, "row 3: '' is no class"),
        ("id,label\n1,happy\n2,happy\n3,happy\n", "id,label\n1,happy\n2,happy\n3,happy\n", "1 classes"),
    ],
)
def test_tables_that_are_none(files, predictions, labels, said):
    assert said in refused(files, predictions, labels)


def test_files_that_are_no_text_or_not_there(tmp_path):
    (tmp_path / "p.csv").write_bytes(b"id,label\n1,\xff\n")
    (tmp_path / "l.csv").write_text(LABELS)
    with pytest.raises(UserError, match=r"p\.csv: not a CSV in UTF-8"):
        judge(tmp_path / "p.csv", tmp_path / "l.csv")
    with pytest.raises(UserError, match=r"x\.csv: there is no such file"):
        judge(tmp_path / "x.csv", tmp_path / "l.csv")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.sampled_from('id,label\n012.ab;"\0'), max_size=80))
def test_no_text_makes_another_error(files, text):
    for one, other in ((text, LABELS), (LABELS, text)):
        with suppress(UserError):
            files(one, other)
