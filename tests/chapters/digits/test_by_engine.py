"""Runs of the engine, and the same networks trained by hand from the weights that they began with."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml

from fer_lib.chapters.digits import sentences, tables
from fer_lib.chapters.digits.analysis import analyse_digits, read_digits
from fer_lib.chapters.digits.by_engine import first_network, hand_and_engine
from fer_lib.data.prepared import write_prepared
from fer_lib.editions import read_edition
from fer_lib.errors import UserError
from fer_lib.models import network_of, to_input
from fer_lib.training.data import divide
from fer_lib.training.loop import train
from tests.chapters.numbers import assert_same_numbers, texts_of_table
from tests.conftest import toy_faces

DIGITS = {
    "preset": "report-e-digits", "data": "digits", "learning_rate": 0.3, "epochs": 15, "split": "stratified",
    "validation_size": 50, "checkpoint_every": 50, "seeds": [0, 1],
}  # fmt: skip


@pytest.fixture(scope="module")
def book(root: Path, tmp_path_factory, dataset):
    folder = tmp_path_factory.mktemp("project")
    (folder / "presets").symlink_to(root / "presets")
    (folder / "editions").mkdir()
    runs = {"main": {"preset": "report-a"}, "sixty": DIGITS}
    edition = {
        "title": {"en": "Test", "zh-TW": "測試"}, "data": {"source": "synthetic"},
        "other_data": {"digits": {"source": "digits"}}, "main_run": "main", "runs": runs,
        "roles": {"digits": {"sixty": "sixty"}},
    }  # fmt: skip
    (folder / "editions" / "test.yaml").write_text(yaml.safe_dump(edition, allow_unicode=True), "utf8")
    found = read_edition("test", folder)
    write_prepared(found.folder / "digits", dataset)
    for name in found.roles.digits["sixty"]:
        train(found.configs[name], divide(dataset, found.configs[name]), found.run(name))
    return found


def test_both_begin_with_the_same_weights(book):
    dataset = read_digits(book)
    config = book.configs["sixty-s1"]
    by_hand = first_network(config, dataset.shape)
    torch.manual_seed(config.seed)
    by_engine = network_of(config, dataset.shape)
    images = dataset.images[:20]
    scores, _ = by_hand.forward(images.reshape(20, -1).astype(np.float32) / 255)
    with torch.no_grad():
        logits = by_engine(to_input(torch.from_numpy(images.copy()))).numpy()
    assert scores[-1] == pytest.approx(logits, abs=1e-5)


def test_the_runs_images_are_the_chapter_s_and_both_learn_as_well(book):
    dataset = read_digits(book)
    assert [len(dataset.indices(split)) for split in ("train", "validation", "test")] == [1297, 50, 450]
    (one,) = hand_and_engine(book, dataset).values()
    assert min(one.by_hand.shares.min(), one.by_engine.shares.min()) > 0.85
    assert abs(one.difference.mean) < 0.02
    table = tables.hand_and_engine({"sixty": one}, tables_of(dataset))
    assert_same_numbers(texts_of_table(table))
    assert table.rows[0][1:3] == [15, 2]
    assert_same_numbers([sentences.hand_and_engine({"sixty": one}), sentences.data_set(dataset)])


def tables_of(dataset):
    """What the table asks of the analysis: how many test images there are."""
    from fer_lib.chapters.digits.analysis import DigitAnalysis

    return DigitAnalysis(dataset, None)


@pytest.mark.parametrize(
    ("by_engine", "said"),
    [
        ((0.95, 0.952), "both learn as well"),
        ((0.9, 0.97), "cannot be told"),
        ((0.7, 0.701), "do not learn as well"),
    ],
)
def test_what_is_said_follows_the_difference(by_engine, said):
    from fer_lib.chapters.digits.by_engine import HandAndEngine
    from fer_lib.chapters.digits.seeds import SeedAccuracies
    from fer_lib.config import RunConfig
    from fer_lib.proportion import Proportion

    def accuracies(*shares):
        return SeedAccuracies(tuple(Proportion(round(1000 * share), 1000) for share in shares))

    one = HandAndEngine(RunConfig(), accuracies(0.95, 0.95), accuracies(*by_engine))
    text = sentences.hand_and_engine({"two": one})
    assert said in text.en
    assert_same_numbers([text])


def test_without_runs_the_chapter_has_the_edition_s_digits_or_none(root, tmp_path, dataset):
    (tmp_path / "presets").symlink_to(root / "presets")
    (tmp_path / "editions").mkdir()
    values = {
        "title": {"en": "Test", "zh-TW": "測試"}, "data": {"source": "synthetic"}, "main_run": "main",
        "runs": {"main": {"preset": "report-a"}},
    }  # fmt: skip
    path = tmp_path / "editions" / "test.yaml"
    path.write_text(yaml.safe_dump(values, allow_unicode=True), "utf8")
    edition = read_edition("test", tmp_path)
    assert read_digits(edition) is None
    assert analyse_digits(None) is None
    assert hand_and_engine(edition, dataset) == {}
    path.write_text(yaml.safe_dump({**values, "other_data": {"digits": {"source": "digits"}}}), "utf8")
    edition = read_edition("test", tmp_path)
    write_prepared(edition.folder / "digits", dataset)
    assert len(read_digits(edition)) == len(dataset)
    shutil.rmtree(edition.folder / "digits")
    write_prepared(edition.folder / "digits", toy_faces())
    with pytest.raises(UserError, match="other_data: digits: these have 7 classes"):
        read_digits(edition)
