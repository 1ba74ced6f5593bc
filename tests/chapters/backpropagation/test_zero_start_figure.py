"""The drawing of learning curves from three starts."""

import numpy as np
import pytest

from fer_lib.chapters.backpropagation.zero_start import STARTS
from fer_lib.chapters.backpropagation.zero_start_figure import START_NAMES, StartCurves, plot_starts
from fer_lib.language import LANGUAGES
from fer_lib.plots.style import figure_style


@pytest.mark.parametrize("lang", LANGUAGES)
def test_curves_show_every_start(experiment, lang):
    panels = tuple(StartCurves(name, runs) for name, runs in experiment.by_activation.items())
    with figure_style(lang):
        figure = plot_starts(panels, lang)
    for ax, panel in zip(figure.axes, panels, strict=True):
        assert ax.get_title(loc="left") == panel.title
        for line, start in zip(ax.lines, STARTS, strict=True):
            np.testing.assert_array_equal(line.get_ydata(), panel.runs[start].losses.mean(axis=0))
    assert [t.get_text() for t in figure.legends[0].get_texts()] == [START_NAMES[s][lang] for s in STARTS]
