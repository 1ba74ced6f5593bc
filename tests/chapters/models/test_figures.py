"""Captions and alt texts of the figures of the networks."""

import pytest

from fer_lib.chapters.models import figures
from fer_lib.chapters.models.network import Network, take_apart
from fer_lib.chapters.models.stage_shares_figure import StageShares
from fer_lib.language import Text
from fer_lib.models import MODELS, create_model
from tests.chapters.numbers import assert_same_numbers, texts_of_figure


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("make", [figures.architecture, figures.stage_shares])
def test_both_languages_have_the_same_numbers(name, make):
    assert_same_numbers(texts_of_figure(make(take_apart(name))))


def test_what_the_diagram_shows():
    figure = figures.architecture(take_apart("report-d-cnn"))
    assert figure.caption.en == "Report D, convolutional (`report-d-cnn`): 5,920,583 parameters."
    assert (
        "then 10 blocks for the convolutions, which go from 64×48×48 to 512×3×3, then bars" in figure.alt.en
    )
    assert figure.alt.zh.endswith("代表 512、512、7 個值的向量。")


def test_a_network_is_shown_for_the_images_of_its_report():
    figure = figures.architecture(take_apart("report-e-masks"))
    assert figure.caption.en == "Report E, for masks (`report-e-masks`): 2,803 parameters."
    assert take_apart("report-e-digits").totals.trainable == 47_710


def test_a_diagram_without_convolutions():
    figure = figures.architecture(take_apart("report-b-dnn"))
    assert figure.alt.en.startswith(
        "A 48 by 48 image, and after it only bars, for vectors of 112, 112, 112, 128,"
    )


def test_a_network_without_a_description_goes_by_its_name():
    assert "`mine`" in figures.architecture(Network("mine", create_model("report-c"))).caption.en


def test_convolution_shares():
    figure = figures.convolution_shares([take_apart(name) for name in ("report-b-cnn", "report-b-dnn")])
    assert_same_numbers(texts_of_figure(figure))
    assert "parameters that they hold is 23.1% (report-b-cnn)" in figure.alt.en
    assert figure.alt.en.endswith("The fully connected networks have none.")
    figure = figures.convolution_shares([take_apart(name) for name in ("report-b-cnn", "report-c")])
    assert "fully connected networks" not in figure.alt.en


def test_stages_that_tie_are_all_named(monkeypatch):
    shares = StageShares((Text("a", "甲"),) * 3, (0.2, 0.2, 0.6), (0.4, 0.4, 0.2))
    monkeypatch.setattr(figures.StageShares, "of", lambda network: shares)
    figure = figures.stage_shares(take_apart("report-a"))
    assert (
        "Stage 3 holds the most parameters, 60.0%; stages 1 and 2 do the most work, 40.0% each."
        in figure.alt.en
    )
    assert figure.alt.zh.endswith("第 1 與 2 階段的運算量最大，各占 40.0%。")
