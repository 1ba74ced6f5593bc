"""What the chapter on label noise says, for predictions and references with known answers."""

import dataclasses
import re

import numpy as np
import pytest

from fer_lib.chapters.label_noise.candidates import candidate_sheet, describe
from fer_lib.chapters.label_noise.claims import LOOKED_AT, judge_claim
from fer_lib.chapters.label_noise.crowd_report import known_ceiling, report_crowd
from fer_lib.chapters.label_noise.detection_report import report_detection
from fer_lib.chapters.label_noise.exclusion_experiment import SHARE, exclude_suspects
from fer_lib.chapters.label_noise.exclusion_figure import ExclusionCurves
from fer_lib.chapters.label_noise.found_labels_figure import FoundLabels
from fer_lib.data import CLASS_NAMES, UNLABELLED, FaceDataset
from fer_lib.data.ferplus import VOTE_NAMES
from fer_lib.label_noise.crowd import (
    PERFECT_CROWD_ON_FER2013,
    crowd_agreement,
    judged_by_both,
    perfect_crowd,
)
from fer_lib.label_noise.ranking import SCORES, rank_labels
from fer_lib.label_noise.reference import VOTE_OF_CLASS, Reference, find_reference
from fer_lib.language import LANGUAGES
from fer_lib.metrics.predictions import Predictions
from fer_lib.plots import figure_style
from fer_lib.proportion import Proportion
from fer_lib.wording import proportion_text

N, FLIPS = 700, 40


@pytest.fixture(scope="module")
def predictions():
    """Out-of-fold predictions of 700 images, the labels of the first 40 flipped; the network is mostly right."""
    generator = np.random.default_rng(0)
    truth = np.arange(N) % 7
    given = np.where(np.arange(N) < FLIPS, (truth + generator.integers(1, 7, N)) % 7, truth)
    logits = generator.normal(0, 1, (N, 7)).astype(np.float32)
    logits[np.arange(N), truth] += 3
    return Predictions(np.arange(N), given, logits)


@pytest.fixture(scope="module")
def truth():
    return Reference("truth", np.arange(N) % 7)


@pytest.fixture(scope="module")
def dataset(predictions):
    """Images with votes: all ten for the true class, but images 600 on have a tie between two classes."""
    images = np.random.default_rng(1).integers(0, 256, (N, 48, 48), dtype=np.uint8)
    votes = np.zeros((N, 10), np.uint8)
    column = [VOTE_NAMES.index(VOTE_OF_CLASS[name]) for name in CLASS_NAMES]
    for i in range(N):
        votes[i, column[i % 7]] = 10
        if i >= 600:
            votes[i, column[i % 7]] = votes[i, column[(i + 1) % 7]] = 5
    return FaceDataset(images, predictions.labels.copy(), np.zeros(N, np.uint8), votes=votes)


@pytest.fixture(scope="module")
def crowd(dataset, tmp_path_factory):
    found = find_reference(dataset, tmp_path_factory.mktemp("none"))
    assert found is not None
    return found


def both(*texts):
    """Both languages say something, with the same numbers."""
    for text in texts:
        assert text.zh
        assert text.en != text.zh
        assert sorted(re.findall(r"\d[\d,.]*\d|\d", text.en)) == sorted(
            re.findall(r"\d[\d,.]*\d|\d", text.zh)
        )


def test_detection_against_the_truth(predictions, truth):
    report = report_detection(predictions, truth)
    assert report is not None
    assert list(report.by_score) == list(SCORES)
    assert report.main.base_rate == Proportion(FLIPS, N)
    assert report.main.auroc > 0.9
    assert (report.depth, report.depths) == (FLIPS, (FLIPS, 50, 100))
    assert report.left_out == 0
    first = rank_labels(predictions).first(FLIPS)
    expected = int((predictions.predicted[first] == np.arange(N)[first] % 7).sum())
    assert report.answer_confirmed == Proportion(expected, FLIPS)
    rows = report.rows()
    assert [len(row) for row in rows] == [len(report.columns())] * 4  # AUROC and three depths
    assert rows[0][1].en.startswith(f"{report.main.auroc:.3f} (")
    assert rows[1][1].zh.startswith(f"{100 * report.main.precision(FLIPS).share:.0f}%（")
    both(*report.describe(), report.alt())
    assert "There are 40 flipped labels among 700 (5.7%)." in report.describe()[0].en
    assert "the count cannot" in report.describe()[1].en
    for lang in LANGUAGES:
        with figure_style(lang):
            left, right = FoundLabels(report.main, 3 * FLIPS).plot(lang).axes
        best, ranking, chance = (line.get_ydata()[-1] for line in left.lines)
        assert chance < ranking <= best == FLIPS
        assert right.lines[0].get_ydata()[-1] == pytest.approx(100 * ranking / (3 * FLIPS))


