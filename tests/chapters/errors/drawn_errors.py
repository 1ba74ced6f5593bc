"""Errors of a network drawn at random, degenerate ones among them: none, all wrong, one class absent, one image."""

from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from fer_lib.chapters.errors.analysis import ErrorAnalysis
from fer_lib.data import ImageDataset
from fer_lib.metrics.predictions import Predictions

CLASSES = ("happy", "sad", "fear", "angry")
RUN: Any = SimpleNamespace(
    name="plain",
    adopted=None,
    config=lambda: SimpleNamespace(model="report-a"),
    metrics=lambda: {"selected": {"of": 1}, "splits": {"train": {"n": 1}}},
)


def predictions(counts: np.ndarray, sure: float, seed: int, first: int = 0) -> Predictions:
    """Images with these labels and answers, and probabilities that are larger for the answers."""
    labels, answers = (np.repeat(place, counts.ravel()) for place in map(np.ravel, np.indices(counts.shape)))
    noise = np.random.default_rng(seed).uniform(0, 0.5, (len(labels), len(counts)))
    logits = noise + np.eye(len(counts))[answers] * (0.6 + sure)
    return Predictions(np.arange(first, first + len(labels)), labels, logits.astype(np.float32))


@st.composite
def matrices(draw: st.DrawFn, classes: int) -> np.ndarray:
    """Counts of label and answer: of all kinds, and none, all right, all wrong, alike, one image, absent classes."""
    kind = draw(st.sampled_from(["any", "any", "any", "right", "wrong", "alike", "one", "absent", "much"]))
    cell = st.integers(0, 9)
    counts = np.array(draw(st.lists(cell, min_size=classes**2, max_size=classes**2))).reshape(classes, -1)
    if kind == "right":
        counts = np.diag(np.diag(counts))
    elif kind == "wrong":
        np.fill_diagonal(counts, 0)
    elif kind == "alike":
        counts = np.full_like(counts, draw(st.integers(1, 3)))
    elif kind == "one":
        counts = np.zeros_like(counts)
        counts[draw(st.integers(0, classes - 1)), draw(st.integers(0, classes - 1))] = 1
    elif kind == "absent":
        counts[draw(st.integers(0, classes - 1))] = 0
    elif kind == "much":
        counts = counts * 30
    if not counts.sum():
        counts[0, 0] = 1
    return counts


@st.composite
def analyses(draw: st.DrawFn) -> ErrorAnalysis:
    classes = draw(st.integers(2, 4))
    training = draw(matrices(classes)) + 1  # a training without a class is refused
    if draw(st.booleans()):
        training[0] = 0
    splits = {
        "train": predictions(training, 1, 0),
        "validation": predictions(draw(matrices(classes)), draw(st.sampled_from([0.0, 1.0, 4.0])), 1),
    }
    if draw(st.booleans()):
        splits["test"] = predictions(draw(matrices(classes)), 1.0, 2)
    n = max(len(split.labels) for split in splits.values())
    images = np.random.default_rng(3).integers(0, 255, (n, 4, 4)).astype(np.uint8)
    dataset = ImageDataset(
        images, np.arange(n) % classes, np.zeros(n, np.uint8), CLASSES[:classes], {"form": "class-folders"}
    )
    return ErrorAnalysis(RUN, dataset, splits)
