"""Sentences, tables and figures of chapter 10."""

import pytest

from fer_lib.chapters.convolution import claims, figures, sentences, tables
from fer_lib.chapters.convolution.patch_figure import Patch
from fer_lib.chapters.convolution.report_d_work import report_d_work
from fer_lib.chapters.convolution.timing import SWEEP
from fer_lib.chapters.convolution.window_figure import WindowRow
from fer_lib.data.fer2013 import SHAPE
from fer_lib.proofs import Finding, run
from fer_lib.proofs.operation_counts import report_d_layers, total_multiplications
from tests.chapters.assumed_proofs import expected_results
from tests.chapters.convolution.made_up_times import times_of
from tests.chapters.numbers import assert_same_numbers, texts_of_figure, texts_of_table


def test_both_languages_have_the_same_numbers():
    work, times = report_d_work(), times_of(0.9)
    ceiling, pool_stride = (result.finding for result in run(["conv.ceiling", "conv.pool_stride_one"]))
    assert_same_numbers(
        [
            sentences.live_verdict(Finding("proved")),
            sentences.ceiling_counterexample(ceiling, SHAPE),
            sentences.pool_stride_counterexample(pool_stride),
            sentences.torch_operations(),
            sentences.printed_work(work),
            *texts_of_table(tables.exercise_layers()),
            *texts_of_table(tables.printed_work(work)),
            *texts_of_table(tables.timing_fits(times)),
            *texts_of_figure(figures.patch(Patch(0, 1))),
            *texts_of_figure(figures.windows(WindowRow(10, 4, 3, 1))),
            *texts_of_figure(figures.timing(times)),
        ]
    )


def test_the_live_verdict_is_the_one_found():
    assert "**undecided**" in sentences.live_verdict(Finding("undecided")).en
    assert "**已推翻**" in sentences.live_verdict(Finding("refuted")).zh


def test_counterexamples_are_those_of_the_proofs():
    (ceiling,) = run(["conv.ceiling"])
    text = sentences.ceiling_counterexample(ceiling.finding, SHAPE)
    assert ceiling.finding.counterexample_latex in text.zh
    assert "On an image of 48 pixels a side" in text.en
    assert "23 cells a side; the ceiling says 24." in text.en
    odd = sentences.ceiling_counterexample(ceiling.finding, SHAPE._replace(height=63, width=63))
    assert (
        "64 pixels a side with $k=3$, $s=2$, $p=0$ the output has 31 cells a side; the ceiling says 32."
        in odd.en
    )
    (pool,) = run(["conv.pool_stride_one"])
    assert "48 pixels would become 47, not 24." in sentences.pool_stride_counterexample(pool.finding).en


def test_work_by_the_printed_side():
    work = report_d_work()
    assert [layer.output_side for layer in work.layers] == [layer.output[0] for layer in report_d_layers()]
    assert work.total == total_multiplications(report_d_layers())
    assert [layer.printed_side for layer in work.layers] == [45, 45, 21, 21, 9, 9, 3, 3, 0, 0]
    assert work.layers[0].printed_multiplications == 9 * 64 * 45**2
    assert work.costless_layers == 2
    assert tables.printed_work(work).rows[-1][-1] == f"{work.printed_total:,}"


@pytest.mark.parametrize(
    ("exponent", "en", "zh"),
    [
        (1.0, "**Nearly linear**", "**幾乎成正比**"),
        (0.8, "**Only roughly linear**", "**只能說大致成正比**"),
        (0.5, "**Not linear**", "**不成正比**"),
    ],
)
def test_the_answer_on_time_follows_the_slope(exponent, en, zh):
    times = times_of(exponent, factor=1e-10)
    text = sentences.timing(times)
    assert text.en.startswith(en)
    assert f"時間與運算次數{zh}：" in text.zh
    for words in (text.en, text.zh):  # billions are not 億
        assert f"{exponent:.2f}" in words
        assert f"{times.rate_ratio:.1f}" in words
    fits = tables.timing_fits(times).rows
    assert [row[1] for row in fits[:-1]] == [len(values) for values in SWEEP.values()]
    assert {row[2] for row in fits} == {f"{exponent:.2f}"}


@pytest.mark.parametrize(
    ("exponent", "en", "zh"),
    [
        (1.0, "The count predicts the time fairly well.", "運算次數大致就能預測時間。"),
        (0.8, "predicts the order of magnitude, not the time", "能預測時間的數量級"),
        (0.5, "does not even predict the order of magnitude", "連時間的數量級都無法預測"),
    ],
)
def test_what_the_count_predicts_follows_the_ratio_of_the_rates(exponent, en, zh):
    times = times_of(exponent)
    assert (
        sentences.FORETOLD[0][0]
        < times_of(0.8).rate_ratio
        < sentences.FORETOLD[1][0]
        < times_of(0.5).rate_ratio
    )
    text = sentences.timing(times)
    assert en in text.en
    assert zh in text.zh
    assert [words.en in text.en for _, words in sentences.FORETOLD].count(True) == 1


def test_every_claim_of_the_chapter_is_in_one_table():
    results = expected_results("conv")
    shown = [tables.size_claims(results), tables.count_claims(results), tables.gradient_claims(results)]
    assert sorted(result.claim.id for table in shown for result in table.results) == sorted(results)
    assert_same_numbers(table.caption for table in shown)


def test_proofs_answer_the_reports_claims():
    results = expected_results("conv")
    answers = [
        claims.a13(results),
        claims.c5(results),
        claims.d6(results),
        claims.d7(results, report_d_work()),
    ]
    assert {answer.id: answer.verdict for answer in answers} == {
        "A13": "holds",
        "C5": "fails",
        "D6": "holds",
        "D7": "partly",
    }
    assert_same_numbers(answer.finding for answer in answers)
    assert "at $n=7$ it gives $\\hat N$." in answers[1].finding.en
    assert "without it they are 1026 and 92." in answers[2].finding.en
