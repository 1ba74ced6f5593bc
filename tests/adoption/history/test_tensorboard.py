"""Curves from the event files of Keras, Lightning and ``SummaryWriter``."""

import math

import pytest

from fer_lib.adoption.history import read_history
from fer_lib.errors import UserError
from tests.adoption.history import event_files as tb


def column(read, field):
    return [round(value, 5) for value in (getattr(record, field) for record in read.history.records)]


def test_keras_writes_two_folders(tmp_path):
    for part, losses in (("train", [2.0, 1.0]), ("validation", [2.5, 1.5])):
        events = [tb.event(n, tb.tensor("epoch_loss", loss), tb.tensor("epoch_accuracy", 1 / (n + 2)))
                  for n, loss in enumerate(losses)]  # fmt: skip
        events.append(tb.event(70, tb.tensor("evaluation_loss_vs_iterations", 9.0)))
        tb.write_events(tmp_path / "logs" / part / "events.out.tfevents.1.v2", events)
    read = read_history(tmp_path / "logs")
    assert read.form == "tensorboard"
    assert column(read, "train_loss") == [2.0, 1.0]
    assert column(read, "validation_loss") == [2.5, 1.5]
    assert column(read, "validation_accuracy") == [0.5, 0.33333]
    assert read.unused == ("train/evaluation_loss_vs_iterations", "validation/evaluation_loss_vs_iterations")


def test_steps_end_with_each_validation(tmp_path):
    events = [
        tb.event(step, tb.simple("Loss/train", loss))
        for step, loss in ((10, 4.0), (20, 2.0), (30, 1.0), (40, 1.0))
    ]
    events += [
        tb.event(step, tb.simple("Accuracy/val", percent)) for step, percent in ((20, 30.0), (40, 40.0))
    ]
    events += [tb.event(45, tb.simple("Loss/train", 7.0)), tb.event(40, tb.simple("Loss/test", 9.0))]
    path = tb.write_events(tmp_path / "events.out.tfevents.7", events)
    read = read_history(path)
    assert column(read, "train_loss") == [3.0, 1.0]
    assert column(read, "validation_accuracy") == [0.3, 0.4]
    assert read.unused == ("Loss/test",)
    assert any("train_loss after the last whole epoch is left out" in note for note in read.notes)


def test_lightning_says_the_epoch_of_each_step(tmp_path):
    folder = tmp_path / "lightning_logs" / "version_0"
    events = [
        tb.event(49, tb.simple("train_loss", 2.0), tb.simple("epoch", 0.0)),
        tb.event(99, tb.simple("val_loss", 1.5), tb.simple("epoch", 0.0)),
        tb.event(149, tb.simple("train_loss", 1.0), tb.simple("epoch", 1.0)),
        tb.event(199, tb.simple("train_loss", 3.0), tb.simple("epoch", 1.0)),
    ]
    tb.write_events(folder / "events.out.tfevents.1", events)
    read = read_history(tmp_path / "lightning_logs")
    assert column(read, "train_loss") == [2.0, 2.0]
    assert column(read, "validation_loss")[0] == 1.5
    assert math.isnan(read.history.records[1].validation_loss)


def test_a_training_that_went_on_has_several_files(tmp_path):
    for n, events in enumerate([[(1, 3.0), (2, 2.0)], [(2, 1.5), (3, 1.0)]]):
        made = [tb.event(step, tb.simple("val_loss", loss)) for step, loss in events]
        tb.write_events(tmp_path / f"events.out.tfevents.{n}", made)
    assert column(read_history(tmp_path), "validation_loss") == [3.0, 1.5, 1.0]


def test_a_file_that_is_still_written_is_said(tmp_path):
    path = tb.write_events(
        tmp_path / "events.out.tfevents.1", [tb.event(n, tb.simple("loss", 1.0)) for n in (1, 2)]
    )
    path.write_bytes(path.read_bytes()[:-5])
    read = read_history(tmp_path)
    assert column(read, "train_loss") == [1.0]
    assert any("ends within a record" in note for note in read.notes)


def test_several_trainings_are_not_mixed(tmp_path):
    for name in ("resnet", "vgg"):
        tb.write_events(tmp_path / name / "events.out.tfevents.1", [tb.event(1, tb.simple("loss", 1.0))])
    with pytest.raises(UserError, match=r"holds several trainings \(resnet, vgg\)"):
        read_history(tmp_path)


def test_folders_without_curves(tmp_path):
    with pytest.raises(UserError, match="there is no event file of TensorBoard in this folder"):
        read_history(tmp_path)
    tb.write_events(tmp_path / "events.out.tfevents.1", [])
    with pytest.raises(UserError, match="there are no scalars"):
        read_history(tmp_path)
    tb.write_events(tmp_path / "events.out.tfevents.1", [tb.event(1, tb.simple("gradient", 1.0))])
    with pytest.raises(UserError, match="no loss and no accuracy in it, only gradient"):
        read_history(tmp_path)
