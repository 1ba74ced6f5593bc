"""Near copies across the splits, and what exact copies in the training set change."""

import dataclasses

import numpy as np
import pytest
import yaml

from fer_lib.chapters.label_noise.duplicates_report import report_copies
from fer_lib.chapters.label_noise.leaked_experiment import (
    GROUPS,
    has_copy_in_training,
    held_out,
    part_of,
    read_leaked,
)
from fer_lib.chapters.label_noise.names import ALTERATION_NAMES
from fer_lib.data import FaceDataset
from fer_lib.data.synthetic import generate
from fer_lib.editions import read_edition
from fer_lib.label_noise.alterations import ALTERATIONS
from fer_lib.label_noise.near_duplicates import (
    THRESHOLD,
    all_copies,
    correlation,
    find_copies,
    share_recognised,
    thumbnails,
)
from fer_lib.language import LANGUAGES
from fer_lib.plots import figure_style
from tests.conftest import toy_faces


@pytest.fixture(scope="module")
def different():
    """300 different faces: 240 for training, 30 for validation, 30 for testing."""
    return generate(300, 7).dataset


@pytest.fixture
def planted(different):
    """The same with copies: a test image equal to a training image, a validation image nearly so."""
    images = different.images.copy()
    train, validation, test = (different.indices(split) for split in ("train", "validation", "test"))
    images[test[3]] = images[train[10]]
    images[validation[5]] = ALTERATIONS["darker"](images[train[20:21]])[0]
    images[test[4]] = ALTERATIONS["noisy"](images[validation[5:6]])[0]
    labels = different.labels.copy()
    labels[train[20]], labels[validation[5]], labels[test[4]] = 0, 1, 1
    return dataclasses.replace(different, images=images, labels=labels)


def test_thumbnails_do_not_see_brightness_and_contrast():
    images = np.random.default_rng(0).integers(60, 120, (4, 48, 48), dtype=np.uint8)
    small = thumbnails(images, 16)
    assert small.shape == (4, 256)
    assert np.linalg.norm(small, axis=1) == pytest.approx(1, abs=1e-5)
    assert small.sum(axis=1) == pytest.approx(0, abs=1e-4)
    assert correlation(images, 2 * images + 10) == pytest.approx(1, abs=1e-5)
    assert correlation(images, 255 - images) == pytest.approx(-1, abs=1e-5)


def test_a_blank_image_resembles_nothing():
    images = np.full((2, 48, 48), 90, np.uint8)
    assert not thumbnails(images, 8).any()
    assert correlation(images, images).tolist() == [0, 0]


def test_different_faces_are_no_copies(different):
    for found in all_copies(different):
        assert not len(found.exact)
        assert not len(found.near)


def test_planted_copies_are_found_and_nothing_else(planted):
    train, validation, test = (planted.indices(split) for split in ("train", "validation", "test"))
    found = {(f.later, f.earlier): f for f in all_copies(planted)}
    assert found["test", "train"].exact.tolist() == [test[3]]
    assert found["test", "train"].near.tolist() == [[test[4], train[20]]]
    assert found["validation", "train"].near.tolist() == [[validation[5], train[20]]]
    assert not len(found["validation", "train"].exact)
    assert found["test", "validation"].near.tolist() == [[test[4], validation[5]]]
    assert found["validation", "train"].differing_labels(planted.labels) == 1
    assert found["test", "validation"].differing_labels(planted.labels) == 0
    assert found["test", "train"].total == 30


def test_each_image_counts_once_with_its_most_alike(planted):
    images = planted.images.copy()
    validation, train = planted.indices("validation"), planted.indices("train")
    images[train[30]] = images[train[20]]  # two originals; one of them is a little closer
    images[train[30], 0, 0] ^= 8
    found = find_copies(dataclasses.replace(planted, images=images), "validation", "train")
    assert found.near[:, 0].tolist() == [validation[5]]
    assert np.all(np.diff(found.correlations) <= 0)
    assert len(np.unique(found.pairs[:, 0])) == len(found.pairs)


def test_splits_without_images_are_not_compared(different):
    only = different.subset(different.indices("train"))
    assert all_copies(only) == []
    assert "one split only" in report_copies(only).describe().en


def test_alterations_that_leave_the_photograph_are_recognised_and_the_mirror_image_is_not(different):
    images = different.images[:60]
    for name in ("darker", "noisy", "compressed"):
        found, n = share_recognised(images, ALTERATIONS[name])
        assert found >= 0.95 * n, name
    assert share_recognised(images, ALTERATIONS["mirrored"])[0] == 0
    assert share_recognised(np.full((2, 48, 48), 9, np.uint8), ALTERATIONS["darker"]) == (0, 0)
    assert list(ALTERATION_NAMES) == list(ALTERATIONS)
    for name, alteration in ALTERATIONS.items():
        text = ALTERATION_NAMES[name]
        altered = alteration(images)
        assert altered.dtype == np.uint8, name
        assert altered.shape == images.shape
        assert not np.array_equal(altered, images)
        assert text.en != text.zh


