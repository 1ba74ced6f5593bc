from dataclasses import replace

import pytest

from fer_lib.chapters.training import figures, sentences, tables
from fer_lib.chapters.training.run_summary import RunSummary
from fer_lib.language import LANGUAGES, Text
from fer_lib.plots.style import figure_style
from fer_lib.proportion import Proportion
from fer_lib.runs.history import CURVES
from tests.chapters.numbers import assert_same_numbers, texts_of_figure, texts_of_table
from tests.chapters.run_folders import history, make_run
from tests.runs.finished_run import change_json

NAN = float("nan")
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


def test_one_epoch_that_collapses_at_the_end_is_no_rise_and_none_that_recovers_hides_one(run):
    for end, rises in (([1.0] * 96 + [3.4, 2.0, 1.6, 1.3], False), ([1.0] * 50 + [1.5] * 49 + [1.0], True)):
        assert replace(run, history=losses(*end)).validation_loss_rises is rises


def test_a_loss_that_rises_in_training_as_well_is_not_learning_by_heart(run):
    rising = losses(1.0, 1.5)
    records = tuple(replace(r, train_loss=loss) for r, loss in zip(rising.records, (0.5, 0.6), strict=True))
    worse = replace(run, history=replace(rising, records=records))
    assert "not learning by heart" in sentences.overfitting(worse).en
    unknown = tuple(replace(r, train_loss=NAN) for r in records)
    usual = sentences.overfitting(replace(run, history=replace(rising, records=unknown)))
    assert "rises again at the end, as it does where images are learned by heart" in usual.en
    ahead = sentences.overfitting(replace(run, history=None, train=Proportion(9, 40)))
    assert ahead.en.endswith("52.5 points more than of the training images.")
    assert ahead.zh.endswith("反而高出 52.5 個百分點。")


def known(curve, *fields):
    """The history with these curves alone."""
    unknown = {field: NAN for field in CURVES if field not in fields}
    return replace(curve, records=tuple(replace(record, **unknown) for record in curve.records))


@pytest.mark.parametrize(
    "fields", [(), ("validation_accuracy",), ("train_loss", "validation_loss"), CURVES[:3], CURVES]
)
def test_a_history_with_gaps_is_shown_as_far_as_it_is_known(run, fields):
    curve = known(history(0.5, 0.75, 0.7), *fields)
    text, table = sentences.learning_curves(curve), tables.epochs(curve)
    assert "nan" not in text.en + text.zh + str(table.rows)
    names = [field.replace("_", " ").replace("train ", "training ") for field in fields]
    assert fields == CURVES or all(f"{name} " in text.en for name in names)
    assert ("Not known, or not of every epoch" in text.en) == (fields != CURVES)
    assert len(table.rows) == 1 + ("validation_accuracy" in fields)
    shown = replace(run, history=curve)
    (single, several) = (figures.learning_curves(shown), figures.runs(TITLE, [shown, replace(run, name="b")]))
    assert ("dotted line" in single.caption.en) == ("validation_accuracy" in fields)
    for figure in (single, several, figures.runs(TITLE, [shown])):
        for lang in LANGUAGES:
            with figure_style(lang):
                figure.draw(lang).canvas.draw()
    assert_same_numbers([text, *texts_of_figure(single), *texts_of_table(table), *texts_of_figure(several)])


def test_a_run_from_elsewhere_without_history_has_a_row_and_no_curves(tmp_path):
    folder = make_run(tmp_path / "colab", range(20))
    (folder.path / "history.csv").unlink()
    change_json(folder.path / "provenance.json", adopted={"unknown": []})
    change_json(
        folder.path / "metrics.json", selected={"by": None, "epoch": None, "of": None}, seconds_per_epoch=None
    )
    run = RunSummary.of(folder)
    assert (run.history, run.whole_history, run.validation_loss_rises) == (None, None, None)
    said = sentences.overfitting(run).en
    assert "a gap of 40.0 points. Which of these images the network had seen is not known" in said
    assert figures.runs(TITLE, [run]) is None
    (row,) = tables.runs(TITLE, [run]).rows
    assert (row[1], row[-1]) == ("–/–", "–")
    own = RunSummary.of(make_run(tmp_path / "own", range(20)))
    assert figures.runs(TITLE, [own, run]).alt.en == "Best validation accuracy: own 50.0% in epoch 2."
    assert sentences.without_curves([own]) is None
    assert "without curves: `colab`." in sentences.without_curves([own, run]).en


def test_the_last_epoch_is_not_called_the_best_where_it_is_kept_in_any_case(run):
    kept = replace(history(0.5, 0.75, 0.7), best_metric="epoch")
    assert tables.epochs(kept).caption.en == "The last epoch."
    assert "to its best, 75.0%, in epoch 2 of 3" in sentences.learning_curves(kept).en
    assert "dotted" not in figures.learning_curves(replace(run, history=kept)).caption.en


def test_the_best_and_the_last_epoch(run):
    best, last = tables.epochs(run.history).rows
    assert best == [Text("best: 2", "最佳：2"), "1.250", "1.250", "75.0%", "75.0%"]
    assert last == [Text("last: 3", "最後：3"), "1.300", "1.300", "70.0%", "70.0%"]


def test_the_curves_of_an_epoch_and_of_several():
    one, several = (sentences.learning_curves(history(*shares)) for shares in ((0.5,), (0.2, 0.6, 0.4)))
    assert "to its best, 60.0%, in epoch 2 of 3; training accuracy ends at 40.0%" in several.en
    assert "升到第 2 個 epoch（共 3 個）的最高值 60.0%" in several.zh
    assert one.en.startswith("After the only epoch validation accuracy is 50.0%; training accuracy ends")
    assert one.zh.startswith("唯一一個 epoch 之後，驗證準確率是 50.0%；")


def test_captions_of_several_runs(run):
    assert sentences.numbers_of_images([run]).en == "n = 40 training and 40 validation images"
    more = replace(run, train=Proportion(9, 5600))
    assert sentences.numbers_of_images([run, more]).zh == "訓練集 n = 40–5,600，驗證集 n = 40"


def test_both_languages_show_the_same_numbers(run):
    summaries = [run, replace(run, name="b", train=Proportion(9, 5600))]
    for table in (tables.epochs(run.history), tables.runs(TITLE, summaries)):
        assert_same_numbers(texts_of_table(table))
    alone = [sentences.no_history, sentences.only_run, sentences.no_settings]
    assert_same_numbers([sentences.overfitting(run), sentences.no_results()])
    assert_same_numbers([say(run) for say in alone])
    assert_same_numbers(texts_of_figure(figures.runs(TITLE, summaries)))
    figure = figures.learning_curves(run)
    assert "after each epoch; n = 40 training" in figure.caption.en
    assert_same_numbers(texts_of_figure(figure))


def test_the_alt_text_of_several_curves_names_each_run_s_best_epoch():
    text = sentences.best_epochs({"a": history(0.2, 0.5), "b": history(0.2, 0.7, 0.1)})
    assert text.en == "Best validation accuracy: a 50.0% in epoch 2; b 70.0% in epoch 2."
    assert "b 在第 2 個 epoch 達 70.0%" in text.zh
