import numpy as np
import pytest

from fer_lib.chapters.errors.examples import (
    confident_mistakes,
    describe,
    doubtful_hits,
    gallery,
    mistakes_of_a_pair,
    mistakes_that_another_avoids,
)
from fer_lib.data import ImageDataset
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.language import LANGUAGES
from fer_lib.metrics.predictions import Predictions
from fer_lib.plots import figure_style
from fer_lib.plots.gallery import FaceGallery


@pytest.fixture
def predictions():
    """Six images: rows 0, 1, 4, 5 are wrong (1 the surest), rows 2 and 3 are right (3 only just)."""
    logits = np.zeros((6, 7), np.float32)
    logits[[0, 1, 2, 3, 4, 5], [3, 3, 0, 6, 5, 3]] = [2, 9, 8, 1, 3, 4]
    return Predictions(np.array([10, 11, 12, 13, 14, 15]), np.array([0, 4, 0, 6, 0, 0]), logits)


@pytest.fixture
def dataset():
    images = np.random.default_rng(0).integers(0, 256, (16, 48, 48), dtype=np.uint8)
    return ImageDataset(images, np.zeros(16, np.int64), np.ones(16, np.uint8), CLASS_NAMES)


def test_orders(predictions):
    assert confident_mistakes(predictions).tolist() == [1, 5, 4, 0]
    assert doubtful_hits(predictions).tolist() == [3, 2]
    assert mistakes_of_a_pair(predictions, 0, 3).tolist() == [5, 0]
    assert mistakes_of_a_pair(predictions, 1, 2).tolist() == []


def test_mistakes_that_another_network_avoids(predictions):
    logits = np.zeros((6, 7), np.float32)
    logits[np.arange(6), [3, 4, 0, 6, 0, 3]] = 1  # right in rows 1 to 4
    other = Predictions(predictions.indices, predictions.labels, logits)
    assert mistakes_that_another_avoids(predictions, other).tolist() == [1, 4]
    assert mistakes_that_another_avoids(other, predictions).tolist() == []
    with pytest.raises(ValueError, match="different images"):
        mistakes_that_another_avoids(predictions, Predictions(np.arange(6), other.labels, logits))


def test_probabilities_that_round_to_one_are_ordered_by_the_margin():
    logits = np.zeros((3, 7), np.float32)
    logits[:, 1] = [80, 300, 90]
    same = Predictions(np.arange(3), np.zeros(3, np.int64), logits)
    assert same.probabilities.max(1).tolist() == [1, 1, 1]
    assert confident_mistakes(same).tolist() == [1, 2, 0]


def test_a_face_carries_label_answer_and_probability(predictions, dataset):
    faces = gallery(dataset, predictions, confident_mistakes(predictions)).faces
    assert len(faces) == 4
    first = faces[0]
    assert np.array_equal(first.image, dataset.images[11])
    assert (first.label.en, first.predicted.zh, first.right) == ("sad", "高興", False)
    assert first.probability == pytest.approx(np.exp(9) / (np.exp(9) + 6))
    assert gallery(dataset, predictions, doubtful_hits(predictions)).faces[0].right


def test_copies_appear_once_and_the_surest_stays(predictions, dataset):
    images = dataset.images.copy()
    images[15] = images[11]
    copied = ImageDataset(images, dataset.labels.copy(), dataset.split.copy(), CLASS_NAMES)
    faces = gallery(copied, predictions, confident_mistakes(predictions), count=3).faces
    assert [face.label.en for face in faces] == ["sad", "angry", "angry"]
    assert np.array_equal(faces[1].image, images[14])


def test_the_description_names_every_face(predictions, dataset):
    told = describe(gallery(dataset, predictions, mistakes_of_a_pair(predictions, 0, 3)))
    assert told.en == "angry → happy 90.1%; angry → happy 55.2%"
    assert told.zh == "生氣 → 高興 90.1%；生氣 → 高興 55.2%"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sheet_writes_two_lines_below_each_face_and_cuts_none(predictions, dataset, lang):
    sheet = gallery(dataset, predictions, np.arange(6), columns=4)
    with figure_style(lang):
        figure = sheet.plot(lang)
        figure.canvas.draw()
    assert len(figure.axes) == 6
    first, third = (figure.axes[k].texts for k in (0, 2))
    assert first[0].get_text() == {"en": "angry", "zh-TW": "生氣"}[lang]
    assert first[1].get_text() == {"en": "≠ happy 55%", "zh-TW": "≠ 高興 55%"}[lang]
    assert third[1].get_text().startswith("= ")
    page = figure.bbox
    boxes = [text.get_window_extent() for ax in figure.axes for text in ax.texts]
    assert all(page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 for box in boxes)
    assert not [1 for i, a in enumerate(boxes) for b in boxes[i + 1 :] if a.overlaps(b)]


def test_an_empty_sheet_can_be_drawn():
    assert FaceGallery(()).plot().axes == []
