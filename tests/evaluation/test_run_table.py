"""The edition's runs in groups, their rows, and their settings in words."""

import pytest

from fer_lib.chapters.training.run_settings import changes, regularization_of, settings_rows
from fer_lib.chapters.training.run_table import ALIGN, COLUMNS, RunSummary, run_sets, sizes
from fer_lib.config import RunConfig
from fer_lib.language import Text
from fer_lib.proportion import Proportion
from tests.evaluation.run_folders import history, make_run

RUNS = {
    "main": {"preset": "report-a"},
    "plain": {"preset": "report-a"},
    "dropout": {"preset": "report-a", "dropout": 0.5},
    "leaky": {"preset": "report-a", "activation": "leaky_relu"},
    "cnn": {"preset": "report-b-cnn"},
    "dnn": {"preset": "report-b-dnn"},
    "batchnorm-on-s0": {"preset": "report-a"},
    "fold-0": {"preset": "report-a", "split": "fold", "folds": 2},
    "fold-1": {"preset": "report-a", "split": "fold", "folds": 2, "fold": 1},
    "dropped": {"preset": "report-a", "drop_leaked": True},
    "report-c": {"preset": "report-c"},
}
PARTS = {
    "activations": {"relu": "plain", "leaky_relu": "leaky"},
    "regularization": {"none": "plain", "dropout": "dropout"},
    "cnn_against_dnn": [{"cnn": "cnn", "dnn": "dnn"}],
    "label_noise": ["fold-0", "fold-1"],
    "leaked": {"kept": "plain", "dropped": "dropped"},
}


def test_every_run_is_in_one_set_only(make_edition):
    sets = run_sets(make_edition(RUNS, PARTS))
    assert {s.key: s.names for s in sets} == {
        "regularization": ("plain", "dropout"),
        "activation": ("leaky",),
        "cnn-dnn": ("cnn", "dnn"),
        "copies": ("fold-0", "fold-1", "dropped"),
        "batchnorm": ("batchnorm-on-s0",),
        "others": ("main", "report-c"),
    }


def test_an_edition_of_one_run_has_one_set(make_edition):
    (alone,) = run_sets(make_edition({"main": RUNS["main"]}))
    assert (alone.names, alone.title.en) == (("main",), "main run and other networks")


def test_a_main_run_that_plays_a_part_is_not_named_among_the_others(make_edition):
    runs = {name: RUNS[name] for name in ("main", "leaky", "report-c")}
    activation, others = run_sets(
        make_edition(runs, {"activations": {"relu": "main", "leaky_relu": "leaky"}})
    )
    assert set(activation.names) == {"main", "leaky"}
    assert (others.names, others.title.en) == (("report-c",), "other networks")


def test_a_run_in_figures(tmp_path):
    run = make_run(tmp_path / "some-run", range(30), history(0.5, 0.75, 0.7), seconds=1.25)
    summary = RunSummary.of(run)
    assert summary.gap == pytest.approx(0.15)
    assert summary.row() == [
        "some-run", "2/3", "75.0% (59.8–85.8)", "90.0%", "15.0", "1.2",
    ]  # fmt: skip
    assert len(summary.row()) == len(COLUMNS) == len(ALIGN)
    worse = RunSummary.of(make_run(tmp_path / "worse", range(39)))
    assert worse.row()[4] == "−7.5"


def test_captions_of_several_runs(tmp_path):
    runs = [
        RunSummary.of(make_run(tmp_path / name, range(20), history(0.2, best)))
        for name, best in (("a", 0.5), ("b", 0.7))
    ]
    assert sizes(runs).en == "n = 40 training and 40 validation images"
    more = RunSummary("c", runs[0].history, Proportion(9, 5600), runs[0].validation, 1.0)
    assert sizes([*runs, more]).zh == "訓練集 n = 40–5,600，驗證集 n = 40"


def test_what_a_run_sets_otherwise_in_words():
    reference = RunConfig(weight_decay=0.0)
    other = RunConfig(dropout=0.5, weight_decay=0.05, shift=0.1, flip=True, name="other", seed=3)
    assert changes(other, reference) == Text(
        "dropout 0.5, weight decay 0.05, mirroring, shift ±10%",
        "隨機失活 0.5、權重衰減 0.05、左右鏡射、平移 ±10%",
    )
    assert changes(reference, reference) == Text("–", "–")
    assert changes(RunConfig(weight_decay=0.0, epochs=3), reference).en == "`epochs 3`"


def test_all_regularization_of_a_run():
    assert regularization_of(RunConfig(weight_decay=0.0)) == Text("–", "–")
    assert regularization_of(RunConfig(weight_decay=0.01, mixup=0.2)).en == "weight decay 0.01, mixup 0.2"


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "adadelta", "adadelta_keras", "sgd"])
@pytest.mark.parametrize("schedule", ["constant", "step", "cosine", "one_cycle", "plateau"])
def test_every_setting_has_a_name(tmp_path, optimizer, schedule):
    run = make_run(tmp_path / "run", range(20), optimizer=optimizer, schedule=schedule, learning_rate=0.5)
    rows = {row[0].en: row[1] for row in settings_rows(run)}
    assert rows["highest learning rate"] == "0.5"
    assert rows["epochs"] == "2"
    assert rows["device"] == "a processor"
    assert all(rows.values())
