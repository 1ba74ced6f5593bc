"""Ordinary runs of an edition become the arrays that the chapter judges."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from fer_lib.chapters.masks.analysis import analyse_masks
from fer_lib.chapters.masks.runs import images_of_an_epoch, read_images
from fer_lib.data import ImageDataset
from fer_lib.data.prepared import write_prepared
from fer_lib.editions import Edition, read_edition
from fer_lib.errors import UserError
from fer_lib.files import atomic_file, write_json, write_text
from fer_lib.training.data import divide
from tests.chapters.masks.made_up_runs import CHANGES, answers, config_of, toy_masks
from tests.chapters.run_folders import history

MASKS = {"preset": "report-e-masks", "data": "masks", "epochs": 20}
METHODS = ("fixed", "decay", "balanced")
SEEDS = {f"masks-{m}": {**MASKS, **CHANGES[m], "seeds": [0, 1]} for m in METHODS}
FOLDS = {
    f"folds-{m}": {**MASKS, **CHANGES[m], "split": "fold", "folds": 2, "grid": {"fold": [0, 1]}}
    for m in METHODS
}
ROLES = {
    "imbalance": {m: f"masks-{m}" for m in METHODS},
    "imbalance_folds": {m: f"folds-{m}" for m in METHODS},
}


@pytest.fixture
def make(root: Path, tmp_path: Path):
    """A function that makes an edition with mask images and run folders for these names."""
    (tmp_path / "presets").symlink_to(root / "presets")
    (tmp_path / "editions").mkdir()

    def made(
        dataset: ImageDataset, roles: dict[str, object], written: Sequence[str] = (), reports: bool = True
    ) -> Edition:
        edition = {
            "title": {"en": "Test", "zh-TW": "測試"},
            "data": {"source": "synthetic"},
            "other_data": {"masks": {"source": "masks"}},
            "main_run": "main",
            "runs": {"main": {"preset": "report-a"}, **SEEDS, **FOLDS},
            "roles": roles,
            "reference_reports": reports,
        }
        (tmp_path / "editions" / "test.yaml").write_text(yaml.safe_dump(edition, allow_unicode=True), "utf8")
        book = read_edition("test", tmp_path)
        write_prepared(book.folder / "masks", dataset)
        for number, name in enumerate(written or [n for n in book.configs if n != "main"]):
            write_run(book, name, dataset, number)
        return book

    return made


def write_run(book: Edition, name: str, dataset: ImageDataset, number: int) -> None:
    folder, config = book.run(name).path, book.configs[name]
    divided = divide(dataset, config)
    write_text(folder / "config.yaml", yaml.safe_dump(config.recorded()))
    history(*np.linspace(0.5, 0.9, config.epochs)).write(folder / "history.csv")
    arrays = {}
    for split in ("train", "validation", "test"):
        indices = divided.indices(split)
        labels = dataset.labels[indices]
        arrays |= {
            f"{split}_indices": indices, f"{split}_labels": labels, f"{split}_logits": answers(labels, number),
        }  # fmt: skip
    with atomic_file(folder / "predictions.npz") as file:
        np.savez(file, **arrays)
    write_json(folder / "provenance.json", {"data": {"sha256": dataset.provenance["sha256"]}})


def test_the_runs_of_all_seeds_and_folds_are_read(make):
    dataset = toy_masks()
    book = make(dataset, ROLES)
    masks = analyse_masks(book, read_images(book))
    given, folds = masks.given.runs, masks.folds.runs
    test, train = dataset.indices("test"), dataset.indices("train")
    assert list(given.by_method) == list(folds.by_method) == list(METHODS)
    assert given.by_method["fixed"].probabilities.shape == (2, len(test), 3)
    assert np.array_equal(given.photos, dataset.groups[test])
    assert given.by_method["decay"].errors.shape == (2, 20)
    assert given.by_method["decay"].errors[0, -1] == pytest.approx(0.1)
    assert (given.training, given.seeds) == (len(train), 2)
    assert given.networks == folds.networks == {"report-e-masks": 2803}
    steps = -(-len(train) // 32)
    assert given.by_method["balanced"].steps == 20 * steps
    # Each training image is judged once, by the fold that held its photo out.
    assert folds.by_method["fixed"].probabilities.shape == (1, len(train), 3)
    assert np.array_equal(folds.labels, dataset.labels[train])
    assert masks.deciding is masks.folds


def test_an_edition_without_runs_has_nothing_to_show(make):
    book = make(toy_masks(), {}, written=["masks-fixed-s0"])
    assert read_images(book) is None
    assert analyse_masks(book, None) is None


def test_images_that_the_chapter_cannot_speak_of(make):
    dataset = toy_masks()
    renamed = replace(dataset, class_names=("a", "b", "c"), class_titles={})
    with pytest.raises(UserError, match="other_data: masks: these have the classes a, b, c"):
        read_images(make(renamed, ROLES))


def test_a_set_without_the_rare_class(make):
    dataset = toy_masks()
    split = np.where((dataset.labels == 1) & (dataset.split == 2), 0, dataset.split).astype(np.uint8)
    with pytest.raises(UserError, match="no test image is of the class none"):
        read_images(make(replace(dataset, split=split), ROLES))


def test_a_run_on_other_images_is_named(make):
    dataset = toy_masks()
    book = make(dataset, ROLES)
    write_run(book, "masks-balanced-s1", dataset.subset(np.arange(len(dataset)) != 119), 5)
    with pytest.raises(UserError, match="masks-balanced-s1: was asked about other images"):
        analyse_masks(book, read_images(book))


def test_resampling_sees_as_many_images_of_each_class_as_the_rarest_has():
    labels = np.array([0] * 9 + [1] * 4 + [2] * 20)
    assert images_of_an_epoch(labels, config_of("fixed")) == 33
    assert images_of_an_epoch(labels, config_of("resampled_13")) == 12
    assert images_of_an_epoch(labels[labels != 1], config_of("resampled_13")) == 18
