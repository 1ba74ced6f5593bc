import itertools

import numpy as np
import pytest

from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.language import LANGUAGES, Text
from fer_lib.names import METHOD_NAMES, class_texts
from fer_lib.plots import figure_style
from fer_lib.plots.saliency_plate import TALLEST, SaliencyPlate


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


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("methods", [5, 7])
def test_a_dozen_rows_fit_on_a_page_and_titles_do_not_touch(lang, methods) -> None:
    names = [name for key, name in METHOD_NAMES.items() if key != "random"][:methods]
    rows = [Text(f"Dairy product {k}", f"乳製品 {k}") for k in range(12)]
    images = np.zeros((12, 16, 16), np.uint8)
    masses = np.random.default_rng(0).random((12, methods, 16, 16))
    with figure_style(lang):
        plate = SaliencyPlate(images, masses, rows, names).plot(lang)
        plate.draw_without_rendering()
        assert plate.get_figheight() <= TALLEST
        titles = [text.get_window_extent() for text in plate.texts]
        assert len(titles) == methods + 1
        assert not [1 for a, b in itertools.pairwise(titles) if a.overlaps(b)]
