"""Chapter 4 of editions that do not speak of the five reports, on colour images that are no faces."""

import pytest

from fer_lib.data.shapes import generate
from fer_lib.language import LANGUAGES
from fer_lib.training.loop import train
from tests.chapters.training.test_page import HERS, RUN
from tests.made_project import make_project
from tests.rendered_chapter import OF_FACES, OF_REPORTS, WITHOUT_DATA, execute

DNN = """
from torch import nn


class Dnn(nn.Sequential):
    def __init__(self, num_classes=10, in_channels=3, image_size=32):
        super().__init__(
            nn.Flatten(), nn.Linear(in_channels * image_size**2, 16), nn.ReLU(), nn.Linear(16, num_classes)
        )
"""


@pytest.fixture(scope="module")
def shapes():
    return generate(300, seed=0).dataset


@pytest.mark.parametrize("shuffled", [True, False])
def test_a_pair_of_ones_own_on_colour_images(shapes, tmp_path, shuffled):
    (tmp_path / "dnn.py").write_text(DNN, "utf8")
    dnn = {**RUN, "model": f"{tmp_path / 'dnn.py'}:Dnn"}
    runs = {"resnet": RUN, "flat": dnn}
    pair = {"cnn": "resnet", "dnn": "flat"}
    if shuffled:
        runs |= {
            "resnet-mixed": {**RUN, "shuffle_pixels": True},
            "flat-mixed": {**dnn, "shuffle_pixels": True},
        }
        pair |= {"cnn_shuffled": "resnet-mixed", "dnn_shuffled": "flat-mixed"}
    edition = make_project(
        tmp_path / "p",
        {
            "main_run": "resnet",
            "runs": runs,
            "roles": {"cnn_against_dnn": [pair]},
            "reference_reports": False,
        },
        data=shapes,
    )
    for name, config in edition.configs.items():
        train(config, edition.data(name), edition.run(name))
    chapter = execute("04_cnn_dnn", edition.root)
    pages = {lang: chapter.page(lang) for lang in LANGUAGES}
    assert pages["en"].headings == [
        "CNN against DNN",
        "Parameters are not work",
        "The curves",
        "Where the two disagree",
        "What a convolution assumes about images",
        "The DNN cannot lose anything",
        *["The experiment"] * shuffled,
        "Exercises",
    ]
    shown = pages["en"].names()
    assert shown[:2] == ["pair-1-pair", "pair-1-curves"]
    assert ("pair-1-shuffled" in shown) == shuffled
    for lang, page in pages.items():
        for unwanted in (OF_REPORTS, OF_FACES, WITHOUT_DATA):
            assert unwanted.findall(page.text) == []
        assert "`resnet`" in page.text
        assert "`dnn.py:Dnn`" in page.text
        assert ("Checked on `flat`" if lang == "en" else "以這裡訓練好的 `flat` 檢查") in page.text


def test_without_a_pair_there_is_no_chapter(shapes, tmp_path):
    edition = make_project(
        tmp_path / "p",
        {"main_run": "mine", "runs": {"mine": {**RUN, "model": HERS}}, "reference_reports": False},
        data=shapes,
    )
    train(edition.configs["mine"], edition.data(), edition.run())
    chapter = execute("04_cnn_dnn", edition.root)
    for lang in LANGUAGES:
        assert chapter.page(lang).cells == []
