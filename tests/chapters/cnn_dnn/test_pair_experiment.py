"""A pair of networks: its numbers, tables and sentences."""

from dataclasses import replace

import pytest

from fer_lib.chapters.cnn_dnn import figures, sentences, tables
from fer_lib.chapters.cnn_dnn.pair_experiment import read_pairs, report_letter
from fer_lib.files import write_json
from tests.chapters.cnn_dnn.conftest import BAD, GOOD, PAIR_B, PAIR_D, PAIR_OWN
from tests.chapters.numbers import assert_same_numbers, texts_of_figure, texts_of_table


def test_an_edition_without_pairs_has_none(read):
    assert read([]) == []


@pytest.mark.parametrize(
    ("model", "letter"),
    [("report-b-cnn", "B"), ("report-d-dnn", "D"), ("vgg-fer", None), ("net.py:Net", None)],
)
def test_whose_network_it_is(model, letter):
    assert report_letter(model) == letter


def test_a_pair_is_called_by_its_runs_and_by_the_report_whose_networks_they_are(read, as_reported):
    assert as_reported.name.en == "report B's pair, CNN `cnn` and DNN `dnn`"
    assert as_reported.name.zh == "報告 B 的兩個模型（CNN `cnn` 與 DNN `dnn`）"
    (own,) = read([PAIR_OWN], **{"own-cnn": GOOD, "dnn": BAD})
    assert (own.letter, own.name.en) == (None, "CNN `own-cnn` and DNN `dnn`")
    rows = {row[0].en: row[1:] for row in tables.pair(own).rows}
    assert [cell.zh for cell in rows["run"]] == ["`own-cnn`", "`dnn`"]
    assert rows["network"] == ["`report-a`", "`report-b-dnn`"]


def test_an_edition_without_the_reports_names_none(edition):
    book = replace(edition([PAIR_B], cnn=GOOD, dnn=BAD), reference_reports=False)
    (pair,) = read_pairs(book)
    assert pair.letter is None
    said = [
        sentences.parameter_counts(pair), *sentences.comparison(pair), *texts_of_figure(figures.curves(pair)),
        tables.pair(pair).caption,
    ]  # fmt: skip
    assert not [text for text in said if "eport " in text.en or "eport's" in text.en or "報告" in text.zh]


def test_a_pair_is_compared_in_every_respect(as_reported):
    assert as_reported.key == "pair-1"
    assert as_reported.n == 40
    rows = {row[0].en: row[1:] for row in tables.pair(as_reported).rows}
    assert rows["trainable parameters"] == ["400,583", "310,807"]
    assert rows["multiply-accumulates an image"] == ["69,980,608", "310,208"]
    assert rows["each weight is used, on average"] == ["175×", "1×"]
    assert rows["epochs to 95% of its best"] == ["5", "6"]
    assert rows["seconds an epoch"] == ["6.00", "1.50"]
    assert "test accuracy" not in rows


def test_test_images_have_their_row_where_every_run_was_scored_on_some(as_reported):
    for group in as_reported.groups:
        for run in group.runs:
            metrics = run.metrics()
            metrics["splits"]["test"] = {"n": 50, "correct": 20}
            write_json(run.path / "metrics.json", metrics)
    rows = {row[0].en: row[1:] for row in tables.pair(as_reported).rows}
    assert list(rows)[5:8] == ["validation accuracy", "test accuracy", "training accuracy"]
    assert [cell.en[:5] for cell in rows["test accuracy"]] == ["40.0%"] * 2


def test_too_short_a_training_has_no_jitter(short):
    assert tables.pair(short).rows[-1][1:] == ["–", "–"]
    assert "too short" in sentences.smoothness(short).en


