"""The images with the most doubtful labels."""

import dataclasses

import numpy as np
import pytest

from fer_lib.chapters.label_noise.candidates import candidate_sheet
from fer_lib.chapters.label_noise.figures import describe_candidates
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.label_noise.ranking import rank_labels
from fer_lib.language import LANGUAGES
from fer_lib.plots import figure_style
from tests.chapters.numbers import assert_same_numbers
from tests.label_noise.made_up_labels import FLIPS


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
    assert_same_numbers([describe_candidates(sheet)])
    assert "→" in describe_candidates(sheet).zh
    for lang in LANGUAGES:
        with figure_style(lang):
            axes = sheet.plot(lang).axes
        assert axes[0].texts[0].get_text().startswith(face.label[lang])
        assert len(axes[0].texts) == 3


def test_duplicates_among_the_candidates_are_shown_once(predictions, dataset, truth):
    rows = rank_labels(predictions).order
    images = dataset.images.copy()
    images[rows[1]] = images[rows[0]]
    copied = dataclasses.replace(dataset, images=images)
    faces = candidate_sheet(copied, predictions, rows, truth, count=4).faces
    assert [f.label_probability for f in faces] == pytest.approx(
        [predictions.probabilities[r, predictions.labels[r]] for r in rows[[0, 2, 3, 4]]]
    )
