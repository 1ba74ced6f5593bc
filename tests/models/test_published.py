"""What chapter 2 shows of the networks."""

import re

import pytest

from fer_lib.chapters.models.comparison import publish_comparison, publish_convolution_shares
from fer_lib.chapters.models.descriptions import DESCRIPTIONS
from fer_lib.chapters.models.errata import publish_errata
from fer_lib.chapters.models.network_pages import (
    Network,
    publish_description,
    publish_diagram,
    publish_layers,
    publish_shares,
    publish_stages,
    take_apart,
)
from fer_lib.chapters.models.printed_counts import PRINTED_COUNTS
from fer_lib.config import RunConfig
from fer_lib.models import MODELS, create_model, network_of
from fer_lib.publish import output


@pytest.fixture
def shown(monkeypatch):
    """What was sent to the notebook, by kind and language."""
    sent: dict[tuple[str, str], list[str]] = {}

    def display(data, raw, metadata):
        about = metadata["fer"]
        text = data.get("text/markdown") or f"{about['caption']}\n{about['alt']}"
        sent.setdefault((about["kind"], about["lang"]), []).append(text)

    monkeypatch.setattr(output, "display", display)
    return sent


def test_every_network_is_described_in_both_languages():
    assert set(DESCRIPTIONS) == set(MODELS)
    for description in DESCRIPTIONS.values():
        for text in (description.title, description.text):
            assert text.en
            assert text.zh
        # The same works are cited in both.
        cited = [re.findall(r"\{cite:p\}`\w+`", description.text[lang]) for lang in ("en", "zh-TW")]
        assert cited[0] == cited[1]


def test_a_network_without_a_description_goes_by_its_name(shown):
    network = Network("mine", create_model("report-c"))
    publish_diagram(network)
    assert "`mine`" in shown["figure", "en"][0]


@pytest.mark.parametrize("name", MODELS)
def test_a_chapter_on_any_network(name, shown):
    """The main run may be of any network."""
    config = RunConfig(model=name, dropout=0.5)
    network = take_apart(name, network_of(config))
    publish_description(name, config)
    publish_layers(network)
    publish_shares(network)
    assert "`dropout: 0.5`" in shown["text", "en"][0]
    assert "`dropout: 0.5`" in shown["text", "zh-TW"][0]
    table = shown["table", "en"][0].splitlines()
    assert len(table) <= 24
    assert f"**{network.totals.trainable:,}** | **{network.totals.macs:,}** |" in table[-1]
    assert len(shown["figure", "en"]) == len(shown["figure", "zh-TW"]) == 1


def test_a_run_with_the_defaults_changes_nothing(shown):
    publish_description("report-a", RunConfig(learning_rate=1e-3))
    assert "`" not in shown["text", "en"][0].replace("`ioffe2015batchnorm`", "")


def test_the_rows_of_a_table_add_up(shown):
    network = take_apart("report-d-cnn")
    publish_stages(network)
    rows = [row.strip("| ").split(" | ") for row in shown["table", "en"][0].splitlines()[2:]]
    numbers = [[int(cell.strip("*").replace(",", "")) for cell in row[-2:]] for row in rows]
    for column in (0, 1):
        assert sum(row[column] for row in numbers[:-1]) == numbers[-1][column]
    assert [row[0] for row in rows[:2]] == ["2 × Conv 3×3"] * 2


def test_comparison_has_a_row_for_each_network(shown):
    networks = {name: take_apart(name) for name in ("report-b-cnn", "report-b-dnn", "report-d-cnn")}
    publish_comparison(networks)
    rows = shown["table", "en"][0].splitlines()[2:]
    assert rows[0].startswith("| `report-b-cnn` | 400,583 | 400,583 | 400,096 | 70.0 |")
    assert rows[2].startswith("| `report-d-cnn` | 5,920,583 | 5,927,239 |")
    publish_convolution_shares(networks)
    uses = round(networks["report-b-cnn"].totals.macs / networks["report-b-cnn"].totals.weights_only)
    for lang in ("en", "zh-TW"):
        assert str(uses) in shown["text", lang][0]
        assert "23.1%" in shown["text", lang][0]  # 92,640 of 400,583 with the biases of the convolutions


def test_errata_are_explained_with_sums_that_add_up(shown):
    publish_errata()
    for lang, erratum in (("en", "erratum"), ("zh-TW", "勘誤")):
        assert shown["table", lang][0].count(f"**{erratum}**") == sum(p.is_erratum for p in PRINTED_COUNTS)
        sums = re.findall(r"(\d[\d,]*(?: \+ \d[\d,]*)+) = (\d[\d,]*)", shown["text", lang][0])
        assert len(sums) == 3
        for parts, total in sums:
            added = sum(int(part.replace(",", "")) for part in parts.split(" + "))
            assert added == int(total.rstrip(",").replace(",", ""))
        assert {total.rstrip(",") for _, total in sums} == {"309,664", "400,583", "310,807"}
