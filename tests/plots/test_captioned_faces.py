import numpy as np
import pytest

from fer_lib.language import LANGUAGES
from fer_lib.plots import figure_style
from fer_lib.plots.captioned_faces import INCHES_WIDE, Line, draw_captioned


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("line", ["≠ Dairy product 100%", "≠ 油炸食物與乳製品 100%", "= surprise 99%"])
def test_lines_are_as_wide_as_their_images(lang: str, line: str) -> None:
    with figure_style(lang):
        figure = draw_captioned([np.zeros((8, 8), np.uint8)] * 6, [[Line(line)]] * 6, columns=6)
        figure.draw_without_rendering()
        widths = [text.get_window_extent().width / figure.dpi for ax in figure.axes for text in ax.texts]
    assert max(widths) <= INCHES_WIDE / 6
