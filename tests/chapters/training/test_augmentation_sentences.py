"""What is said of augmentation, for every setting that a run may have."""

import itertools

import numpy as np
import pytest

from fer_lib.chapters.training import augmentation_sentences, figures
from fer_lib.chapters.training.augmentation_analysis import ShownAugmentation, draw
from fer_lib.config import make_config
from fer_lib.language import LANGUAGES, Text
from fer_lib.plots.style import figure_style
from fer_lib.training.augmentation import Augmentation
from tests.chapters.numbers import assert_same_numbers, texts_of_figure

SETTINGS = {"flip": True, "shift": 0.1, "rotation": 12.5, "crop": 0.8, "erasing": 0.5, "brightness": 0.2}
WORDS = {
    "flip": ("mirrored", "左右鏡射"),
    "shift": ("the middle moved", "中心移動"),
    "rotation": ("turns of", "旋轉"),
    "crop": ("of the side cut out", "裁出邊長"),
    "erasing": ("with a grey rectangle", "有灰色方塊的有"),
}


def shown(*shape: int, run: str = "moved", adopted: bool = False, **settings: object) -> ShownAugmentation:
    images = np.random.default_rng(1).integers(0, 256, shape or (2, 16, 16)).astype(np.uint8)
    config = make_config({"model": "report-a", **settings})
    variants, matrices, is_covered = draw(Augmentation.of(config), images)
    names = tuple(Text(f"class {k}", f"類別 {k}") for k in range(len(images)))
    return ShownAugmentation(run, "main", adopted, config, names, images, variants, matrices, is_covered)


@pytest.mark.parametrize("count", [1, 2, 6])
def test_everything_that_is_on_is_named_and_nothing_else(count: int) -> None:
    for keys in itertools.combinations(SETTINGS, count):
        drawn = shown(**{key: SETTINGS[key] for key in keys})
        text = augmentation_sentences.drawn(drawn)
        for key, words in WORDS.items():
            said = key in keys or (key == "shift" and "crop" in keys)  # a cut moves the middle as well
            for word, language in zip(words, LANGUAGES, strict=True):
                assert (word in text[language]) == said, (keys, key)
        assert_same_numbers(
            [text, augmentation_sentences.settings(drawn.config), augmentation_sentences.whose(drawn)]
        )
        assert "nan" not in text.en


def test_whose_settings_they_are() -> None:
    own = augmentation_sentences.whose(shown(run="main", flip=True))
    assert own.en == "The settings are those of the main run, `main`: mirroring."
    other = augmentation_sentences.whose(shown(flip=True, rotation=10.0))
    assert "`main`, has no augmentation. The settings are those of `moved`" in other.en
    assert "左右鏡射與旋轉 ±10°" in other.zh
    adopted = augmentation_sentences.whose(shown(flip=True, adopted=True))
    assert "trained elsewhere" in adopted.en
    assert "has no augmentation" not in adopted.en


def test_mixup_is_said_to_be_missing() -> None:
    assert "Mixup" not in augmentation_sentences.drawn(shown(flip=True)).en
    text = augmentation_sentences.drawn(shown(flip=True, mixup=0.2))
    assert "Mixup" in text.en
    assert "mixup" in text.zh


def test_without_augmentation_the_file_is_named(make_edition) -> None:
    edition = make_edition({"main": {"preset": "report-a"}})
    text = augmentation_sentences.none(edition)
    assert f"`{edition.file}`" in text.en
    assert f"`{edition.file}`" in text.zh


@pytest.mark.parametrize("shape", [(1, 20, 28), (3, 32, 16, 3)])
def test_the_figure_has_an_image_for_each_variant_at_its_own_proportions(shape: tuple[int, ...]) -> None:
    drawn = shown(*shape, **SETTINGS)
    figure = figures.augmentation(drawn)
    assert_same_numbers(texts_of_figure(figure))
    for lang in LANGUAGES:
        with figure_style(lang):
            made = figure.draw(lang)
            made.canvas.draw()
            boxes = [ax.get_window_extent() for ax in made.axes]
        assert len(boxes) == shape[0] * 7
        assert [box.height / box.width for box in boxes] == pytest.approx([shape[1] / shape[2]] * len(boxes))
        whole = made.bbox
        assert all(box.x0 >= 0 and box.x1 <= whole.x1 and box.y0 >= 0 and box.y1 <= whole.y1 for box in boxes)
        texts = [text.get_window_extent() for text in made.texts]
        assert all(text.x0 >= 0 and text.y1 <= whole.y1 for text in texts)


def test_with_mirroring_alone_there_are_two_kinds_and_so_draws_are_counted() -> None:
    drawn = shown(2, 16, 16, flip=True)
    said, caption = augmentation_sentences.drawn(drawn), figures.augmentation(drawn).caption
    mirrored = int(drawn.is_mirrored.sum())
    assert 1 < mirrored < 12
    assert said.en == f"Of the 12 draws shown {mirrored} are mirrored; the label is still the same."
    assert said.zh == f"圖中抽了 12 次，有 {mirrored} 次左右鏡射；標籤則沒有變。"
    assert "6 draws of each" in caption.en
    assert "每張各抽 6 次" in caption.zh
    assert "of the pixels have another value" in augmentation_sentences.drawn(shown(flip=True, shift=0.1)).en
