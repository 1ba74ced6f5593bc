import numpy as np
import pytest

from fer_lib.chapters.errors.error_destinations_figure import plot_error_destinations
from fer_lib.language import LANGUAGES
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.metrics.error_destinations import ErrorDestinations

NAMES = ("happy", "sad", "fear")


def destinations(counts, frequencies=(0.5, 0.3, 0.2)):
    return ErrorDestinations(ConfusionMatrix(np.array(counts), NAMES), np.array(frequencies))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_bars_are_the_shares_and_the_numbers_stand_below(lang):
    figure = plot_error_destinations(destinations([[80, 8, 2], [3, 90, 1], [1, 4, 60]]), lang=lang)
    (ax,) = figure.axes
    assert [bar.get_height() for bar in ax.patches] == pytest.approx([100 * k / 19 for k in (12, 4, 3)])
    assert [t.get_text().split("\n")[1] for t in ax.get_xticklabels()] == ["12", "4", "3"]
