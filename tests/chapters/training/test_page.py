"""Chapter 3 of editions that do not speak of the five reports, on data that are no faces."""

import numpy as np
import pytest

from fer_lib.data import ImageDataset, content_hash
from fer_lib.data.shapes import generate
from fer_lib.files import write_text
from fer_lib.language import LANGUAGES
from fer_lib.training.loop import train
from tests.made_project import make_project
from tests.rendered_chapter import OF_FACES, OF_REPORTS, ROOT, WITHOUT_DATA, execute
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


@pytest.fixture(scope="module")
def shapes():
    return generate(300, seed=0).dataset


@pytest.fixture(scope="module")
def one_run(shapes, tmp_path_factory):
    """An edition of one run."""
    edition = make_project(
        tmp_path_factory.mktemp("one") / "p",
        {"main_run": "mine", "runs": {"mine": RUN}, "reference_reports": False},
        data=shapes,
    )
    train(edition.configs["mine"], edition.data(), edition.run())
    return edition


def pages_of(edition):
    """The chapter in both languages."""
    chapter = execute("03_training", edition.root)
    return {lang: chapter.page(lang) for lang in LANGUAGES}


def assert_apt(pages):
    for page in pages.values():
        for unwanted in (OF_REPORTS, OF_FACES, WITHOUT_DATA):
            assert unwanted.findall(page.text) == []


def test_an_edition_of_one_run_has_its_curves_and_settings_alone(one_run):
    pages = pages_of(one_run)
    assert pages["en"].headings == [
        "Training",
        "Loss and accuracy",
        "Overfitting: learning by heart",
        "Settings and speed",
        "Exercises",
    ]
    assert pages["zh-TW"].headings == ["訓練過程", "損失與準確率", "過擬合：死背訓練集", "設定與速度", "習題"]
    assert pages["en"].names() == ["curves", "epochs", "settings"]
    # One run has findings as well, though the section whose code finds them has nothing else to say.
    for page in pages.values():
        (found,) = [out.about["findings"] for out in page.published if out.about["kind"] == "in-short"]
        assert len(found) == 2
    for unwanted in ("keeps them together", "拉近", "as far as that is known", "未知"):
        assert not any(unwanted in page.text for page in pages.values())
    run = "Run `mine` of the network `networks_people_write.py:SmallResNet`, trained for 2 epochs on"
    assert pages["en"].text.count(run) >= 3
    assert_apt(pages)


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
    edition = make_project(
        tmp_path / "p",
        {"main_run": "plain", "runs": runs, "roles": roles, "reference_reports": False},
        data=things(),
    )
    for name, config in edition.configs.items():
        train(config, edition.data(name), edition.run(name))
    pages = pages_of(edition)
    assert "What augmentation does" in pages["en"].headings
    assert "ReLU, LeakyReLU or PReLU" in pages["en"].headings
    assert "What regularization does" not in pages["en"].headings
    assert pages["en"].text.count("are best compared image by image") == 1
    assert "comparison shows no difference" in pages["en"].text or "right more often" in pages["en"].text
    assert "and at whether the choice of the activation matters. The curves" in pages["en"].text
    assert_apt(pages)


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
        pages = pages_of(one_run)
    finally:
        write_text(folder.path / "history.csv", kept)
        change_json(folder.path / "provenance.json", **{"adopted": None, **provenance})
        change_json(folder.path / "metrics.json", **metrics)
    curves = ["Loss and accuracy"] * (history is not None)
    assert pages["en"].headings == [
        "Training",
        *curves,
        "Overfitting: learning by heart",
        "Settings and speed",
        "Exercises",
    ]
    assert "With the weights that were kept" in pages["en"].text
    assert "so the gap does not say what it knows by heart" in pages["en"].text
    assert "說明不了它死背了多少" in pages["zh-TW"].text
    (caption,) = [
        out.about["caption"] for out in pages["en"].published if out.about.get("name") == "curves"
    ] or [""]
    assert ("on images of which nothing is known here" in caption) == (history is not None)
    assert "n = " not in caption.split("Run")[0]
    assert "validation loss has not begun" not in pages["en"].text
    assert ("Not known, or not of every epoch: training accuracy" in pages["en"].text) == (
        history is not None
    )
    assert "`networks_people_write.py:SmallResNet`, trained elsewhere." in pages["en"].text
    assert_apt(pages)
