import numpy as np
import pytest

from fer_lib.chapters.errors.against_chance_figure import ErrorsAgainstChance
from fer_lib.language import LANGUAGES
from fer_lib.plots import figure_style

NAMES = ("happy", "sad", "fear")


def written(figure, axes=0):
    return [text.get_text() for text in figure.axes[axes].texts]


def test_ratios_to_chance_are_left_out_where_chance_gives_next_to_nothing():
    observed = np.array([[9, 6, 1], [2, 9, 0], [0, 4, 9]])
    expected = np.array([[0, 3.0, 2.0], [4.0, 0, 0.5], [1.0, 0.9, 0]])
    against = ErrorsAgainstChance(observed, expected, NAMES, (1, 2))
    ratios = against.ratios
    assert ratios[0, 1:].tolist() == [2, 0.5]
    assert ratios[1, 0] == 0.5
    assert ratios[2, 0] == 0
    assert np.isnan([ratios[1, 2], ratios[2, 1], *np.diag(ratios)]).all()
    assert against.strongest() == (0, 1)
    assert against.order == [1, 2, 0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_group_comes_first_and_is_framed(lang):
    against = ErrorsAgainstChance(np.full((3, 3), 6), np.full((3, 3), 3.0), NAMES, (1, 2))
    with figure_style(lang):
        figure = against.plot(lang=lang)
    ax = figure.axes[0]
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == {"en": ["sad", "fear", "happy"], "zh-TW": ["難過", "恐懼", "高興"]}[lang]
    assert written(figure) == ["2.0"] * 6
    frames = [patch for patch in ax.patches if not patch.get_fill()]
    assert [(f.get_xy(), f.get_width(), f.get_height()) for f in frames] == [((-0.5, -0.5), 2, 2)]


def test_nothing_stands_out_where_nothing_is_expected():
    none = ErrorsAgainstChance(np.zeros((2, 2), int), np.zeros((2, 2)), ("happy", "sad"), (0, 1))
    assert none.strongest() is None
    assert written(none.plot()) == ["·", "·"]
