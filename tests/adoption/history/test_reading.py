"""Histories in CSV and JSON."""

import json
import math
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fer_lib.adoption.history import read_history
from fer_lib.errors import UserError
from fer_lib.runs.history import EpochRecord, History


def written(tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf8")
    return path


def column(read, field):
    return [getattr(record, field) for record in read.history.records]


def refused(path):
    with pytest.raises(UserError) as caught:
        read_history(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_our_own_is_read_to_the_bit(tmp_path):
    records = tuple(
        EpochRecord(n, 1 / n, 0.1 * n, 2 / n, 0.1 / n, 0.3, 1e-3 / 7, 2.1, 511.3) for n in (1, 2, 3)
    )
    History(records).write(tmp_path / "history.csv")
    read = read_history(tmp_path / "history.csv")
    assert read.history.records == records
    assert (read.form, read.notes, read.unused) == ("csv", (), ())


def test_keras_history(tmp_path):
    values = {
        "accuracy": [0.3, 0.4], "loss": [2.0, 1.5], "val_accuracy": [0.2, 0.35], "val_loss": [2.1, 1.9],
        "lr": [0.001, 0.0005], "val_auc": [0.5, 0.6],
    }  # fmt: skip
    for name, content in (
        ("a.json", values),
        ("b.txt", values),
        ("c.json", {"history": values, "params": {}}),
    ):
        read = read_history(written(tmp_path, name, content))
        assert read.form == "json"
        assert column(read, "epoch") == [1, 2]
        assert column(read, "train_loss") == [2.0, 1.5]
        assert column(read, "train_accuracy") == [0.3, 0.4]
        assert column(read, "validation_loss") == [2.1, 1.9]
        assert column(read, "validation_accuracy") == [0.2, 0.35]
        assert column(read, "learning_rate") == [0.001, 0.0005]
        assert all(map(math.isnan, column(read, "seconds")))
        assert read.unused == ("val_auc",)


def test_csv_logger_in_any_order_with_any_delimiter(tmp_path):
    for delimiter in ",;\t":
        rows = [["val_acc", "epoch", "loss", "note"], ["0.5", "0", "2", "a"], ["0.625", "1", "1", "b"]]
        text = "\n".join(delimiter.join(row) for row in rows)
        read = read_history(written(tmp_path, "log.csv", text))
        assert column(read, "epoch") == [1, 2]
        assert column(read, "validation_accuracy") == [0.5, 0.625]
        assert read.unused == ("note",)


def test_lightning_rows_of_steps_become_epochs(tmp_path):
    text = """epoch,step,train_loss_step,train_loss_epoch,train_acc,val_acc,val_loss,lr-SGD
0,49,2.0,,0.2,,,0.1
0,99,1.8,,0.4,,,0.05
0,100,,,,0.3,1.9,
0,100,,1.85,,,,
1,149,1.5,,0.6,,,0.02
1,200,,,,0.4,1.6,
1,200,,1.4,,,,
"""
    read = read_history(written(tmp_path, "metrics.csv", text))
    assert column(read, "train_loss") == [1.85, 1.4]
    assert column(read, "train_accuracy") == [
        pytest.approx(0.3),
        0.6,
    ]  # the mean of what was written in the epoch
    assert column(read, "validation_accuracy") == [0.3, 0.4]
    assert column(read, "learning_rate") == [0.05, 0.02]  # the last
    assert read.unused == ("train_loss_step",)


def test_hugging_face(tmp_path):
    log = [
        {"epoch": 0.5, "loss": 2.0, "step": 10}, {"epoch": 1.0, "loss": 1.0, "step": 20},
        {"epoch": 1.0, "eval_loss": 1.5, "eval_accuracy": 0.5, "step": 20},
        {"epoch": 2.0, "eval_loss": 1.2, "eval_accuracy": 0.6, "step": 40},
    ]  # fmt: skip
    read = read_history(written(tmp_path, "trainer_state.json", {"log_history": log, "epoch": 2.0}))
    assert column(read, "train_loss")[0] == 1.5
    assert math.isnan(column(read, "train_loss")[1])
    assert column(read, "validation_accuracy") == [0.5, 0.6]


def test_percentages_are_recognised_and_said(tmp_path):
    read = read_history(written(tmp_path, "h.json", {"acc": [0.5, 45.5], "val_acc": [0.25, 1.0]}))
    assert column(read, "train_accuracy") == [0.005, 0.455]
    assert column(read, "validation_accuracy") == [0.25, 1.0]
    assert "acc goes up to 45.5: it is read as a percentage" in read.notes
    marked = read_history(written(tmp_path, "h.csv", "acc\n12.5%\n25%\n"))
    assert column(marked, "train_accuracy") == [0.125, 0.25]


@pytest.mark.parametrize("value", [117.3, -0.1])
def test_what_is_no_accuracy(tmp_path, value):
    assert f"val_acc: {value:g} is neither a share" in refused(
        written(tmp_path, "h.json", {"val_acc": [0.5, value]})
    )


def test_gaps_and_diverged_epochs_are_not_known(tmp_path):
    read = read_history(
        written(tmp_path, "h.json", '{"loss": [1.0, NaN, Infinity, null], "acc": [0.1, 0.2, 0.3, 0.4]}')
    )
    assert [math.isnan(value) for value in column(read, "train_loss")] == [False, True, True, True]
    epochs = read_history(written(tmp_path, "h.csv", "epoch,loss\n1,3\n4,2\n"))
    assert column(epochs, "epoch") == [1, 2, 3, 4]
    assert [math.isnan(value) for value in column(epochs, "train_loss")] == [False, True, True, False]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("h.json", "{", "not JSON"),
        ("h.json", "3", "a list a column is expected"),
        ("h.json", '{"loss": 3}', "a list a column is expected"),
        ("h.json", "[" * 2000, "not JSON"),
        ("h.json", {"loss": [1, 2], "val_loss": [1]}, "different lengths (loss 2, val_loss 1)"),
        ("h.json", {"loss": [1, "tensor(0.5)"]}, "entry 2: loss: 'tensor(0.5)' is not a number"),
        ("h.json", {"loss": [[1], [2]]}, "is not a number"),
        ("h.json", {"a": [1]}, "no loss and no accuracy in it, only a"),
        ("h.json", {"lr": [1]}, "no loss and no accuracy in it, only lr"),
        ("h.json", {"loss": []}, "no loss and no accuracy"),
        ("h.csv", "", "the file is empty"),
        ("h.csv", "loss\n", "a head and a line an epoch are expected"),
        ("h.csv", "loss,loss\n1,2\n", "the column 'loss' stands twice"),
        ("h.csv", "loss\n1,2\n", "row 2 has 2 cells, and the head 1"),
        ("h.csv", "epoch,loss\n0,1\n1,2\n0,1\n", "epoch goes back to 0: these are two trainings"),
        ("h.csv", "epoch,loss\n99999,1\n", "epochs up to 99999; a history has 1 to 10,000"),
        ("h.csv", "epoch,loss\nx,1\n", "entry 1: epoch: 'x' is not a number"),
        ("h.pkl", "(dp0\n.", "this is a pickle of Python objects"),
    ],
)  # fmt: skip
def test_what_is_no_history(tmp_path, name, content, said):
    assert said in refused(written(tmp_path, name, content))


def test_files_that_are_no_text_or_not_there(tmp_path):
    (tmp_path / "h.csv").write_bytes(b"loss\n\xff\xfe\n")
    assert "not text in UTF-8" in refused(tmp_path / "h.csv")
    (tmp_path / "h").write_bytes(b"\x80\x04pickle")
    assert "can run code" in refused(tmp_path / "h")
    assert "there is no such file or folder" in refused(tmp_path / "none.csv")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.sampled_from("epoch,losval_ac\n0129.-e;\"'[]{}: \0%"), max_size=120),
    ending=st.sampled_from(["csv", "json"]),
)
def test_no_text_makes_another_error(tmp_path, text, ending):
    path = written(tmp_path, f"h.{ending}", text)
    with suppress(UserError):
        read = read_history(path)
        assert column(read, "epoch") == list(range(1, len(read.history.records) + 1))