def test_the_report_counts_what_was_planted(planted):
    report = report_copies(planted)
    assert (report.exact, report.near, report.leaked) == (1, 3, True)
    rows = {row[0].en: row[1:] for row in report.rows()}
    assert rows["test, also in training"][:3] == ["30", "1", "1"]
    assert rows["validation, also in training"][-1] == "1"
    assert "2 carry another label" in report.describe().en
    assert "2 張的標籤與原圖不同" in report.describe().zh
    assert [len(row) for row in report.alteration_rows()] == [3] * len(ALTERATIONS)
    for lang in LANGUAGES:
        with figure_style(lang):
            texts = [t.get_text() for ax in report.gallery().plot(lang).axes for t in ax.texts]
        assert len(texts) >= 3
    assert str(THRESHOLD) in report.method().zh
    assert report.alt().en.startswith("Rows of pairs")


def test_the_report_of_synthetic_faces_says_that_there_are_none(different):
    report = report_copies(different)
    assert not report.leaked
    assert "drawn anew" in report.describe().en
    assert "重新繪製" in report.describe().zh
    assert report.alt().en.startswith("One row")
    assert len(report.gallery().plot("en").axes) <= 5


# Exact copies in the training set


def copied_faces(n=160) -> FaceDataset:
    """Toy faces in which each validation image has an exact copy in the training set, under another label."""
    faces = toy_faces(n)
    images, labels = faces.images.copy(), faces.labels.copy()
    train, validation = faces.indices("train"), faces.indices("validation")
    images[train[: len(validation)]] = images[validation]
    labels[train[: len(validation)]] = labels[validation]
    return dataclasses.replace(faces, images=images, labels=labels)


@pytest.fixture(scope="module")
def leaked_edition(root, tmp_path_factory):
    """An edition with a trained pair, on toy faces with copies; the division is that of the source."""
    import shutil

    from fer_lib.data.prepared import write_prepared
    from fer_lib.training.loop import train

    project = tmp_path_factory.mktemp("leaked")
    shutil.copytree(root / "presets", project / "presets")
    (project / "editions").mkdir()
    short = {
        "preset": "report-a",
        "epochs": 1,
        "batch_size": 48,
        "learning_rate": 1.0e-3,
        "best_metric": "epoch",
    }
    edition = {
        "title": {"en": "Test", "zh-TW": "測試"},
        "data": {"source": "synthetic", "size": 160, "seed": 0},
        "main_run": "kept",
        "runs": {"kept": short, "dropped": {**short, "drop_leaked": True}},
        "roles": {"leaked": {"kept": "kept", "dropped": "dropped"}},
    }
    (project / "editions" / "test.yaml").write_text(yaml.safe_dump(edition), "utf8")
    read = read_edition("test", project)
    write_prepared(read.folder / "data", copied_faces())
    for name, config in read.configs.items():
        train(config, read.data(name), read.run(name))
    return read


def test_leaked_runs_are_compared_on_images_with_and_without_a_copy(leaked_edition):
    experiment = read_leaked(leaked_edition)
    assert experiment is not None
    sizes = {key: group.comparisons[0].n for key, group in experiment.groups.items()}
    assert sizes == {"all": 64, "copied": 32, "others": 32}
    assert experiment.training_images == (96, 64)
    assert [row[0].en for row in experiment.rows()] == [text.en for text in GROUPS.values()]
    assert all(len(row) == len(experiment.columns()) for row in experiment.rows())
    first, second = experiment.describe()
    assert "takes 32 of 96 images" in first.en
    assert "32 images that have a copy" in second.en
    assert "減少 32 張" in first.zh


def test_held_out_images_are_those_of_both_splits(leaked_edition):
    predictions = held_out(leaked_edition.run("kept"))
    dataset = leaked_edition.data()
    assert sorted(predictions.indices) == np.flatnonzero(dataset.split).tolist()
    copied = has_copy_in_training(dataset, predictions.indices)
    assert dataset.split[predictions.indices[copied]].tolist() == [1] * 32
    assert np.array_equal(part_of(predictions, copied).labels, predictions.labels[copied])


def test_an_edition_without_the_pair_has_no_experiment(leaked_edition):
    assert read_leaked(dataclasses.replace(leaked_edition, roles=type(leaked_edition.roles)())) is None
