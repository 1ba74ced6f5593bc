"""Sentences, tables and the figure of chapter 13."""

from dataclasses import replace

import numpy as np
import pytest

from fer_lib.chapters.backpropagation import claims, figures, sentences, tables
from fer_lib.chapters.backpropagation.sentences import describe_beginning, describe_end
from fer_lib.chapters.backpropagation.zero_start import StartRuns
from fer_lib.proofs import Finding
from fer_lib.scratch import Network
from tests.chapters.assumed_proofs import expected_results
from tests.chapters.numbers import assert_same_numbers, numbers, texts_of_figure, texts_of_table


def _ended(accuracies, losses) -> StartRuns:
    return StartRuns((0, 1, 2), np.array([losses] * 3), np.array(accuracies), np.ones(3), np.ones(3))


@pytest.mark.parametrize(
    ("accuracies", "en", "zh"),
    [
        ((0.70, 0.71, 0.70), "−20.00 points", "較差"),
        ((0.99, 0.991, 0.992), "it ends better", "較好"),
        ((0.95, 0.85, 0.91), "no difference", "看不出差別"),
    ],
)
def test_sentence_about_the_end_follows_the_numbers(accuracies, en, zh):
    text = describe_end("ReLU", _ended(accuracies, [2, 1, 0.5]), _ended((0.90, 0.91, 0.90), [2, 1, 0.5]))
    assert en in text.en
    assert zh in text.zh
    assert_same_numbers([text])


def test_sentence_about_the_beginning_follows_the_numbers():
    rough, smooth = _ended((1, 1, 1), [2, 2.5, 1.5]), _ended((1, 1, 1), [2, 1.5, 0.9])
    text = describe_beginning(rough, smooth)
    assert "never falls below 1, from random ones it falls below 1 by epoch 2" in text.en
    assert "0.50" in text.en
    assert "the start is rougher" in text.en
    assert "起步較不穩定" in text.zh
    assert set(numbers(text.en)) == set(numbers(text.zh))  # Chinese says the loss twice
    assert "not rougher" in describe_beginning(smooth, rough).en


def test_both_languages_have_the_same_numbers(experiment):
    examples = tables.slip_examples()
    assert_same_numbers(
        [
            sentences.autograd(Finding("checked numerically", largest_error=3e-15)),
            sentences.mask_factor(examples["mask"]),
            describe_end("ReLU", experiment.relu["zero weights"], experiment.relu["random"]),
            sentences.starts(experiment)[-1],
            sentences.training_with_mask(experiment.sigmoid["zero"], experiment.sigmoid["random"]),
            *texts_of_table(tables.slip(examples)),
            *texts_of_figure(figures.starts(experiment)),
            *texts_of_figure(figures.graph()),
        ]
    )


def test_the_program_on_the_page_is_the_one_that_runs():
    text = sentences.network_source()
    assert text.en == text.zh
    for part in (Network.forward, Network.gradients):
        assert f"def {part.__name__}(self" in text.en
    assert text.en.startswith("```python\ndef ")


def test_an_interval_that_just_excludes_zero_shows_it():
    worse = _ended((0.8995, 0.9096, 0.8996), [2, 1, 0.5])
    text = describe_end("ReLU", worse, _ended((0.90, 0.91, 0.90), [2, 1, 0.5]))
    assert "to −0.03): it ends worse" in text.en


def test_the_mask_is_the_wrong_one_of_three_derivatives():
    examples = tables.slip_examples()
    gradients = [example.autograd for example in examples.values()]
    assert gradients == [gradients[0]] * 3
    assert examples["right"].found == pytest.approx(gradients[0])
    factor = examples["mask"].found / gradients[0]
    assert factor > 4
    assert (
        f"{factor:.1f} times the gradient {gradients[0]:.4f}".replace("-", "−")
        in sentences.mask_factor(examples["mask"]).en
    )
    assert all("-" not in cell for row in tables.slip(examples).rows for cell in row[1:])


def test_what_all_zero_learns_is_said_last(experiment):
    *activations, zero = sentences.starts(experiment)
    assert [text.en.split(",")[0] for text in activations] == ["With sigmoid", "With ReLU"]
    assert zero.en.startswith("The network has 12 hidden units; with ReLU ")
    assert "Computed in float32, with nothing to keep them equal, " in zero.en


def test_units_that_rounding_parts_are_counted(experiment):
    parted = replace(experiment.rounded, distinct_units=np.array([1, 2]))
    text = sentences.starts(replace(experiment, rounded=parted))[-1]
    assert "there are then up to 2 distinct hidden units" in text.en
    assert text.en.endswith("That is what rounding makes of the symmetry, not what is proved.")
    assert "2 個互不相同的隱藏單元" in text.zh
    assert_same_numbers([text])


def test_every_claim_of_the_chapter_is_in_one_table():
    results = expected_results("backpropagation")
    shown = [tables.recursion_claims(results), tables.slip_claims(results), tables.zero_claims(results)]
    assert sorted(result.claim.id for table in shown for result in table.results) == sorted(results)
    assert_same_numbers(table.caption for table in shown)


def test_proofs_answer_the_reports_claims():
    results = expected_results("backpropagation")
    answers = [claims.e12(results, tables.slip_examples())]
    assert {answer.id: answer.verdict for answer in answers} == {"E12": "partly"}
    assert_same_numbers(answer.finding for answer in answers)
    assert (
        "the mask is 1.0000, the derivative taken at $a$ is 0.2072, and the true one is 0.1050."
        in answers[0].finding.en
    )
