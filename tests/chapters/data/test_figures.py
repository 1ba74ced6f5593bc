import numpy as np
import pytest

from fer_lib.chapters.data import figures
from fer_lib.data import ImageDataset
from fer_lib.language import LANGUAGES
from tests.chapters.data.conftest import dataset_of
from tests.chapters.numbers import assert_same_numbers, texts_of_figure


def test_a_class_without_training_images_has_no_row():
    figure = figures.first_images(dataset_of([0, 0, 6, 3], [0, 0, 0, 1]))
    assert "(angry, neutral)" in figure.alt.en
    assert "（生氣、中立）" in figure.alt.zh
    assert figure.alt.en.startswith("Rows of grey faces")
    assert [ax.get_ylabel() for ax in figure.draw("en").axes if ax.get_ylabel()] == ["angry", "neutral"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_class_counts_name_largest_and_smallest(counts, lang):
    figure = figures.class_counts(counts)
    assert_same_numbers(texts_of_figure(figure))
    assert "n = 15" in figure.caption[lang]
    names = [counts.names[k][lang] for k in (0, 5)]
    assert [name in figure.alt[lang] for name in names] == [True, True]
    assert counts.names[1][lang] not in figure.alt[lang]
    assert [number in figure.alt[lang] for number in ("5 ", "6", "1")] == [True] * 3


def many_classes(number):
    names = tuple(f"kind {k}" for k in range(number))
    images, split = np.zeros((number, 8, 8, 3), np.uint8), np.zeros(number, np.uint8)
    return ImageDataset(images, np.arange(number)[::-1].copy(), split, names)


def test_images_that_are_no_faces_are_not_called_so():
    figure = figures.first_images(many_classes(2))
    assert figure.alt.en == "Rows of colour images, one for each label (kind 0, kind 1)."
    assert figure.alt.zh == "一列列彩色影像，每個標籤一列（kind 0、kind 1）。"
    assert figure.caption.en.startswith("The first training images of each class, at most eight")


def test_of_many_classes_the_first_are_shown():
    figure = figures.first_images(many_classes(100))
    assert_same_numbers(texts_of_figure(figure))
    assert "of the first 12 of 100 classes" in figure.caption.en
    rows = [ax.get_ylabel() for ax in figure.draw("en").axes if ax.get_ylabel()]
    assert rows == [f"kind {k}" for k in range(12)]
