import re

import numpy as np
import pytest

from fer_lib.chapters.errors.claims import ReportedErrors
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.metrics.error_destinations import ErrorDestinations

# Rows and columns: angry, disgust, fear, happy, sad, surprise, neutral. As the reports say, only clearer.
AS_REPORTED = np.array(
    [
        [480, 40, 100, 20, 200, 20, 140],
        [180, 0, 5, 2, 5, 1, 7],
        [100, 30, 380, 20, 250, 60, 160],
        [20, 0, 20, 870, 30, 20, 40],
        [200, 20, 130, 30, 440, 20, 160],
        [20, 0, 40, 30, 20, 860, 30],
        [150, 5, 80, 100, 200, 5, 460],
    ]
)
# Nothing of it: happy and surprise are worst, errors avoid negative pairs and neutral and sad.
OPPOSITE = np.array(
    [
        [900, 1, 1, 50, 1, 46, 1],
        [1, 900, 1, 46, 1, 50, 1],
        [1, 1, 900, 49, 1, 47, 1],
        [170, 160, 170, 300, 10, 180, 10],
        [1, 1, 1, 47, 900, 49, 1],
        [160, 170, 170, 180, 10, 300, 10],
        [1, 1, 1, 48, 1, 48, 900],
    ]
)
FREQUENCIES = np.array([0.14, 0.02, 0.14, 0.25, 0.17, 0.11, 0.17])


def reported(counts):
    matrix = ConfusionMatrix(np.asarray(counts), CLASS_NAMES)
    return ReportedErrors(matrix, ErrorDestinations(matrix, FREQUENCIES))


def verdicts(counts):
    return {answer.id: answer.verdict for answer in reported(counts).answers()}


def test_verdicts_where_every_claim_is_true():
    assert verdicts(AS_REPORTED) == dict.fromkeys(("A5", "A6", "B5", "C1", "C2", "D5"), "holds")


def test_verdicts_where_none_is():
    assert verdicts(OPPOSITE) == dict.fromkeys(("A5", "A6", "B5", "C1", "C2", "D5"), "fails")


def test_a_handful_of_images_tells_nothing():
    few = np.where(np.eye(7, dtype=bool), 2, 0)
    few[0, 4] = few[4, 0] = few[3, 6] = few[6, 3] = few[5, 3] = 1
    found = verdicts(few)
    assert {found[claim] for claim in ("A5", "A6", "C1", "C2", "D5")} == {"open"}


@pytest.mark.parametrize("counts", [np.eye(7, dtype=int) * 9, np.diag([9, 0, 9, 9, 9, 9, 9])])
def test_a_network_without_errors_or_a_class_without_images_gets_an_answer(counts):
    answers = {answer.id: answer for answer in reported(counts).answers()}
    assert answers["C1"].verdict == "open"
    assert answers["C2"].verdict == "open"
    assert "There are no errors here." in answers["C2"].finding.en
    if not counts[1, 1]:
        assert "disgust (no images)" in answers["A6"].finding.en
        assert "厭惡（沒有影像）" in answers["A6"].finding.zh


def test_an_answer_says_claim_numbers_and_verdict_in_both_languages():
    answers = {answer.id: answer.describe() for answer in reported(AS_REPORTED).answers()}
    a5 = answers["A5"]
    assert a5.en.startswith("**Report A, claim A5**: Happy and surprise are recognised best")
    assert "happy 87.0% (95% interval " in a5.en
    assert a5.en.endswith("The claim **holds here**.")
    assert a5.zh.startswith("**報告 A 的主張 A5**：")
    assert a5.zh.endswith("這項主張**在此成立**。")
    inside = AS_REPORTED[np.ix_([0, 1, 2, 4], [0, 1, 2, 4])]
    errors = AS_REPORTED.sum() - np.trace(AS_REPORTED)
    assert f"{inside.sum() - np.trace(inside):,} of {errors:,} errors" in answers["C1"].en
    assert "Angry and disgust are taken for each other 220 times here" in answers["B5"].en
    assert "angry → sad (200); disgust → angry (180); fear → sad (250); sad → angry (200)" in answers["D5"].en
    numbers = re.compile(r"\d(?:[\d,.]*\d)?%?")
    for text in answers.values():
        ours = set(numbers.findall(text.en)) - {"95%"}
        assert ours <= set(numbers.findall(text.zh)), text  # the same numbers in both languages


def test_never_recognised_needs_images_enough():
    counts = AS_REPORTED.copy()
    counts[1] = [4, 0, 0, 0, 0, 0, 0]
    assert reported(counts).b5().verdict == "partly"  # confused with angry beyond chance; 0 of 4 tells little


def test_a_lead_that_can_be_chance_is_not_called_one():
    counts = AS_REPORTED.copy()
    counts[0, 2] = 195  # angry → fear nearly as often as angry → sad
    answer = reported(counts).d5()
    assert answer.verdict == "partly"
    assert "angry → sad (200, not clearly ahead of the next)" in answer.finding.en
