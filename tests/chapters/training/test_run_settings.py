import pytest

from fer_lib.chapters.training import tables
from fer_lib.chapters.training.run_settings import changes, regularization_of
from fer_lib.config import RunConfig
from fer_lib.language import Text
from tests.chapters.numbers import assert_same_numbers, texts_of_table
from tests.chapters.run_folders import make_run
from tests.runs.finished_run import change_json


def test_what_a_run_sets_otherwise_in_words():
    reference = RunConfig(weight_decay=0.0)
    other = RunConfig(dropout=0.5, weight_decay=0.05, shift=0.1, flip=True, name="other", seed=3)
    assert changes(other, reference) == Text(
        "dropout 0.5, weight decay 0.05, mirroring, shift ±10%",
        "dropout 0.5、權重衰減 0.05、左右鏡射、平移 ±10%",
    )
    assert changes(reference, reference) == Text("–", "–")
    assert changes(RunConfig(weight_decay=0.0, epochs=3), reference).en == "`epochs 3`"


def test_all_regularization_of_a_run():
    assert regularization_of(RunConfig(weight_decay=0.0)) == Text("–", "–")
    assert regularization_of(RunConfig(weight_decay=0.01, mixup=0.2)).en == "weight decay 0.01, mixup 0.2"


@pytest.mark.parametrize("optimizer", ["adam", "adam_keras", "adamw", "adadelta", "adadelta_keras", "sgd"])
@pytest.mark.parametrize("schedule", ["constant", "step", "cosine", "one_cycle", "plateau"])
def test_every_setting_has_a_name(tmp_path, optimizer, schedule):
    run = make_run(tmp_path / "run", range(20), optimizer=optimizer, schedule=schedule, learning_rate=0.5)
    table = tables.settings(run)
    assert_same_numbers(texts_of_table(table))
    rows = {row[0].en: row[1] for row in table.rows}
    assert rows["highest learning rate"] == "0.5"
    assert rows["epochs"] == "2"
    assert rows["device"] == "a processor"
    assert all(rows.values())


def test_what_nobody_has_said_of_a_training_from_elsewhere_is_a_dash(tmp_path):
    run = make_run(tmp_path / "run", range(20), optimizer="sgd", learning_rate=0.5)
    change_json(
        run.path / "provenance.json", adopted={"unknown": ["optimizer", "batch_size", "seed", "schedule"]}
    )
    selected = {"by": None, "epoch": None, "of": None}
    change_json(run.path / "metrics.json", selected=selected, seconds_per_epoch=None, images_per_second=None)
    table = tables.settings(run)
    assert_same_numbers(texts_of_table(table))
    known = {row[0].en: row[1] for row in table.rows if row[1] != "–"}
    assert known == {"highest learning rate": "0.5", "precision": "float32", "device": "a processor"}
    assert tables.says_something(table)
    assert not tables.says_something(table._replace(rows=[[row[0], "–"] for row in table.rows]))