def test_images_without_a_reference_are_left_out(predictions, crowd):
    report = report_detection(predictions, crowd)
    assert report is not None
    assert report.left_out == 100
    assert report.main.base_rate == Proportion(FLIPS, 600)
    assert (report.depth, report.depths) == (600, (50, 100, 600))  # an opinion: the first 1,000, if there are
    assert report.answer_confirmed.n == 600
    assert "the crowd does not share" in report.describe()[0].en


def test_labels_that_are_all_right_give_no_report(predictions, truth):
    right = dataclasses.replace(predictions, labels=np.arange(N) % 7)
    assert report_detection(right, truth) is None


def test_exclusion_with_its_controls(predictions, truth):
    experiment = exclude_suspects(predictions, truth)
    assert experiment.k == FLIPS
    rows = experiment.rows()
    assert [len(row) for row in rows] == [4] * 5
    said = predictions.predicted
    assert experiment.by_label.without(0) == Proportion(int((said == predictions.labels).sum()), N)
    assert experiment.by_reference.without(0) == Proportion(int((said == np.arange(N) % 7).sum()), N)
    # Without exactly the flipped images both judges agree on the rest.
    left = int((said == np.arange(N) % 7)[FLIPS:].sum())
    assert experiment.flipped_first.without(FLIPS) == Proportion(left, N - FLIPS)
    share = f"{100 * left / (N - FLIPS):.1f}%"
    assert rows[3][2].en.startswith(share)
    assert rows[3][3].en.startswith(share)
    # The control has no wrong label, and rises all the same: that is what it is there to show.
    assert experiment.control.without(FLIPS).share > experiment.control.without(0).share
    assert len(experiment.names) == len(experiment.curves) == 3
    both(experiment.describe(), experiment.alt(), *experiment.names)
    assert "of which none is wrong" in experiment.describe().en


def test_exclusion_leaves_out_the_same_images_for_both_judges(predictions, crowd):
    experiment = exclude_suspects(predictions, crowd)
    assert experiment.k == round(SHARE * N)
    assert experiment.control is None
    assert experiment.flipped_first is None
    order = rank_labels(predictions).order
    assert experiment.by_reference.order.tolist() == [row for row in order if row < 600]
    assert experiment.by_reference.n == 600
    assert [len(row) for row in experiment.rows()] == [4] * 3
    assert "judged by the crowd" in experiment.describe().en


def test_exclusion_without_a_reference(predictions):
    experiment = exclude_suspects(predictions, None)
    assert [len(row) for row in experiment.rows()] == [len(experiment.columns())] * 3 == [3] * 3
    assert len(experiment.curves) == 1
    both(experiment.describe(), experiment.alt())


def test_exclusion_where_no_label_is_wrong(predictions, truth):
    right = dataclasses.replace(predictions, labels=np.arange(N) % 7)
    experiment = exclude_suspects(right, truth)
    assert experiment.k == 1
    assert experiment.flipped_first is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_exclusion_curves(predictions, truth, lang):
    experiment = exclude_suspects(predictions, truth)
    with figure_style(lang):
        (ax,) = ExclusionCurves(experiment.names, experiment.curves).plot(lang=lang).axes
    assert len(ax.lines) == 3
    for line, curve in zip(ax.lines, experiment.curves, strict=True):
        assert line.get_ydata()[0] == pytest.approx(100 * curve.without(0).share)
    assert [text.get_text() for text in ax.get_legend().get_texts()][1:] == [
        n[lang] for n in experiment.names
    ]


def test_candidates_carry_label_answer_and_evidence(predictions, dataset, truth, crowd):
    rows = rank_labels(predictions).order
    sheet = candidate_sheet(dataset, predictions, rows, crowd, count=6)
    assert len(sheet.faces) == 6
    row, face = int(rows[0]), sheet.faces[0]
    assert np.array_equal(face.image, dataset.images[row])
    assert face.label.en == CLASS_NAMES[predictions.labels[row]]
    assert face.predicted.en == CLASS_NAMES[predictions.predicted[row]]
    assert face.label_probability == pytest.approx(predictions.probabilities[row, predictions.labels[row]])
    assert face.evidence.en == f"{CLASS_NAMES[row % 7]} 10/10"
    assert face.against_label == (row < FLIPS)
    tie = candidate_sheet(dataset, predictions, np.array([650]), crowd).faces[0]
    assert (tie.evidence.en, tie.against_label) == ("crowd: undecided", None)
    right = candidate_sheet(dataset, predictions, np.array([500]), truth).faces[0]
    assert (right.evidence.en, right.against_label) == (f"truth: {CLASS_NAMES[500 % 7]}", False)
    assert candidate_sheet(dataset, predictions, rows, None).faces[0].evidence is None
    assert "→" in describe(sheet).zh
    for lang in LANGUAGES:
        with figure_style(lang):
            axes = sheet.plot(lang).axes
        assert axes[0].texts[0].get_text().startswith(face.label[lang])
        assert len(axes[0].texts) == 3


