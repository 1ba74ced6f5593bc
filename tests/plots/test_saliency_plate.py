import numpy as np
import pytest

from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.language import LANGUAGES
from fer_lib.names import METHOD_NAMES, class_texts
from fer_lib.plots.saliency_plate import SaliencyPlate


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_map_is_drawn_on_one_scale_and_an_empty_one_is_not(lang) -> None:
    images = np.zeros((2, 48, 48), np.uint8)
    masses = np.random.default_rng(0).random((2, 6, 48, 48))
    masses[1, 2] = np.nan
    classes = class_texts(CLASS_NAMES)[:2]
    plate = SaliencyPlate(images, masses, classes, list(METHOD_NAMES.values())[:6]).plot(lang)
    drawn = [ax for ax in plate.axes if ax.images]
    assert len(drawn) == 2 * 7 - 1
    assert {ax.images[0].norm.vmax for ax in drawn} == {255, 8}
    assert classes[0][lang] in {text.get_text() for ax in plate.axes for text in ax.texts}
