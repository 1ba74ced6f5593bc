"""What is said of the networks."""

import re
from dataclasses import replace

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
    assert told.en.endswith("The run that is shown has set `dropout: 0.5`.")
    assert told.zh.endswith("這裡看的訓練設定了 `dropout: 0.5`。")
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
    networks = [take_apart(name) for name in ("report-b-cnn", "report-b-dnn", "report-d-cnn")]
    text = sentences.convolution_shares(networks)
    assert_same_numbers([text])
    totals = networks[0].totals
    assert f"{totals.macs / totals.weights_only:.0f} times on average in `report-b-cnn`" in text.en
    assert (
        "in `report-b-cnn` only 23.1%, because flattening a map" in text.en
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


@pytest.mark.parametrize(
    ("names", "said", "not_said"),
    [
        (
            ("report-c-simple", "report-d-cnn"),
            "they hold from 91.0% (`report-d-cnn`) to 99.5%.",
            "fully connected",
        ),
        (
            ("report-b-dnn", "report-d-cnn"),
            "In `report-d-cnn` the convolutions do 99.9% of the work",
            "at least",
        ),
        (
            ("report-c", "report-d-cnn"),
            "times on average in `report-c`, 61 times in `report-d-cnn`",
            "once in the fully connected",
        ),
    ],
)
def test_what_is_said_of_shares_fits_the_networks(names, said, not_said):
    text = sentences.convolution_shares([take_apart(name) for name in names])
    assert_same_numbers([text])
    assert said in text.en
    assert not_said not in text.en


def test_options_of_a_network_are_said():
    told = sentences.description(
        take_apart("report-c"), RunConfig(model="report-c", model_options={"depth": 34})
    )
    assert told.en.endswith("has set `depth: 34`.")


@pytest.mark.parametrize("number", [1, 2, 3, 20])
def test_which_runs_have_a_network(number):
    network = replace(take_apart("report-c"), runs=tuple(f"run-{k}" for k in range(number)))
    assert sentences.main_run(network, 1) == []  # where there is one run alone, nobody asks which
    told = [*sentences.main_run(network, number + 1), sentences.runs_of(network)]
    assert_same_numbers(told)
    assert "show its run `run-0`." in told[0].en
    assert not any("` ，" in text.zh or text.zh.startswith(" ") for text in told)


def test_of_many_runs_not_all_are_named():
    network = replace(take_apart("report-c"), runs=tuple(f"run-{k}" for k in range(20)))
    assert sentences.main_run(network, 20)[0].en.endswith("A further 19 runs have this network.")
    assert sentences.runs_of(network).zh == "有 20 次訓練用了這個模型，第一次是 `run-0`。"
    two = replace(network, runs=("one", "two", "three"))
    assert sentences.main_run(two, 3)[0].zh.endswith("`two` 與 `three` 用的也是這個模型。")
    assert sentences.runs_of(two).en == "`one`, `two` and `three` have this network."