def test_exact_copies_among_the_candidates_are_shown_once(predictions, dataset, truth):
    rows = rank_labels(predictions).order
    images = dataset.images.copy()
    images[rows[1]] = images[rows[0]]
    copied = dataclasses.replace(dataset, images=images)
    faces = candidate_sheet(copied, predictions, rows, truth, count=4).faces
    assert [f.label_probability for f in faces] == pytest.approx(
        [predictions.probabilities[r, predictions.labels[r]] for r in rows[[0, 2, 3, 4]]]
    )


def test_the_claim_is_asked_of_the_most_doubtful_labels(predictions, truth, crowd):
    verdict = judge_claim(predictions, truth)
    first = rank_labels(predictions).first(LOOKED_AT)
    assert verdict.label.successes == int((first >= FLIPS).sum())
    assert verdict.answer.successes == int((predictions.predicted[first] == first % 7).sum())
    assert "neither supports nor refutes" in verdict.describe().en
    assert "the method finds such labels" in verdict.describe().en
    ignorant = dataclasses.replace(predictions, logits=np.zeros_like(predictions.logits))
    assert "know too little" in judge_claim(ignorant, truth).describe().en
    assert judge_claim(predictions, None) is None
    nobody = Reference("crowd", np.full(N, -1), np.zeros(N, np.uint8))
    assert judge_claim(predictions, nobody) is None


@pytest.mark.parametrize(("answer", "label", "supported"), [(80, 10, True), (50, 45, False), (10, 80, False)])
def test_the_crowd_supports_the_claim_only_if_it_clearly_sides_with_the_network(
    crowd, answer, label, supported
):
    from fer_lib.chapters.label_noise.claims import DoubtfulLabels

    verdict = DoubtfulLabels(crowd, Proportion(answer, 100), Proportion(label, 100))
    assert verdict.supported == supported
    assert ("That supports the claim" in verdict.describe().en) == supported
    both(verdict.describe())


# The crowd


def test_agreement_is_counted_by_class_over_images_with_a_majority(dataset, crowd):
    agreement = crowd_agreement(dataset, crowd)
    assert agreement.total == Proportion(600 - FLIPS, 600)
    assert agreement.undecided == 100
    for k, share in enumerate(agreement.by_class):
        labelled = dataset.labels[:600] == k
        assert share == Proportion(int((np.arange(600)[labelled] % 7 == k).sum()), int(labelled.sum()))
    unlabelled = dataclasses.replace(dataset, labels=np.full(N, UNLABELLED))
    assert crowd_agreement(unlabelled, crowd) is None


def test_the_same_answers_judged_twice(predictions, crowd):
    judged = judged_by_both(predictions, crowd)
    said, given = predictions.predicted[:600], predictions.labels[:600]
    assert judged.n == 600
    assert judged.first.successes == int((said == given).sum())
    assert judged.second.successes == int((said == np.arange(600) % 7).sum())


def test_votes_that_name_the_label_foretell_it_and_votes_at_random_do_not():
    generator = np.random.default_rng(0)
    n = 210
    labels = np.arange(n) % 7
    images = np.zeros((n, 48, 48), np.uint8)
    # "The crowd" sees another class than the label, always the same one: votes still foretell the label.
    telling = np.zeros((n, 10), np.uint8)
    telling[np.arange(n), (labels + 1) % 7] = 10
    known = FaceDataset(images, labels, np.zeros(n, np.uint8), votes=telling)
    assert perfect_crowd(known).share > 0.95
    silent = generator.multinomial(10, np.full(10, 0.1), n).astype(np.uint8)
    assert perfect_crowd(dataclasses.replace(known, votes=silent)).share < 0.35
    some = labels.copy()
    some[:50] = UNLABELLED
    assert perfect_crowd(dataclasses.replace(known, labels=some)).n == n - 50


def test_the_crowd_report_says_what_was_counted(dataset, predictions, crowd, truth):
    report = report_crowd(dataset, predictions, crowd)
    assert report is not None
    assert len(report.rows()) == len(CLASS_NAMES) + 1
    assert report.rows()[-1][1] == "600"
    agreement, judged, ceiling = report.describe()
    both(agreement, judged, ceiling)
    assert proportion_text(report.agreement.total).en in agreement.en
    assert proportion_text(report.ceiling).zh in ceiling.zh
    assert report_crowd(dataset, predictions, truth) is None
    assert report_crowd(dataset, predictions, None) is None


def test_the_known_ceiling_names_its_source():
    text = known_ceiling()
    both(text)
    for language in (text.en, text.zh):
        assert "barsoum2016ferplus" in language
        assert f"{100 * PERFECT_CROWD_ON_FER2013.share:.1f}%" in language
        assert "35,887" in language
