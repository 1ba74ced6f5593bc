"""The drawing of windows over a row."""

import matplotlib.pyplot as plt
import pytest
from matplotlib.patches import Rectangle

from fer_lib.chapters.convolution.window_figure import WindowRow
from fer_lib.language import LANGUAGES
from fer_lib.plots.style import figure_style


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("row", [WindowRow(10, 4, 3, 1), WindowRow(6, 2, 2, 0), WindowRow(5, 5, 1, 0)])
def test_row_draws_every_cell_and_window(row, lang):
    with figure_style(lang):
        figure = row.plot(lang=lang)
        figure.canvas.draw()
        boxes = [p for p in figure.axes[0].patches if isinstance(p, Rectangle)]
    plt.close(figure)
    # One box a cell, one a window that fits, one dashed.
    assert len(boxes) == row.padded_width + len(row.positions) + 1
    assert row.padded_width - row.kernel == row.quotient * row.stride + row.remainder
    assert 0 <= row.remainder < row.stride


def test_words_are_in_the_language_of_the_figure():
    words = {}
    for lang in LANGUAGES:
        with figure_style(lang):
            figure = WindowRow(10, 4, 3, 1).plot(lang=lang)
            words[lang] = {t.get_text() for t in figure.axes[0].texts}
        plt.close(figure)
    assert "sticks out by 1" in words["en"]
    assert "超出 1 格" in words["zh-TW"]


def test_row_draws_into_given_axes():
    figure, ax = plt.subplots()
    assert WindowRow(6, 2, 2, 0).plot(ax) is figure
    plt.close(figure)
