"""Sentences, tables and figures of chapter 12."""

import sympy as sp

from fer_lib.chapters.softmax import claims, figures, sentences, tables
from fer_lib.chapters.softmax.report_a import Derivation, check_derivation, example
from fer_lib.proofs.softmax.binary_terms import LineCheck
from tests.chapters.assumed_proofs import expected_results
from tests.chapters.numbers import assert_same_numbers, texts_of_figure, texts_of_table


def test_both_languages_have_the_same_numbers():
    derivation, entries = check_derivation(), example()
    assert_same_numbers(
        [
            sentences.label_use(derivation),
            sentences.wrong_step(entries),
            sentences.floating_point(),
            *texts_of_table(tables.report_a_lines(derivation)),
            *texts_of_table(tables.example(entries)),
            *texts_of_table(tables.log_sum_exp()),
            *texts_of_figure(figures.gradients(11)),
            *texts_of_figure(figures.overflow()),
        ]
    )


def test_lines_that_need_the_label_are_named():
    lines = [LineCheck(2, True, True), LineCheck(3, False, True), LineCheck(4, False, True)]
    text = sentences.label_use(Derivation({1: lines[:2], 0: lines}))
    assert text.en == (
        "Every line is right. These use the value of the label: line 3 of the first case, and lines 3 and 4 of "
        "the second."
    )
    assert text.zh == "每一行都正確。用到標籤的值的是：第一種情況第 3 行，第二種情況第 3、4 行。"


def test_a_wrong_line_is_not_passed_over():
    derivation = Derivation({1: [LineCheck(2, False, False)], 0: [LineCheck(2, False, True)]})
    text = sentences.label_use(derivation)
    assert text.en.startswith("Not every line is right.")
    assert text.zh.startswith("並非每一行都正確。")
    assert [row[2:] for row in tables.report_a_lines(derivation).rows] == [
        [tables.NO, tables.NO],
        [tables.NO, tables.YES],
    ]


def test_the_example_is_exact():
    entries = example()
    assert [entry.probability for entry in entries] == [sp.Rational(n, 6) for n in (1, 2, 3)]
    assert [entry.usual for entry in entries] == [entry.probability - entry.label for entry in entries]
    assert sum(entry.binary_sum for entry in entries) == 0
    assert f"it is ${entries[0].binary_sum}$, not $-5/6$" in sentences.wrong_step(entries).en


def test_what_leaves_the_range_is_infinite_in_the_table():
    rows = {row[0]: row[1:] for row in tables.log_sum_exp().rows}
    assert rows["$89$"][1] == "$+\\infty$"
    assert rows["$-104$"][1] == "$-\\infty$"
    assert rows["$50$"] == ["$50.4076$"] * 4
    assert "\\infty" not in "".join(row[3] for row in rows.values())  # torch


def test_every_claim_of_the_chapter_is_in_one_table():
    results = expected_results("softmax")
    shown = [
        tables.derivative_claims(results),
        tables.binary_claims(results),
        tables.target_claims(results),
        tables.stability_claims(results),
    ]
    assert sorted(r.claim.id for table in shown for r in table.results) == sorted(results)
    assert_same_numbers(table.caption for table in shown)
    alone = tables.binary_claims(results, reports=False)
    assert alone.results == shown[1].results
    assert "report" not in alone.caption.en
    assert "報告" not in alone.caption.zh


def test_proofs_answer_the_reports_claims():
    results = expected_results("softmax")
    answers = [claims.c7(results), claims.a15(results)]
    assert {answer.id: answer.verdict for answer in answers} == {"C7": "holds", "A15": "holds"}
    assert_same_numbers(answer.finding for answer in answers)
