"""Images that the reader labels, with what is known of each."""

import json

import numpy as np
import pytest

from fer_lib.chapters.label_noise.analysis import LabelNoiseAnalysis
from fer_lib.chapters.label_noise.candidates import SHOWN, candidate_sheet
from fer_lib.chapters.label_noise.candidates_figure import short_percent
from fer_lib.chapters.label_noise.guessing import ROUND, ROUNDS, guessing
from fer_lib.config import RunConfig
from fer_lib.data import ImageDataset
from fer_lib.data.ferplus import VOTE_NAMES
from fer_lib.metrics.predictions import Predictions
from fer_lib.wording import proportion_text
from tests.chapters.numbers import assert_same_numbers
from tests.label_noise.made_up_labels import N


def analysis_of(dataset, predictions, reference=None) -> LabelNoiseAnalysis:
    analysis = LabelNoiseAnalysis(dataset, [], RunConfig(), reference)
    analysis.__dict__["predictions"] = predictions
    return analysis


def other_images(n: int, classes: int, shape: tuple[int, ...]) -> LabelNoiseAnalysis:
    """Images of another kind, with answers made up."""
    generator = np.random.default_rng(2)
    names = tuple(f"class {k}" for k in range(classes))
    images = generator.integers(0, 256, (n, *shape), dtype=np.uint8)
    labels = np.arange(n) % classes
    logits = generator.normal(0, 1, (n, classes)).astype(np.float32)
    dataset = ImageDataset(images, labels, np.zeros(n, np.uint8), names)
    return analysis_of(dataset, Predictions(np.arange(n), labels, logits))


@pytest.mark.parametrize("kind", ["truth", "crowd", None])
def test_each_image_has_what_the_chapter_knows_of_it(dataset, predictions, kind, request):
    reference = request.getfixturevalue(kind) if kind else None
    analysis = analysis_of(dataset, predictions, reference)
    asked = guessing(analysis)
    json.dumps(asked.data, allow_nan=False)
    assert [len(images) for images in asked.data["sets"].values()] == [ROUND * ROUNDS, ROUND]
    for name, images in asked.data["sets"].items():
        assert len({image["id"] for image in images}) == len(images)
        assert len(asked.sheets[name].images) == len(images)
        for image, pixels in zip(images, asked.sheets[name].images, strict=True):
            row = image["id"]  # as the predictions are of all images in their order
            assert np.array_equal(pixels, dataset.images[row])
            assert image["label"] == predictions.labels[row]
            (first, share), (second, _) = image["answers"]
            assert first == predictions.predicted[row]
            assert share == short_percent(predictions.probabilities[row, first])
            others = np.delete(np.arange(7), first)
            assert second == others[predictions.probabilities[row, others].argmax()]
            assert {"truth", "crowd"} & set(image) == ({kind} if kind else set())
            if kind:
                assert image[kind] == reference.labels[row]
            assert ("votes" in image) == (kind == "crowd")
            if kind == "crowd":
                assert sum(count for _, count in image["votes"]) == 10
                assert image["votes"][0][1] == dataset.votes[row].max()
                assert all(dataset.votes[row, vote] == count for vote, count in image["votes"])


def test_the_doubtful_ones_follow_those_of_the_picture(dataset, predictions, truth):
    analysis = analysis_of(dataset, predictions, truth)
    ids = [image["id"] for image in guessing(analysis).data["sets"]["doubtful"]]
    assert ids == analysis.ranking.order[SHOWN : SHOWN + ROUND].tolist()
    shown = candidate_sheet(dataset, predictions, analysis.ranking.order, truth).faces
    assert len(shown) == SHOWN
    assert not any(np.array_equal(face.image, dataset.images[k]) for face in shown for k in ids)


def test_the_drawn_ones_are_like_all(dataset, predictions):
    """Their labels are no more doubtful than others, so that the networks' agreement on them is no choice of theirs."""
    analysis = analysis_of(dataset, predictions)
    rows = [image["id"] for image in guessing(analysis).data["sets"]["random"]]
    low, high = analysis.accuracy.wilson_interval
    right = (predictions.predicted == predictions.labels)[rows].mean()
    assert low - 0.05 < right < high + 0.05
    assert rows != sorted(rows)
    assert [
        image["id"] for image in guessing(analysis).data["sets"]["random"]
    ] == rows  # the same in every build


def test_words(dataset, predictions, crowd):
    analysis = analysis_of(dataset, predictions, crowd)
    words = guessing(analysis).words
    said = ("overall", "result", "result_none", "agreement", "agreement_few", "cell_few")
    assert_same_numbers([words[key] for key in said])
    assert proportion_text(analysis.accuracy).en in words["overall"].en
    assert f"n\u00a0=\u00a0{N}" in words["overall"].zh
    votes = dict(zip(VOTE_NAMES, words["votes"], strict=True))
    assert [votes[name].zh for name in ("anger", "contempt", "unknown", "NF")] == [
        "生氣",
        "輕蔑",
        "不明",
        "沒有臉",
    ]
    assert votes["happiness"].en == "happy"


@pytest.mark.parametrize(
    ("n", "classes", "shape", "sets"),
    [
        (1, 2, (8, 8), {"random": 1}),
        (SHOWN, 2, (6, 9), {"random": SHOWN}),
        (SHOWN + 3, 3, (8, 8, 3), {"random": ROUND, "doubtful": 3}),
        (130, 100, (130, 120, 3), {"random": 120, "doubtful": ROUND}),
    ],
)
def test_any_images_can_be_labelled(n, classes, shape, sets):
    asked = guessing(other_images(n, classes, shape))
    assert {name: len(images) for name, images in asked.data["sets"].items()} == sets
    assert asked.data["order"] == list(sets)
    assert len(asked.words["names"]) == classes
    assert all(len(image["answers"]) == 2 for images in asked.data["sets"].values() for image in images)
    assert all(len(sheet.images) == sets[name] for name, sheet in asked.sheets.items())


def test_copies_are_asked_once(dataset, predictions):
    images = np.repeat(dataset.images[: N // 2], 2, axis=0)
    twice = ImageDataset(images, dataset.labels, dataset.split, dataset.class_names)
    asked = guessing(analysis_of(twice, predictions))
    for sheet in asked.sheets.values():
        assert len(np.unique(sheet.images, axis=0)) == len(sheet.images)
