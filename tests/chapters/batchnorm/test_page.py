"""Verdicts, sentences, tables and the figure of chapter 11."""

import pytest

from fer_lib.chapters.batchnorm import claims, figures, sentences, tables
from fer_lib.chapters.batchnorm.gradient_checks import CancelledBiases
from fer_lib.proofs import run_chapter
from fer_lib.proofs.batchnorm import consequences, gradients, torch_checks
from tests.chapters.batchnorm.made_up import FAST, SLOW, experiment, group, history
from tests.chapters.numbers import assert_same_numbers, texts_of_figure, texts_of_table


@pytest.fixture(scope="module")
def results():
    return run_chapter("batchnorm")


def test_it_is_faster_if_the_same_accuracy_comes_in_an_earlier_epoch():
    answer = claims.a12(experiment(FAST, SLOW))
    assert answer.verdict == "holds"
    assert "45.0%, in epoch 3; with it, epoch 1 is already" in answer.finding.en
    assert_same_numbers([answer.finding])


@pytest.mark.parametrize(
    ("with_norm", "says"),
    [(group(history(0.3, 0.3)), "never does"), (group(history(0.3, 0.3, 0.5)), "epoch 3 is already")],
)
def test_it_is_not_faster_if_that_comes_no_earlier_or_never(with_norm, says):
    answer = claims.a12(experiment(with_norm, SLOW))
    assert answer.verdict == "fails"
    assert says in answer.finding.en
    assert_same_numbers([answer.finding])


def test_a_plateau_is_told_where_there_is_one():
    slow = experiment(FAST, SLOW)
    assert "for the first 2 epochs" in sentences.plateau(slow).en
    assert "right for 15.6%" in sentences.plateau(slow).en
    assert "first 1 epoch the" in sentences.plateau(experiment(FAST, group(history(0.16, 0.5)))).en
    assert sentences.plateau(experiment(FAST, FAST)).en == ""
    assert sentences.convergence(slow).en.startswith(claims.a12(slow).outcome.en)
    assert sentences.convergence(experiment(FAST, FAST)) == claims.a12(experiment(FAST, FAST)).outcome


def test_proofs_decide_a14_and_c6(results):
    assert claims.a14(results).verdict == "holds"
    assert claims.c6(results).verdict == "fails"


def test_every_claim_of_the_proofs_has_its_row(results):
    rows = [tables.gradient_claims(results), tables.consequence_claims(results), tables.torch_claims(results)]
    shown = [result.claim for _, chosen in rows for result in chosen]
    assert shown == [*gradients.CLAIMS, *consequences.CLAIMS, *torch_checks.CLAIMS]
    assert len(shown) == len(results)


def test_tables_and_sentences_say_the_same_in_both_languages():
    slow = experiment(FAST, SLOW)
    for table in (tables.missing_gamma(), tables.sums(), tables.accuracy(slow)):
        assert_same_numbers(texts_of_table(table))
    assert [row[1:] for row in tables.accuracy(slow).rows] == [
        ["50.0%", "16.0%"],
        ["75.0%", "16.2%"],
        ["–", "45.0%"],
    ]
    assert_same_numbers(
        [
            *texts_of_figure(figures.curves(slow)),
            sentences.cancelled_biases(CancelledBiases(2032, 3e-16, 0.2)),
            sentences.spread_of_logits(slow),
            sentences.limits(),
            sentences.no_experiment(),
        ]
    )
    assert "96 training and 32 validation images" in figures.curves(slow).caption.en
