import numpy as np
import pytest

from fer_lib.chapters.training.accuracy_gap_figure import AccuracyGap
from fer_lib.language import LANGUAGES, Text
from fer_lib.plots.style import figure_style
from fer_lib.proportion import Proportion

A, B = Text("first", "甲"), Text("second", "乙")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_gaps_are_bars_from_validation_to_training(lang):
    gap = AccuracyGap(
        [A, B],
        [[Proportion(60, 100)], [Proportion(70, 100), Proportion(80, 100)]],
        [[Proportion(90, 100)], [Proportion(95, 100), Proportion(85, 100)]],
    )
    with figure_style(lang):
        figure = gap.plot(lang=lang)
    (ax,) = figure.axes
    assert [t.get_text() for t in ax.texts] == ["30.0", "15.0"]
    assert [t.get_text() for t in ax.get_yticklabels()] == [A[lang], B[lang]]
    bars = [line.get_xdata() for line in ax.lines if line.get_linewidth() == 6 and len(line.get_xdata())]
    assert np.allclose(bars, [[60, 90], [75, 90]])
    assert len(ax.containers) == 6  # an interval for each run and side
    bottom, top = ax.get_ylim()
    assert bottom > top  # the first kind stands on top
