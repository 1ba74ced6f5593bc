"""Claims on the errors: as the reports say, the contrary, and what images decide nothing of."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.errors.claims import CLAIMS, ReportedErrors, error_answers
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.metrics.error_destinations import ErrorDestinations
from tests.chapters.numbers import assert_well_put
from tests.chapters.test_report_runs import finished

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
FREQUENCIES = np.array([0.14, 0.02, 0.14, 0.28, 0.17, 0.11, 0.14])


IDS = ("A5", "A6", "B5", "C1", "C2", "D5")


def reported(counts):
    matrix = ConfusionMatrix(np.asarray(counts), CLASS_NAMES)
    return ReportedErrors(matrix, ErrorDestinations(matrix, FREQUENCIES))


def answers(counts):
    found = {claim: reported(counts).answer(claim) for claim in IDS}
    assert [answer.id for answer in found.values()] == list(IDS)
    assert_well_put(answer.describe() for answer in found.values())
    return found


def as_printed(counts, **recalls):
    """The counts, with the recall of some classes made what it is to be."""
    made = np.asarray(counts).copy()
    for name, recall in recalls.items():
        k = CLASS_NAMES.index(name)
        n = int(made[k].sum())
        wrong = made[k].copy()
        wrong[k] = 0
        if not wrong.sum():
            wrong[(k + 1) % 7] = 1
        made[k] = np.round(wrong * (1 - recall) * n / wrong.sum()).astype(int)
        made[k, k] = round(recall * n)
    return made


REPORT_A = as_printed(AS_REPORTED, happy=0.74, surprise=0.80, fear=0.41)
REPORT_B = as_printed(AS_REPORTED, fear=0.34, happy=0.87)


def test_verdicts_where_every_claim_is_true():
    assert answers(REPORT_A)["A5"].verdict == "holds"
    assert answers(REPORT_B)["B5"].verdict == "holds"
    found = answers(AS_REPORTED)
    assert {found[claim].verdict for claim in ("A6", "C1", "C2", "D5")} == {"holds"}


def test_verdicts_where_none_is():
    contrary = as_printed(OPPOSITE, fear=0.95)
    assert {claim: answer.verdict for claim, answer in answers(contrary).items()} == dict.fromkeys(
        IDS, "fails"
    )


def test_a_printed_number_that_is_missed_is_a_part_that_does_not_hold():
    a5 = answers(as_printed(REPORT_A, fear=0.70))["A5"]
    assert a5.parts == (True, True, True, True, False)
    b5 = answers(as_printed(REPORT_B, happy=0.60))["B5"]
    assert b5.parts == (True, True, True, False)


def test_a_handful_of_images_tells_nothing():
    few = np.where(np.eye(7, dtype=bool), 2, 0)
    few[0, 4] = few[4, 0] = few[3, 6] = few[6, 3] = few[5, 3] = 1
    assert {answer.verdict for answer in answers(few).values()} == {"open"}


@pytest.mark.parametrize("numbers", [[9] * 7, [9, 0, 9, 9, 9, 9, 9], [0, 0, 0, 9, 0, 0, 0]])
def test_a_network_without_errors_or_a_class_without_images_gets_an_answer(numbers):
    counts = np.diag(numbers)
    found = answers(counts)
    assert {found[claim].verdict for claim in ("A5", "C1", "C2", "D5")} == {"open"}
    assert "There are no errors here." in found["C2"].finding.en
    if not counts[1, 1]:
        assert "disgust (no images)" in found["A6"].finding.en
        assert "厭惡（沒有影像）" in found["A6"].finding.zh


def test_an_answer_says_the_numbers():
    found = {claim: answer.finding.en for claim, answer in answers(AS_REPORTED).items()}
    assert "happy 87.0% (95% interval " in found["A5"]
    assert "neutral 46.0% (95% interval" in found["A6"]
    inside = AS_REPORTED[np.ix_([0, 1, 2, 4], [0, 1, 2, 4])]
    errors = AS_REPORTED.sum() - np.trace(AS_REPORTED)
    assert f"{inside.sum() - np.trace(inside):,} of {errors:,} errors" in found["C1"]
    assert "Angry and disgust are taken for each other 220 times here" in found["B5"]
    assert "angry → sad 200, → neutral 140; disgust → angry 180, → neutral 7" in found["D5"]


def test_never_recognised_needs_images_enough():
    counts = REPORT_B.copy()
    counts[1] = [4, 0, 0, 0, 0, 0, 0]
    assert reported(counts).b5().parts == (True, None, True, True)
    counts[1] = [100, 100, 0, 0, 0, 0, 0]
    assert reported(counts).b5().parts[1] is False


def test_a_lead_that_can_be_chance_is_not_called_one():
    counts = AS_REPORTED.copy()
    counts[0, 2] = 195  # angry → fear nearly as often as angry → sad
    assert reported(counts).d5().parts[:4] == (None, True, True, True)
    counts[0, 2] = 300
    assert reported(counts).d5().parts[0] is False


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=49, max_size=49))
def test_a_quarter_of_the_images_decides_nothing_that_all_of_them_leave_open(cells):
    counts = np.array(cells).reshape(7, 7)
    few, many = answers(counts + np.eye(7, dtype=int)), answers(4 * (counts + np.eye(7, dtype=int)))
    for claim in IDS:
        for small, large in zip(few[claim].parts, many[claim].parts, strict=True):
            assert small is None or small is large, claim


def test_each_claim_is_asked_of_the_network_of_its_report_and_of_no_other(make_edition):
    edition = make_edition({"main": {"preset": "report-a"}, "short": {"preset": "report-c", "epochs": 2}})
    finished(edition)
    for name in ("main", "short"):
        folder = edition.run(name).path
        with np.load(folder / "predictions.npz") as kept:
            arrays = dict(kept)
        arrays |= {key.replace("validation", "train"): value for key, value in arrays.items()}
        np.savez(folder / "predictions.npz", **arrays)
    found = error_answers(edition)
    assert sorted(found) == sorted(claim for claims in CLAIMS.values() for claim in claims)
    assert "Run `main` of report A’s network answers, trained as in the report." in found["A5"].finding.en
    assert "Run `short` of report C’s network answers, trained otherwise" in found["C2"].finding.en
    assert found["B5"].verdict == found["D5"].verdict == "unasked"
    assert "no training of report D’s CNN" in found["D5"].finding.en
    drawn = error_answers(finished(edition, synthetic=True))
    assert {answer.verdict for answer in drawn.values()} == {"unasked"}
    fewer = error_answers(finished(edition, class_names=("happy", "sad")))
    assert "seven expressions" in fewer["A5"].finding.en
