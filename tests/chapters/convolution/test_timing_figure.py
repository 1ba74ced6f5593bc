"""The drawing of measured times against operations."""

import pytest

from fer_lib.chapters.convolution.timing import SWEEP
from fer_lib.chapters.convolution.timing_figure import plot_times
from fer_lib.language import LANGUAGES
from fer_lib.plots import figure_style
from tests.chapters.convolution.made_up_times import times_of


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figure_shows_each_quantity_and_the_slope(lang):
    with figure_style(lang):
        figure = plot_times(times_of(0.9), lang)
    labels = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert len(labels) == len(SWEEP) + 2
    assert "0.90" in labels[len(SWEEP)]
