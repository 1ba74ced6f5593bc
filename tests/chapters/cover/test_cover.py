"""What the cover says of the main run, for every kind of run."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fer_lib.chapters.cover import sentences, tables
from fer_lib.data import ImageDataset
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.language import LANGUAGES
from tests.chapters.numbers import assert_same_numbers, texts_of_table
from tests.chapters.run_folders import history, make_run
from tests.runs.finished_run import change_json

ALL = ("cover", "01_data", "05_errors", "12_softmax")


@pytest.fixture
def run(tmp_path):
    """``run(best_metric=…, has_test=…)`` makes a run of three epochs, of which the second is the best."""

    def make(best_metric="validation_accuracy", has_test=False, epochs=3):
        folder = make_run(
            tmp_path / "main", range(30), history(*[0.5, 0.75, 0.7][:epochs]), best_metric=best_metric
        )
        metrics = folder.metrics() | {"seconds": 83.4, "parameters": 2_109_031}
        if has_test:
            metrics["splits"]["test"] = {"n": 1000, "correct": 700}
        (folder.path / "metrics.json").write_text(json.dumps(metrics))
        return folder

    return make


@pytest.mark.parametrize("best_metric", ["validation_accuracy", "epoch"])
@pytest.mark.parametrize("has_test", [True, False])
def test_both_languages_have_the_same_numbers(run, best_metric, has_test):
    folder = run(best_metric, has_test)
    table = tables.headline(folder)
    assert_same_numbers([sentences.training(folder), *texts_of_table(table)])
    assert len(table.rows) == 2 + has_test


def test_the_best_epoch_is_named(run):
    text = sentences.training(run())
    assert text.en.startswith(
        "The network was trained for 3 epochs in 83 seconds; epoch 2 was chosen because"
    )
    assert "第 2 個 epoch 在驗證集上表現最好" in text.zh
    assert text.en.endswith("as they chose the epoch, their score is as a rule a little too good.")
    assert text.zh.endswith("所以這個分數通常略為偏高。")


def test_the_last_epoch_was_not_chosen(run):
    text = sentences.training(run("epoch"))
    assert "; the weights are those of the last one. These data have no test images" in text.en
    assert text.en.endswith("so the validation images have to do.")
    assert "權重取自最後一個 epoch。這份資料" in text.zh


def test_test_images_are_the_ones_to_believe(run):
    text = sentences.training(run(has_test=True))
    assert text.en.endswith(". The test images took no part in that choice and were scored once.")
    assert not any(("too good" if lang == "en" else "偏高") in text[lang] for lang in LANGUAGES)


def test_one_epoch(run):
    assert "trained for 1 epoch in 83 seconds" in sentences.training(run(epochs=1)).en


def test_the_table_has_intervals(run):
    table = tables.headline(run(has_test=True))
    assert table.rows[1][1:3] == ["40", "75.0%"]
    assert table.rows[2][1:] == ["1,000", "70.0%", "67.1–72.8%"]
    assert table.caption.en == "Accuracy with the weights of epoch 2; the network has 2,109,031 parameters."
    assert table.caption.zh == "各集合的準確率（取第 2 個 epoch 的權重，模型有 2,109,031 個參數）。"


@pytest.mark.parametrize("has_test", [True, False])
def test_a_training_from_elsewhere_says_what_is_not_known(run, has_test):
    folder = run(has_test=has_test)
    change_json(folder.path / "provenance.json", adopted={"unknown": ["epochs"]})
    change_json(folder.path / "metrics.json", selected={"by": None, "epoch": None, "of": None}, seconds=None)
    text, table = sentences.training(folder), tables.headline(folder)
    assert_same_numbers([text, *texts_of_table(table)])
    assert text.en.startswith(
        "The network was trained elsewhere; its weights came here, and the curves of its 3 epochs."
    )
    assert ("test images is believable" in text.en) == has_test
    assert table.caption.en == "Accuracy; the network has 2,109,031 parameters."
    (folder.path / "history.csv").unlink()
    assert "its weights came here, without the curves of its training." in sentences.training(folder).en


def images_of(names=CLASS_NAMES, sides=(48, 48)):
    return ImageDataset(np.zeros((3, *sides), np.uint8), np.arange(3) % 2, np.zeros(3, np.uint8), names)


def book_of(make_edition, runs=("main",), elsewhere=()):
    edition = make_edition({name: {"preset": "report-a"} for name in runs})
    return replace(edition, adopted=dict.fromkeys(elsewhere, Path("x")))


def test_what_the_report_does_with_faces(make_edition):
    text = sentences.about(book_of(make_edition, ("main", "other")), images_of(), ALL)
    assert text.en == (
        "This report trains neural networks to read 7 facial expressions from grey images of 48 × 48 pixels, says how "
        "well they do it and where they fail, and derives the mathematics behind them."
    )
    assert text.zh == (
        "這份報告訓練神經網路，從 48 × 48 像素的灰階影像辨識 7 種臉部表情，"
        "說明模型做得多好、錯在哪裡，並推導背後的數學。"
    )


def test_what_it_does_with_other_images(make_edition):
    food = images_of(("bread", "egg", "soup"), (64, 64, 3))
    text = sentences.about(book_of(make_edition), food, ["cover", "01_data"])
    assert text.en == (
        "This report trains a neural network to sort colour images of 64 × 64 pixels into 3 classes (bread, egg and "
        "soup), and says how well it does so."
    )
    assert text.zh == (
        "這份報告訓練一個神經網路，把 64 × 64 像素的彩色影像分成 3 類（bread、egg 與 soup），說明模型做得多好。"
    )
    many = sentences.about(book_of(make_edition), images_of(tuple(map(str, range(100)))), ALL)
    assert "into 100 classes, says" in many.en
    assert_same_numbers([text, many])


@pytest.mark.parametrize(
    ("runs", "elsewhere", "begin"),
    [
        (("main",), ("main",), "examines a neural network that was trained elsewhere to read"),
        (("main", "b"), ("main", "b"), "examines neural networks that were trained elsewhere to read"),
        (
            ("main", "b"),
            ("main",),
            "examines neural networks that were trained, some of them elsewhere, to read",
        ),
        (("main", "b"), ("b",), "trains neural networks to read"),
    ],
)
def test_a_network_from_elsewhere_is_not_trained_by_the_report(make_edition, runs, elsewhere, begin):
    text = sentences.about(book_of(make_edition, runs, elsewhere), images_of(), ALL)
    assert text.en.startswith(f"This report {begin}")
    assert ("訓練神經網路，" in text.zh) == begin.startswith("trains")
