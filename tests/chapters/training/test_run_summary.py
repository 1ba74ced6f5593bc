from dataclasses import replace

import pytest

from fer_lib.chapters.training import figures, sentences, tables
from fer_lib.chapters.training.run_summary import RunSummary
from fer_lib.language import Text
from fer_lib.proportion import Proportion
from tests.chapters.numbers import assert_same_numbers, texts_of_figure, texts_of_table
from tests.chapters.run_folders import history, make_run

TITLE = Text("a set", "一組")


@pytest.fixture
def run(tmp_path):
    return RunSummary.of(make_run(tmp_path / "some-run", range(30), history(0.5, 0.75, 0.7), seconds=1.25))


def test_a_run_in_figures(run, tmp_path):
    assert (run.name, run.network, run.seconds_per_epoch) == ("some-run", "report-a", 1.25)
    assert run.gap == pytest.approx(0.15)
    worse = RunSummary.of(make_run(tmp_path / "worse", range(39)))
    table = tables.runs(TITLE, [run, worse])
    assert table.rows[0] == ["some-run", "2/3", "75.0% (59.8–85.8)", "90.0%", "15.0", "1.2"]
    assert table.rows[1][4] == "−7.5"


def losses(*validation):
    """Epochs with these validation losses."""
    made = history(*[0.5] * len(validation))
    records = zip(made.records, validation, strict=True)
    return replace(made, records=tuple(replace(record, validation_loss=loss) for record, loss in records))


@pytest.mark.parametrize(
    ("validation", "rises"),
    [((1.5, 1.0, 1.2), True), ((1.5, 1.0, 1.01), False), ((1.5, 1.2, 1.0), False), ((0.7,), False)],
)
def test_whether_the_validation_loss_has_risen_again(run, validation, rises):
    text = sentences.overfitting(replace(run, history=losses(*validation)))
    assert ("rises again at the end" in text.en) == ("在後段回升" in text.zh) == rises
    assert "a gap of 15.0 points" in text.en


def test_the_best_and_the_last_epoch(run):
    best, last = tables.epochs(run.history).rows
    assert best == [Text("best: 2", "最佳：2"), "1.250", "1.250", "75.0%", "75.0%"]
    assert last == [Text("last: 3", "最後：3"), "1.300", "1.300", "70.0%", "70.0%"]


def test_the_curves_of_an_epoch_and_of_several():
    one, several = (sentences.learning_curves(history(*shares)) for shares in ((0.5,), (0.2, 0.6, 0.4)))
    assert "to its best, 60.0%, in epoch 2 of 3; training accuracy ends at 40.0%" in several.en
    assert "升到第 2 個週期（共 3 個）的最高值 60.0%" in several.zh
    assert one.en.startswith("Validation accuracy goes from 50.0% after the first epoch to its best, 50.0%")


def test_captions_of_several_runs(run):
    assert sentences.numbers_of_images([run]).en == "n = 40 training and 40 validation images"
    more = replace(run, train=Proportion(9, 5600))
    assert sentences.numbers_of_images([run, more]).zh == "訓練集 n = 40–5,600，驗證集 n = 40"


def test_both_languages_show_the_same_numbers(run):
    summaries = [run, replace(run, name="b", train=Proportion(9, 5600))]
    for table in (tables.epochs(run.history), tables.runs(TITLE, summaries)):
        assert_same_numbers(texts_of_table(table))
    assert_same_numbers([sentences.overfitting(run), sentences.other_network(run), sentences.no_kept_run()])
    assert_same_numbers(texts_of_figure(figures.runs(TITLE, summaries)))
    figure = figures.learning_curves(run)
    assert "of the network report-a after each epoch; n = 40 training" in figure.caption.en
    # The first epoch is a word in English and a number in Chinese.
    assert_same_numbers([figure.caption, Text(figure.alt.en.replace("first", "1"), figure.alt.zh)])


def test_the_alt_text_of_several_curves_names_each_run_s_best_epoch():
    text = sentences.best_epochs({"a": history(0.2, 0.5), "b": history(0.2, 0.7, 0.1)})
    assert text.en == "Best validation accuracy: a 50.0% in epoch 2; b 70.0% in epoch 2."
    assert "b 在第 2 個週期達 70.0%" in text.zh
