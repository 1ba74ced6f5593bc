"""Chapter 3 of editions that do not speak of the five reports, on data that are no faces."""

import re

import numpy as np
import pytest

from fer_lib.data import ImageDataset, content_hash
from fer_lib.data.shapes import generate
from fer_lib.files import write_text
from fer_lib.language import LANGUAGES
from fer_lib.training.loop import train
from tests.chapters.rendered import ROOT, executed, headings, make_project, names_shown, page, texts
from tests.forms.in_process import WITHOUT_DATA
from tests.runs.finished_run import change_json

HERS = f"{ROOT / 'tests' / 'networks_people_write.py'}:SmallResNet"
RUN = {
    "model": HERS,
    "epochs": 2,
    "batch_size": 64,
    "split": "source",
    "optimizer": "adamw",
    "learning_rate": 2e-3,
}
REPORTS = re.compile(
    r"\b[Rr]eports? [A-E]\b|報告 ?[A-E]\b|\bclaim [A-E]\d|主張 [A-E]\d|[Tt]he (?:five )?reports?\b|FER2013|PublicTest"
)
FACES = re.compile(r"\b[Ff]aces?\b|臉|[Ee]xpression|表情")


@pytest.fixture(scope="module")
def shapes():
    return generate(300, seed=0).dataset


@pytest.fixture(scope="module")
def one_run(shapes, tmp_path_factory):
    """An edition of one run."""
    edition = make_project(tmp_path_factory.mktemp("one") / "p", shapes, main_run="mine", runs={"mine": RUN})
    train(edition.configs["mine"], edition.data(), edition.run())
    return edition


def said(edition):
    """The pages of both languages and all that they say."""
    cells = executed(edition, "03_training")
    pages = {lang: page(cells, lang) for lang in LANGUAGES}
    return pages, {lang: "\n".join(texts(found, lang)) for lang, found in pages.items()}


def assert_apt(told):
    for text in told.values():
        assert REPORTS.findall(text) == []
        assert FACES.findall(text) == []
        assert not WITHOUT_DATA.search(text)


def test_an_edition_of_one_run_has_its_curves_and_settings_alone(one_run):
    pages, told = said(one_run)
    assert headings(pages["en"]) == [
        "Training",
        "Loss and accuracy",
        "Learning by heart",
        "Settings and speed",
    ]
    assert headings(pages["zh-TW"]) == ["訓練過程", "損失與準確率", "死背訓練集", "設定與速度"]
    assert names_shown(pages["en"]) == ["curves", "epochs", "settings"]
    run = "Run `mine` of the network `networks_people_write.py:SmallResNet`, trained for 2 epochs on"
    assert told["en"].count(run) >= 3
    assert_apt(told)


def things():
    """Grey images of two things, as large as report A's network takes them, which alone has a choice of activations."""
    random = np.random.default_rng(0)
    images, labels = random.integers(0, 200, (90, 48, 48)).astype(np.uint8), np.arange(90) % 2
    split = np.repeat(np.array([0, 1, 2], np.uint8), 30)
    known = {"form": "toy", "source": "things", "sha256": content_hash(images, labels), "synthetic": False}
    return ImageDataset(images, labels, split, ("cup", "pot"), known)


def test_experiments_are_explained_where_they_are(tmp_path):
    short = {**RUN, "model": "report-a", "epochs": 1}
    runs = {
        "plain": short,
        "leaky": {**short, "activation": "leaky_relu"},
        "moved": {**short, "flip": True},
    }
    roles = {"activations": {"relu": "plain", "leaky_relu": "leaky"}}
    edition = make_project(tmp_path / "p", things(), main_run="plain", runs=runs, roles=roles)
    for name, config in edition.configs.items():
        train(config, edition.data(name), edition.run(name))
    pages, told = said(edition)
    assert "What augmentation does" in headings(pages["en"])
    assert "ReLU, LeakyReLU or PReLU" in headings(pages["en"])
    assert "What regularization does" not in headings(pages["en"])
    assert told["en"].count("are best compared image by image") == 1
    assert "comparison shows no difference" in told["en"] or "right more often" in told["en"]
    assert (
        "at whether the choice of the activation matters and at the curves of every other run" in told["en"]
    )
    assert_apt(told)


@pytest.mark.parametrize("history", [None, "epoch,train_loss\n1,2.0\n2,1.5\n"])
def test_a_main_run_from_elsewhere_is_shown_as_far_as_it_is_known(one_run, history):
    folder = one_run.run()
    kept = (folder.path / "history.csv").read_text("utf8")
    records = [line.split(",") for line in kept.splitlines()]
    provenance, metrics = folder.provenance(), folder.metrics()
    change_json(folder.path / "provenance.json", adopted={"unknown": ["optimizer", "schedule"]})
    change_json(folder.path / "metrics.json", selected={"by": None, "epoch": None, "of": None})
    try:
        if history is None:
            (folder.path / "history.csv").unlink()
        else:  # the training loss alone
            rows = [
                [v if k < 2 or n == 0 else "" for k, v in enumerate(row)] for n, row in enumerate(records)
            ]
            write_text(folder.path / "history.csv", "".join(",".join(row) + "\n" for row in rows))
        pages, told = said(one_run)
    finally:
        write_text(folder.path / "history.csv", kept)
        change_json(folder.path / "provenance.json", **{"adopted": None, **provenance})
        change_json(folder.path / "metrics.json", **metrics)
    curves = ["Loss and accuracy"] * (history is not None)
    assert headings(pages["en"]) == ["Training", *curves, "Learning by heart", "Settings and speed"]
    assert "With the weights that were kept" in told["en"]
    assert "validation loss has not begun" not in told["en"]
    assert ("Not known, or not of every epoch: training accuracy" in told["en"]) == (history is not None)
    assert "`networks_people_write.py:SmallResNet`, trained elsewhere." in told["en"]
    assert_apt(told)
