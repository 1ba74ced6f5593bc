"""What is said of the networks."""

import re

import pytest

from fer_lib.chapters.models import sentences
from fer_lib.chapters.models.network import Network, take_apart
from fer_lib.config import RunConfig
from fer_lib.language import LANGUAGES
from fer_lib.models import MODELS, create_model, network_of
from tests.chapters.numbers import assert_same_numbers


@pytest.mark.parametrize("name", MODELS)
def test_a_chapter_on_any_network(name):
    """The main run may be of any network, and may have changed it."""
    config = RunConfig(model=name, dropout=0.5)
    network = take_apart(name, network_of(config))
    told = sentences.description(network, config)
    assert told.en.endswith("has changed something: `dropout: 0.5`.")
    assert told.zh.endswith("那次訓練改了設定：`dropout: 0.5`。")
    assert_same_numbers([sentences.stage_shares(network), sentences.title(network, 2)])


def test_a_run_with_the_defaults_changes_nothing():
    network = take_apart("report-a")
    assert sentences.description(network, RunConfig(learning_rate=1e-3)) == sentences.description(network)


def test_a_network_without_a_description_goes_by_its_name():
    title = sentences.title(Network("mine", create_model("report-c")), 3)
    assert (title.en, title.zh) == ("### `mine`", "### `mine`")


def test_work_is_where_the_parameters_are_without_convolutions():
    assert "in the same place" in sentences.stage_shares(take_apart("report-b-dnn")).en
    assert "in the same place" not in sentences.stage_shares(take_apart("report-b-cnn")).en


def test_convolutions_against_fully_connected_layers():
    networks = {name: take_apart(name) for name in ("report-b-cnn", "report-b-dnn", "report-d-cnn")}
    text = sentences.convolution_shares(networks)
    assert_same_numbers([text])
    totals = networks["report-b-cnn"].totals
    assert f"{totals.macs / totals.weights_only:.0f} times on average in `report-b-cnn`" in text.en
    assert (
        "in `report-b-cnn` it is only 23.1%" in text.en
    )  # 92,672 of 400,583 with the biases of the convolutions


def test_what_the_reports_printed_is_explained_with_sums_that_add_up():
    paragraphs = sentences.printed_counts()
    assert_same_numbers(paragraphs)
    for lang in LANGUAGES:
        sums = re.findall(
            r"(\d[\d,]*(?: \+ \d[\d,]*)+) = (\d+(?:,\d{3})*)", "\n".join(p[lang] for p in paragraphs)
        )
        assert {total for _, total in sums} == {"309,664", "400,583", "310,807"}
        for parts, total in sums:
            assert sum(int(part.replace(",", "")) for part in parts.split(" + ")) == int(
                total.replace(",", "")
            )
