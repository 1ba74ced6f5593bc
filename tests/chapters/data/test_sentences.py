from dataclasses import replace

import numpy as np
import pytest

from fer_lib.chapters.data import sentences
from fer_lib.chapters.data.class_counts import ClassCounts
from fer_lib.data import ImageDataset, make_card
from fer_lib.data.synthetic import generate
from fer_lib.language import LANGUAGES
from tests.chapters.data.conftest import dataset_of
from tests.chapters.numbers import assert_same_numbers
from tests.chapters.run_folders import make_run
from tests.runs.finished_run import change_json


@pytest.mark.parametrize("sentence", [sentences.unlabelled, sentences.absent_classes])
def test_both_languages_have_the_same_numbers(counts, sentence):
    assert_same_numbers([sentence(counts)])
    assert_same_numbers([sentences.balance(counts, expressions) for expressions in (True, False)])


@pytest.mark.parametrize(
    ("shape", "english", "chinese"),
    [
        (
            (48, 48),
            "is 48 × 48 pixels with 256 grey levels and has one of 2 labels.",
            "像素、256 個灰階，並帶有 2 種標籤",
        ),
        (
            (20, 28, 3),
            "is 20 × 28 pixels (height × width) with red, green",
            "20 × 28 像素（高 × 寬），紅、綠、藍各 256 階",
        ),
    ],
)
def test_what_an_image_is(shape, english, chinese):
    images, none = np.zeros((2, *shape), np.uint8), np.zeros(2, np.uint8)
    text = sentences.images(ImageDataset(images, np.array([0, 1]), none, ("a", "b")))
    assert english in text.en
    assert chinese in text.zh
    some = sentences.images(ImageDataset(images, np.array([0, -1]), none, ("a", "b")))
    assert some.en.endswith("; those with a label have one of 2.")
    assert_same_numbers([text, some])


def test_what_is_missing_is_named(counts):
    assert sentences.unlabelled(counts).en == (
        "A further 2 test images come without a label; no score can be made of them."
    )
    course = ClassCounts(replace(counts.card, form="course-csv"))
    assert "答案由課程保管" in sentences.unlabelled(course).zh
    assert "labels: disgust, sad. So" in sentences.absent_classes(counts).en
    assert "標籤是厭惡、難過，" in sentences.absent_classes(counts).zh


def test_unequal_classes(counts):
    text = sentences.balance(counts, True)
    assert "6.0 times as many angry faces as surprise ones. A network" in text.en
    assert "「生氣」的張數是「驚訝」的 6.0 倍。如果" in text.zh
    assert all("40.0%" in text[lang] for lang in LANGUAGES)
    other = sentences.balance(counts, False)
    assert other.en.startswith(
        "The classes are not balanced: “angry” has 6.0 times as many images as “surprise”. A network"
    )


def test_equal_classes():
    text = sentences.balance(ClassCounts(make_card(dataset_of([0, 0, 0, 4, 4], [0] * 5))), False)
    assert text.en.startswith("The classes are not balanced")  # 3 : 2
    text = sentences.balance(ClassCounts(make_card(dataset_of([0, 0, 0, 0, 4, 4, 4], [0] * 7))), False)
    assert text.en.startswith(
        "The classes with any images are about equally large, from 3 to 4 images. A network"
    )
    assert text.zh.startswith("有影像的各類別大小相近，張數從 3 到 4。如果")
    text = sentences.balance(ClassCounts(make_card(dataset_of([0, 0, 4, 4], [0] * 4))), False)
    assert text.en.startswith("Each class with any images has 2 images. A network")
    assert text.zh.startswith("有影像的每一類都有 2 張影像。如果")


def test_changed_labels_are_counted():
    faces = generate(200, 3)
    text = sentences.action_units(faces)
    flipped = int(faces.flipped.sum())
    assert flipped
    assert f"Of the 200 labels, {flipped} ({flipped / 2:.1f}%)" in text.en
    assert f"在 200 個標籤中，有 {flipped} 個（{flipped / 2:.1f}%）" in text.zh


@pytest.fixture
def protocol(make_edition):
    """``protocol(runs, elsewhere)``: what is said of the splits where some of the runs were trained elsewhere."""

    def say(runs, elsewhere=()):
        edition = make_edition({name: {"preset": "report-a", **keys} for name, keys in runs.items()})
        for name in elsewhere:
            run = make_run(edition.folder / name, range(30))
            change_json(run.path / "provenance.json", adopted={"unknown": []})
        text = sentences.protocol(edition)
        assert_same_numbers([text])
        return text

    return say


def test_validation_images_choose_the_epoch(protocol):
    text = protocol({"main": {}, "fold": {"best_metric": "epoch"}})
    assert (
        "The validation images choose the epoch whose weights are kept, except in runs that keep the last one."
        in text.en
    )
    assert "elsewhere" not in text.en


def test_validation_images_choose_nothing_where_the_last_epoch_is_kept(protocol):
    text = protocol({"main": {"best_metric": "epoch"}})
    assert "choose nothing" in text.en
    assert "不做任何挑選" in text.zh
    assert "choose the epoch" not in text.en


def test_a_network_from_elsewhere_learns_from_no_image_here(protocol):
    text = protocol({"main": {}}, ["main"])
    assert text.en.startswith("The network was trained elsewhere, and nothing is trained here:")
    assert "choose" not in text.en
    assert protocol({"main": {}, "b": {}}, ["main", "b"]).en.startswith("The networks were trained elsewhere")


def test_of_some_networks_from_elsewhere_their_names_are_said(protocol):
    text = protocol({"main": {}, "own": {}, "z": {}}, ["main", "z"])
    assert text.en.startswith("The validation images choose the epoch whose weights are kept")
    assert "`main` and `z` were trained elsewhere and were only scored here." in text.en
    assert "`main` 與 `z` 是在別處訓練的，這裡只評分。" in text.zh


@pytest.mark.parametrize("labelled", [True, False])
@pytest.mark.parametrize("kept", ["validation_accuracy", "epoch"])
def test_test_images_are_quoted_only_where_they_have_labels(make_edition, labelled, kept):
    edition = make_edition({"main": {"preset": "report-a", "best_metric": kept}})
    run = make_run(edition.folder / "main", range(30))
    splits = ["train", "validation", *(["test"] if labelled else [])]
    change_json(run.path / "metrics.json", splits={split: {"n": 10, "correct": 5} for split in splits})
    text = sentences.protocol(edition)
    assert ("score of the test set is the one to quote" in text.en) == labelled
    assert ("應該以測試集的分數為準" in text.zh) == labelled
    assert ("There are no test images with labels" in text.en) != labelled
    assert ("沒有附標籤的測試影像" in text.zh) != labelled
