import numpy as np
import pytest

from fer_lib.chapters.cnn_dnn.before_after_figure import BeforeAfter
from fer_lib.language import LANGUAGES, Text
from fer_lib.plots.style import figure_style
from fer_lib.proportion import Proportion

A, B = Text("first", "甲"), Text("second", "乙")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_before_and_after_are_the_ends_of_a_line(lang):
    slopes = BeforeAfter(
        [A, B],
        [[Proportion(80, 100)], [Proportion(40, 100)]],
        [[Proportion(50, 100)], [Proportion(40, 100), Proportion(44, 100)]],
        (Text("before", "之前"), Text("after", "之後")),
        guessing=0.25,
    )
    with figure_style(lang):
        figure = slopes.plot(lang=lang)
    (ax,) = figure.axes
    texts = [t.get_text() for t in ax.texts]
    assert texts[:4] == ["80.0", f"{A[lang]} 50.0", "40.0", f"{B[lang]} 42.0"]
    lines = [line.get_ydata() for line in ax.lines if len(line.get_ydata()) == 2]
    assert any(np.allclose(y, [80, 50]) for y in lines)
    assert any(np.allclose(y, [40, 42]) for y in lines)
    assert any(np.allclose(y, [25, 25]) for y in lines)
    assert len(ax.containers) == 5
