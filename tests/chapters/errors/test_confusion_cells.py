"""What the site gets of the confusion matrices is what the runs predicted."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from fer_lib.chapters.errors import confusion_cells as cells
from fer_lib.chapters.errors.analysis import ErrorAnalysis
from fer_lib.data import ImageDataset
from fer_lib.metrics.predictions import Predictions

N, CLASSES = 30, ("cat", "dog", "owl")
RANDOM = np.random.default_rng(0)


@pytest.fixture
def dataset() -> ImageDataset:
    labels = np.arange(N) % 3
    labels[[4, 9]] = -1  # without a label
    images = RANDOM.integers(0, 256, (N, 5, 6, 3), dtype=np.uint8)
    return ImageDataset(images, labels, (np.arange(N) // 20).astype(np.uint8), CLASSES)


@pytest.fixture
def analysis(dataset: ImageDataset) -> ErrorAnalysis:
    def predictions(first: int, last: int) -> Predictions:
        indices = np.array([k for k in range(first, last) if dataset.labels[k] >= 0])
        logits = RANDOM.normal(size=(len(indices), 3)).astype(np.float32)
        return Predictions(indices, dataset.labels[indices], logits)

    found = {"train": predictions(0, 20), "validation": predictions(20, N)}
    return ErrorAnalysis(SimpleNamespace(name="mine"), dataset, found)


def test_answers_are_those_of_the_run(analysis: ErrorAnalysis, tmp_path: Path) -> None:
    made = cells.confusion_cells(SimpleNamespace(main_configs={"mine": None}, folder=tmp_path), analysis)
    assert made.data["runs"] == ["mine"]
    assert made.data["splits"] == {"mine": ["train", "validation"]}
    for split, matrix in (("train", analysis.training), ("validation", analysis.validation)):
        answers = made.parts["mine"][split]
        counts = np.zeros((3, 3), int)
        np.add.at(counts, (answers["labels"], answers["predicted"]), 1)
        np.testing.assert_array_equal(counts, matrix.counts)
        best = analysis.predictions[split].probabilities.max(axis=1)
        assert np.abs(np.array(answers["percent"]) / 100 - best).max() <= 0.0051
    np.testing.assert_array_equal(made.sheets["images-0"].images, analysis.dataset.images[made.data["shown"]])


def test_a_run_that_is_not_finished_is_not_offered(analysis: ErrorAnalysis, tmp_path: Path) -> None:
    book = SimpleNamespace(main_configs={"mine": None, "begun": None}, folder=tmp_path)
    assert cells.confusion_cells(book, analysis).data["runs"] == ["mine"]


def test_of_many_images_those_that_were_not_learned_from_come_first(
    analysis: ErrorAnalysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = cells.images_shown(analysis.dataset, analysis.predictions)
    np.testing.assert_array_equal(everything, np.flatnonzero(analysis.dataset.labels >= 0))
    monkeypatch.setattr(cells, "MOST_IMAGES", 12)
    some = cells.images_shown(analysis.dataset, analysis.predictions)
    assert len(some) == 12
    assert set(analysis.predictions["validation"].indices) <= set(some)
    assert sorted(some) == list(some)
