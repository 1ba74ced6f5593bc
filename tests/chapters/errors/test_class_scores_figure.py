import numpy as np
import pytest

from fer_lib.chapters.errors.class_scores_figure import plot_class_scores
from fer_lib.language import LANGUAGES
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.metrics.per_class import class_scores

NAMES = ("happy", "sad", "fear")


def matrix(counts, names=NAMES):
    return ConfusionMatrix(np.array(counts), names)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_plot_has_one_point_for_each_score_that_exists(lang):
    figure = plot_class_scores(class_scores(matrix([[6, 2, 0], [1, 3, 0], [1, 1, 0]])), lang=lang)
    (ax,) = figure.axes
    points = [len(container[0].get_xdata()) for container in ax.containers]
    assert points == [3, 2, 3]  # fear is never predicted, so it has no precision
    assert [label.get_text().endswith(("(n = 8)", "（n = 8）")) for label in ax.get_yticklabels()] == [
        True,
        False,
        False,
    ]
