"""What chapter 6 computes: detection, exclusion, the crowd, the runs of an edition."""

import dataclasses

import numpy as np
import pytest

from fer_lib.chapters.label_noise.analysis import analyse_label_noise
from fer_lib.chapters.label_noise.crowd_analysis import analyse_crowd
from fer_lib.chapters.label_noise.detection_analysis import analyse_detection
from fer_lib.chapters.label_noise.exclusion_analysis import EXCLUDED_SHARE, analyse_exclusion
from fer_lib.label_noise.ranking import SCORES, rank_labels
from fer_lib.proportion import Proportion
from tests.label_noise.made_up_labels import FLIPS, UNDECIDED, N


def test_detection_against_the_truth(predictions, truth):
    analysis = analyse_detection(predictions, truth)
    assert analysis is not None
    assert list(analysis.by_score) == list(SCORES)
    assert analysis.main.base_rate == Proportion(FLIPS, N)
    assert analysis.main.auroc > 0.9
    assert (analysis.depth, analysis.depths) == (FLIPS, (FLIPS, 50, 100))
    assert analysis.left_out == 0
    first = rank_labels(predictions).first(FLIPS)
    expected = int((predictions.predicted[first] == np.arange(N)[first] % 7).sum())
    assert analysis.answer_confirmed == Proportion(expected, FLIPS)


def test_images_without_a_reference_are_left_out(predictions, crowd):
    analysis = analyse_detection(predictions, crowd)
    assert analysis is not None
    assert analysis.left_out == UNDECIDED
    assert analysis.main.base_rate == Proportion(FLIPS, 600)
    # An opinion: the first 1,000 labels, if there are so many.
    assert (analysis.depth, analysis.depths) == (600, (50, 100, 600))
    assert analysis.answer_confirmed.n == 600


def test_labels_that_are_all_right_give_no_detection(predictions, truth):
    right = dataclasses.replace(predictions, labels=np.arange(N) % 7)
    assert analyse_detection(right, truth) is None


def test_exclusion_with_its_controls(predictions, truth):
    analysis = analyse_exclusion(predictions, truth)
    assert analysis.k == FLIPS
    answers = predictions.predicted
    assert analysis.by_label.without(0) == Proportion(int((answers == predictions.labels).sum()), N)
    assert analysis.by_reference.without(0) == Proportion(int((answers == np.arange(N) % 7).sum()), N)
    # Without exactly the flipped images both judges agree on the rest.
    left = int((answers == np.arange(N) % 7)[FLIPS:].sum())
    assert analysis.flipped_first.without(FLIPS) == Proportion(left, N - FLIPS)
    # The control has no wrong label, and rises all the same: that is what it is there to show.
    assert analysis.control.without(FLIPS).share > analysis.control.without(0).share
    assert len(analysis.curves) == 3


def test_exclusion_leaves_out_the_same_images_for_both_judges(predictions, crowd):
    analysis = analyse_exclusion(predictions, crowd)
    assert analysis.k == round(EXCLUDED_SHARE * N)
    assert analysis.control is None
    assert analysis.flipped_first is None
    order = rank_labels(predictions).order
    assert analysis.by_reference.order.tolist() == [row for row in order if row < 600]
    assert analysis.by_reference.n == 600
    assert analysis.excluded_from(analysis.by_reference) == round(analysis.k * 600 / N)


def test_exclusion_where_no_label_is_wrong(predictions, truth):
    right = dataclasses.replace(predictions, labels=np.arange(N) % 7)
    analysis = analyse_exclusion(right, truth)
    assert analysis.k == 1
    assert analysis.flipped_first is None


@pytest.mark.parametrize("reference", ["truth", None])
def test_without_votes_there_is_no_crowd(dataset, predictions, reference, request):
    other = request.getfixturevalue(reference) if reference else None
    assert analyse_crowd(dataset, predictions, other) is None


def test_an_edition_without_the_runs_has_no_analysis(faces):
    class Roles:
        label_noise = ()

    class WithoutRuns:
        roles = Roles()

    assert analyse_label_noise(WithoutRuns(), faces) is None
