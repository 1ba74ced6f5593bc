import numpy as np
import pytest
from matplotlib.patches import Rectangle

from fer_lib.chapters.cnn_dnn.shuffled_image_figure import plot_shuffled_image
from fer_lib.chapters.cnn_dnn.shuffled_pixels import ShuffledImage
from fer_lib.language import LANGUAGES
from fer_lib.plots.style import figure_style


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("shape", [(48, 48), (20, 28), (32, 24, 3), (8, 8)])
def test_the_window_is_marked_and_each_of_its_pixels(lang, shape):
    image = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    example = ShuffledImage.of(image)
    with figure_style(lang):
        figure = plot_shuffled_image(example, lang)
    frames = [[p for p in ax.patches if isinstance(p, Rectangle)] for ax in figure.axes]
    assert [len(found) for found in frames] == [1, 1, 9]
    centres = {
        (round(p.get_y() + p.get_height() / 2), round(p.get_x() + p.get_width() / 2)) for p in frames[2]
    }
    assert centres == {tuple(position) for position in example.window_sources.tolist()}
    drawn = np.asarray(figure.axes[1].images[0].get_array())
    assert np.allclose(drawn * (255 if drawn.ndim == 3 else 1), example.shuffled)
