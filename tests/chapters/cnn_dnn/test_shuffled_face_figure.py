import numpy as np
import pytest
from matplotlib.patches import Rectangle

from fer_lib.chapters.cnn_dnn.shuffled_face_figure import plot_shuffled_face
from fer_lib.chapters.cnn_dnn.shuffled_pixels import ShuffledFace
from fer_lib.language import LANGUAGES
from fer_lib.plots.style import figure_style


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_window_is_marked_and_each_of_its_pixels(lang):
    face = np.random.default_rng(0).integers(0, 256, (48, 48), dtype=np.uint8)
    example = ShuffledFace.of(face)
    with figure_style(lang):
        figure = plot_shuffled_face(example, lang)
    frames = [[p for p in ax.patches if isinstance(p, Rectangle)] for ax in figure.axes]
    assert [len(found) for found in frames] == [1, 1, 9]
    centres = {
        (round(p.get_y() + p.get_height() / 2), round(p.get_x() + p.get_width() / 2)) for p in frames[2]
    }
    assert centres == {tuple(position) for position in example.window_sources.tolist()}
    assert np.array_equal(figure.axes[1].images[0].get_array(), example.shuffled)
