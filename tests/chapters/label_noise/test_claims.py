"""Claim A7: whom people's votes give right on the most doubtful labels."""

import numpy as np
import pytest

from fer_lib.chapters.claims import Answer
from fer_lib.chapters.label_noise.claims import DOUBTFUL_LABELS, DoubtfulLabels, a7, doubtful_labels
from fer_lib.label_noise.ranking import rank_labels
from fer_lib.label_noise.reference import Reference
from fer_lib.language import Text
from fer_lib.proportion import Proportion
from tests.chapters.numbers import assert_well_put
from tests.chapters.run_folders import make_run
from tests.label_noise.made_up_labels import FLIPS, N
from tests.runs.finished_run import change_json

MISSING = Text("No runs.", "沒有訓練結果。")


def test_the_most_doubtful_labels_are_asked_about(predictions, truth):
    labels = doubtful_labels(predictions, truth)
    first = rank_labels(predictions).first(DOUBTFUL_LABELS)
    assert labels.label.successes == int((first >= FLIPS).sum())
    of_flipped = first[first < FLIPS]
    assert labels.answer.successes == int((predictions.predicted[of_flipped] == of_flipped % 7).sum())


def test_flipped_labels_are_not_asked(truth):
    found = DoubtfulLabels(truth, Proportion(80, 100), Proportion(10, 100)).a7()
    assert found.verdict == "unasked"
    assert "flipped on purpose" in found.finding.en


@pytest.mark.parametrize(
    ("answer", "n", "verdict"),
    [
        (80, 100, "holds"),
        (12, 100, "open"),
        (2, 100, "fails"),
        (0, 100, "fails"),
        (1, 1, "holds"),
        (0, 1, "open"),
        (5, 25, "open"),
    ],
)
def test_some_are_more_than_a_tenth_beyond_chance(crowd, answer, n, verdict):
    found = DoubtfulLabels(crowd, Proportion(answer, n), Proportion(0, n)).a7()
    assert (found.id, found.verdict) == ("A7", verdict)
    assert_well_put([found.describe()])


def test_a_label_that_people_give_too_is_not_the_networks_answer_against_it(predictions, truth):
    labels = doubtful_labels(predictions, truth)
    assert labels.answer.successes + labels.label.successes <= labels.answer.n


def test_without_a_reference_nothing_can_be_asked(predictions):
    assert doubtful_labels(predictions, None) is None
    nobody = Reference("crowd", np.full(N, -1), np.zeros(N, np.uint8))
    assert doubtful_labels(predictions, nobody) is None


def test_drawn_faces_and_labels_that_nobody_looked_at_again_are_not_asked(predictions, tmp_path):
    class Analysis:
        runs = (make_run(tmp_path / "fold-0", range(20)),)
        reference = None

    Analysis.predictions = predictions
    nobody = a7(Analysis, MISSING)
    assert nobody.verdict == "unasked"
    assert "has not been given" in nobody.finding.en
    change_json(Analysis.runs[0].path / "provenance.json", data={"synthetic": True})
    assert "computer-drawn" in a7(Analysis, MISSING).finding.en
    assert a7(None, MISSING) == Answer.unasked("A7", MISSING)
