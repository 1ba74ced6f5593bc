"""The tables of the networks."""

from types import SimpleNamespace

import pytest

from fer_lib.chapters.models import tables
from fer_lib.chapters.models.network import take_apart
from fer_lib.chapters.models.printed_counts import PRINTED_COUNTS
from fer_lib.models import MODELS
from tests.chapters.numbers import assert_same_numbers, texts_of_table


def numbers_of(row):
    return [int(cell.strip("*").replace(",", "")) for cell in row[-2:]]


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("make", [tables.layers, tables.stages])
def test_the_rows_of_a_table_add_up(name, make):
    network = take_apart(name)
    table = make(network)
    assert_same_numbers(texts_of_table(table))
    rows = [numbers_of(row) for row in table.rows]
    assert [sum(column) for column in zip(*rows[:-1], strict=True)] == rows[-1]
    assert rows[-1] == [network.totals.trainable, network.totals.macs]


def test_equal_convolutions_are_one_stage():
    rows = tables.stages(take_apart("report-d-cnn")).rows
    assert [row[2].en for row in rows[:2]] == ["2 × Conv 3×3"] * 2


@pytest.mark.parametrize("finished", [True, False])
@pytest.mark.parametrize(("name", "kind"), [("report-a", "layers"), ("vgg-fer", "stages")])
def test_a_network_of_many_layers_is_shown_by_stages(name, kind, finished, monkeypatch):
    published = {}
    monkeypatch.setattr(tables.publish, "table", lambda label, *table: published.setdefault(label, table))
    network = take_apart(name)
    folder = SimpleNamespace(
        name="mine",
        is_complete=finished,
        adopted=None,
        config=lambda: SimpleNamespace(model=name),
        metrics=lambda: {"selected": {"of": 8}, "splits": {"train": {"n": 3600}}},
    )
    tables.publish_layers(network, folder)
    ((label, (caption, _, rows, _)),) = published.items()
    how = f"Run `mine` of the network `{name}`, trained for 8 epochs on 3,600 images."
    assert caption.en.endswith(how) == finished
    assert label == f"{kind}-{name}"
    assert 1 < len(rows) - 1 <= tables.LAYERS_SHOWN < len(tables.layers(take_apart("vgg-fer")).rows) - 1


def test_comparison_has_a_row_for_each_network():
    compared = [take_apart(name) for name in ("report-b-cnn", "report-b-dnn", "report-d-cnn")]
    table = tables.networks(compared)
    assert_same_numbers(texts_of_table(table))
    assert table.rows[0][:5] == ["`report-b-cnn`", "400,583", "400,583", "400,096", "70.0"]
    assert table.rows[2][:3] == ["`report-d-cnn`", "5,920,583", "5,927,239"]


def test_every_printed_number_has_its_verdict():
    table = tables.printed_counts()
    assert_same_numbers(texts_of_table(table))
    verdicts = {row[1]: row[3].en for row in table.rows}
    assert len(verdicts) == len(PRINTED_COUNTS)
    assert {number for number, verdict in verdicts.items() if verdict == "**erratum**"} == {
        "309,664",
        "310,208",
    }
    assert set(verdicts.values()) == {"right", "**erratum**"}