def test_several_seeds_are_taken_together(read):
    (pair,) = read(
        [{"cnn": ["cnn", "cnn-1"], "dnn": ["dnn", "dnn-1"]}],
        cnn=GOOD, dnn=BAD,
        **{"cnn-1": {**GOOD, "seconds": 8.0}, "dnn-1": {**BAD, "right": range(14)}},
    )  # fmt: skip
    rows = {row[0].en: row[1:] for row in tables.pair(pair).rows}
    assert rows["seconds an epoch"] == ["7.00", "1.50"]
    assert rows["validation accuracy"][1].en == "37.5% ± 3.5 (2 seeds)"
    assert "with every seed" in sentences.difference(pair).en


def test_time_and_operations(as_reported, contrary):
    assert (
        "An epoch of the CNN takes 4.0 times as long as one of the DNN"
        in sentences.epoch_time(as_reported).en
    )
    assert "226 times as many multiplications" in sentences.epoch_time(as_reported).en
    assert sentences.epoch_time(contrary).zh.startswith("DNN 每個 epoch 所需的時間是 CNN 的 4.0 倍")


def test_a_cnn_may_multiply_less_than_the_dnn(read):
    (pair,) = read([{"cnn": "dnn", "dnn": "d-dnn"}], **{"dnn": GOOD, "d-dnn": BAD})
    text = sentences.epoch_time(pair)
    assert text.en.endswith("; the DNN does 19 times as many multiplications.")
    assert text.zh.endswith("；DNN 的乘法次數是 CNN 的 19 倍。")
    assert sentences._factor(1.44) == "1.4"


def test_which_curve_scatters_more(as_reported):
    assert "The validation accuracy of the DNN scatters by" in sentences.smoothness(as_reported).en
    assert "DNN 的驗證準確率逐 epoch 抖動" in sentences.smoothness(as_reported).zh


def test_the_two_are_compared_image_by_image(as_reported):
    text = sentences.difference(as_reported)
    assert "the CNN alone is right on 16 and the DNN alone on 0" in text.en
    assert "The CNN is right more often than the DNN, by 40.0 points" in text.en
    compared, bootstrap = sentences.comparison(as_reported)
    assert compared.en == f"Report B's pair, CNN `cnn` and DNN `dnn`: o{text.en.removeprefix('O')}"
    assert compared.zh.startswith("報告 B 的兩個模型（CNN `cnn` 與 DNN `dnn`）：在 40 張影像中")
    low, high = (f"{100 * x:+.1f}" for x in as_reported.comparison.comparisons[0].bootstrap_interval())
    assert f"lie between {low} and {high} points" in bootstrap.en


def test_the_printed_equality_of_report_b_is_named_and_report_d_has_none(read):
    b, d = read([PAIR_B, PAIR_D], cnn=GOOD, dnn=BAD, **{"d-cnn": range(30), "d-dnn": range(20)})
    text = sentences.parameter_counts(b)
    assert "Report B prints 309,664 and 310,208" in text.en
    assert "400,583 parameters and the DNN 310,807: a ratio of 1.29" in text.en
    assert "報告 B 列出 309,664 與 310,208" in text.zh
    assert sentences.parameter_counts(d).en == (
        "The CNN has 5,920,583 parameters and the DNN 6,046,727: a ratio of 0.98."
    )


@pytest.mark.parametrize("case", ["as_reported", "contrary", "short"])
def test_both_languages_show_the_same_numbers(case, request):
    pair = request.getfixturevalue(case)
    assert_same_numbers(
        [
            sentences.parameter_counts(pair), sentences.epoch_time(pair), sentences.smoothness(pair),
            sentences.difference(pair), *sentences.comparison(pair), sentences.no_disagreement(pair),
        ]
    )  # fmt: skip
    assert_same_numbers(texts_of_table(tables.pair(pair)))
    assert_same_numbers(texts_of_figure(figures.curves(pair)))


def test_the_alt_text_of_the_curves(as_reported):
    alt = figures.curves(as_reported).alt
    assert alt.en.startswith("The training loss of the CNN ends at 1.20, that of the DNN at 1.60")
    assert alt.en.endswith("the CNN gets up to 80.0%, that of the DNN to 40.0%.")
