import itertools

import numpy as np
import pytest

from fer_lib.language import LANGUAGES
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.plots import figure_style
from fer_lib.plots.confusion_matrix import plot_confusion_matrix, plot_side_by_side

NAMES = ("happy", "sad", "fear")
MATRIX = ConfusionMatrix(np.array([[6, 2, 0], [1, 3, 0], [0, 0, 0]]), NAMES)


def written(figure, axes=0):
    return [text.get_text() for text in figure.axes[axes].texts]


def test_the_fields_show_shares_of_the_label_or_counts():
    assert written(plot_confusion_matrix(MATRIX)) == [
        "0.75",
        "0.25",
        "0.00",
        "0.25",
        "0.75",
        "0.00",
        "0.00",
        "0.00",
        "0.00",
    ]
    assert written(plot_confusion_matrix(MATRIX, counts=True)) == [
        "6",
        "2",
        "0",
        "1",
        "3",
        "0",
        "0",
        "0",
        "0",
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_matrices_stand_side_by_side_with_their_sizes(lang):
    other = ConfusionMatrix(np.diag([500, 400, 300]), NAMES)
    figure = plot_side_by_side(other, MATRIX, lang, counts=True)
    assert written(figure, 0)[0] == "500"
    assert written(figure, 1)[0] == "6"
    titles = [ax.get_title("left") or ax.get_title() for ax in figure.axes]
    assert ["n = 1,200" in titles[0], "n = 12" in titles[1]] == [True, True]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("classes", "numbers"), [(7, True), (11, True), (40, False)])
def test_numbers_of_many_classes_do_not_touch(lang, classes, numbers):
    matrix = ConfusionMatrix(
        np.full((classes, classes), 3), tuple(f"Dairy product {k}" for k in range(classes))
    )
    with figure_style(lang):
        figure = plot_side_by_side(matrix, matrix, lang)
        figure.draw_without_rendering()
        for ax in figure.axes:
            assert bool(ax.texts) == numbers
            boxes = [text.get_window_extent() for text in ax.texts[:classes]]
            assert not [1 for a, b in itertools.pairwise(boxes) if a.overlaps(b)]
        labels = [label.get_window_extent() for label in figure.axes[0].get_yticklabels()]
        assert not [1 for a, b in itertools.pairwise(labels) if a.overlaps(b)]
