"""Training with and without duplicates of the images that judge."""

import dataclasses
import shutil
from types import SimpleNamespace

import numpy as np
import pytest
import yaml

from fer_lib.chapters.label_noise import duplicate_sentences, duplicate_tables, leaked_experiment
from fer_lib.chapters.label_noise.leaked_experiment import (
    has_duplicate_in_training,
    held_out,
    part_of,
    read_leaked,
)
from fer_lib.chapters.label_noise.names import GROUP_NAMES
from fer_lib.chapters.seed_effect import SeedEffect
from fer_lib.chapters.seed_groups import GroupComparison
from fer_lib.data import ImageDataset
from fer_lib.data.prepared import write_prepared
from fer_lib.editions import read_edition
from fer_lib.metrics.predictions import Predictions
from fer_lib.metrics.seed_spread import SeedSpread
from fer_lib.training.loop import train
from tests.chapters.numbers import assert_same_numbers, texts_of_table
from tests.conftest import toy_faces


def duplicated_faces(n=160) -> ImageDataset:
    """Toy faces in which each validation image has a duplicate in the training set, under another label."""
    faces = toy_faces(n)
    images, labels = faces.images.copy(), faces.labels.copy()
    train, validation = faces.indices("train"), faces.indices("validation")
    images[train[: len(validation)]] = images[validation]
    labels[train[: len(validation)]] = labels[validation]
    return dataclasses.replace(faces, images=images, labels=labels)


@pytest.fixture(scope="module")
def leaked_edition(root, tmp_path_factory):
    """An edition with a trained pair, on toy faces with duplicates; the division is that of the source."""
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
        "data": {"source": "synthetic", "count": 160, "seed": 0},
        "main_run": "kept",
        "runs": {"kept": short, "dropped": {**short, "drop_leaked": True}},
        "roles": {"leaked": {"kept": "kept", "dropped": "dropped"}},
    }
    (project / "editions" / "test.yaml").write_text(yaml.safe_dump(edition), "utf8")
    read = read_edition("test", project)
    write_prepared(read.folder / "data", duplicated_faces())
    for name, config in read.configs.items():
        train(config, read.data(name), read.run(name))
    return read


def test_leaked_runs_are_compared_on_images_with_and_without_a_duplicate(leaked_edition):
    experiment = read_leaked(leaked_edition)
    assert experiment is not None
    sizes = {key: group.comparisons[0].n for key, group in experiment.groups.items()}
    assert sizes == {"all": 64, "duplicated": 32, "others": 32}
    assert experiment.training_images == (96, 64)
    table = duplicate_tables.leaked(experiment)
    assert [row[0].en for row in table.rows] == [text.en for text in GROUP_NAMES.values()]
    first, judged, second = duplicate_sentences.leaked(experiment)
    assert_same_numbers([first, judged, second, *texts_of_table(table)])
    assert "was not measured" in judged.en, "one training of each"
    assert "takes 32 of 96 images" in first.en
    assert "32 images that have a copy" in second.en
    assert "減少 32 張" in first.zh


def test_held_out_images_are_those_of_both_splits(leaked_edition):
    predictions = held_out(leaked_edition.run("kept"))
    dataset = leaked_edition.data()
    assert sorted(predictions.indices) == np.flatnonzero(dataset.split).tolist()
    duplicated = has_duplicate_in_training(dataset, predictions.indices)
    assert dataset.split[predictions.indices[duplicated]].tolist() == [1] * 32
    assert np.array_equal(part_of(predictions, duplicated).labels, predictions.labels[duplicated])


def test_an_edition_without_the_pair_has_no_experiment(leaked_edition):
    assert read_leaked(dataclasses.replace(leaked_edition, roles=type(leaked_edition.roles)())) is None


def test_without_duplicates_nothing_is_said_of_them(leaked_edition):
    experiment = read_leaked(leaked_edition)
    others = {key: group for key, group in experiment.groups.items() if key != "duplicated"}
    assert len(duplicate_sentences.leaked(dataclasses.replace(experiment, groups=others))) == 2


def test_what_a_seed_moves_is_measured_on_the_images_that_judge(leaked_edition, monkeypatch):
    """Of three trainings, on validation and test images together; on other images nothing is known."""
    judged = held_out(leaked_edition.run("kept"))
    n, shares = len(judged.labels), []

    def with_right(count):
        logits = np.zeros((n, 7), np.float32)
        logits[np.arange(n), (judged.labels + (np.arange(n) >= count)) % 7] = 1
        shares.append(count / n)
        return Predictions(judged.indices, judged.labels, logits)

    trained = {"kept": judged, **{f"seed-{k}": with_right(count) for k, count in enumerate((20, 25, 36))}}
    runs = tuple(SimpleNamespace(name=name) for name in list(trained)[1:])
    effect = SeedEffect((SimpleNamespace(name="seed", runs=runs),))
    edition = SimpleNamespace(run=lambda name: name)
    monkeypatch.setattr(leaked_experiment, "held_out", lambda run: trained[run])
    found = leaked_experiment._seeds_on(edition, effect, judged)
    assert found == SeedSpread((tuple(shares),))
    trained["seed-1"] = part_of(judged, np.arange(n) > 0)
    assert leaked_experiment._seeds_on(edition, effect, judged) is None


def test_less_than_a_seed_moves_is_no_difference(leaked_edition, monkeypatch):
    spread = SeedSpread(((0.1, 0.5, 0.9),))
    monkeypatch.setattr(leaked_experiment, "_seeds_on", lambda *_: spread)
    experiment = read_leaked(leaked_edition)
    assert experiment.groups["all"].least == spread.limit
    assert experiment.groups["others"].least == 0


def test_seeds_are_numbered_where_there_are_several(leaked_edition):
    experiment = read_leaked(leaked_edition)
    two = {key: GroupComparison(group.comparisons * 2) for key, group in experiment.groups.items()}
    rows = duplicate_tables.leaked(dataclasses.replace(experiment, groups=two)).rows
    assert [row[0].zh for row in rows[:2]] == ["全部 (1)", "全部 (2)"]
