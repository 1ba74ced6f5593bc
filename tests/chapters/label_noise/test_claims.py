"""Claim A7: whom people's votes give right on the most doubtful labels."""

import dataclasses

import numpy as np
import pytest

from fer_lib.chapters.label_noise.claims import DOUBTFUL_LABELS, DoubtfulLabels, a7, doubtful_labels
from fer_lib.label_noise.ranking import rank_labels
from fer_lib.label_noise.reference import Reference
from fer_lib.proportion import Proportion
from tests.chapters.numbers import assert_same_numbers
from tests.label_noise.made_up_labels import FLIPS, N


def test_the_most_doubtful_labels_are_asked_about(predictions, truth):
    labels = doubtful_labels(predictions, truth)
    first = rank_labels(predictions).first(DOUBTFUL_LABELS)
    assert labels.label.successes == int((first >= FLIPS).sum())
    assert labels.answer.successes == int((predictions.predicted[first] == first % 7).sum())


@pytest.mark.parametrize(
    ("answer", "en", "zh"),
    [(80, "It shows that the method finds", "這個方法找得到。"), (50, "know too little", "懂得還太少")],
)
def test_flipped_labels_neither_support_nor_refute_the_claim(truth, answer, en, zh):
    found = DoubtfulLabels(truth, Proportion(answer, 100), Proportion(45, 100)).a7()
    assert found.verdict == "open"
    assert "neither supports nor refutes" in found.finding.en
    assert en in found.finding.en
    assert zh in found.finding.zh
    assert_same_numbers([found.finding])


@pytest.mark.parametrize(
    ("answer", "label", "verdict"), [(80, 10, "holds"), (50, 45, "open"), (10, 80, "open")]
)
def test_the_claim_holds_only_if_the_crowd_clearly_sides_with_the_network(crowd, answer, label, verdict):
    found = DoubtfulLabels(crowd, Proportion(answer, 100), Proportion(label, 100)).a7()
    assert (found.id, found.verdict) == ("A7", verdict)
    assert ("That supports the claim" in found.finding.en) == (verdict == "holds")
    assert ("這支持了主張" in found.finding.zh) == (verdict == "holds")
    assert_same_numbers([found.finding])


def test_without_a_reference_nothing_can_be_asked(predictions):
    assert doubtful_labels(predictions, None) is None
    nobody = Reference("crowd", np.full(N, -1), np.zeros(N, np.uint8))
    assert doubtful_labels(predictions, nobody) is None


def test_without_runs_or_reference_the_claim_is_open(predictions):
    @dataclasses.dataclass
    class Unknown:
        predictions: object
        reference: None = None

    answers = [a7(None), a7(Unknown(predictions))]
    assert [answer.verdict for answer in answers] == ["open", "open"]
    assert "Without runs" in answers[0].finding.en
    assert "Nothing else is known" in answers[1].finding.en
