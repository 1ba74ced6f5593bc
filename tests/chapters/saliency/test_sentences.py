from dataclasses import replace

import numpy as np
import pytest

from fer_lib.chapters.saliency import figures, sentences
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.language import Text
from fer_lib.wording import listed
from tests.chapters.numbers import assert_same_numbers


def test_a_region_that_every_class_has_is_no_sign_of_one(changed) -> None:
    """The nose is densest everywhere; only the mouth of happy faces is denser than others'."""
    n, labels = 6 * 7, np.repeat(np.arange(7), 6)
    wave = 0.01 * np.tile([1.0, -1.0], n // 2)[:, None]  # the same in every class
    mass = np.tile([0.2, 0.2, 0.4, 0.2, 0.0], (7, n, 1)) + wave
    mass[:, labels == CLASS_NAMES.index("happy"), 3] += 0.1
    mass[:, labels == CLASS_NAMES.index("angry"), 0] -= 0.1
    analysis = changed(labels=labels, region_mass=mass, region_area=np.full((n, 5), 0.2))
    text = sentences.marked_more_than_on_others(analysis)
    assert "densest on the nose (2.00); in every class they are denser there than an even map" in text.en
    assert (
        "maps are denser than on other faces for the mouth of happy faces; less dense than on other"
        in text.en
    )
    assert "the brows of angry faces; not clearly different for the eyes of surprise faces (" in text.en
    assert "密度比其他類高的是高興的嘴巴" in text.zh
    assert_same_numbers([text])


def test_too_few_faces_are_not_compared(saliency) -> None:
    text = sentences.marked_more_than_on_others(saliency)
    assert "By the 95% interval" not in text.en
    assert_same_numbers([text])


def test_missing_methods_and_empty_maps_are_told(saliency, without_relu, changed) -> None:
    missing, notes = sentences.remarks(without_relu)
    assert "**guided backprop** is missing below" in missing.en
    assert "LeakyReLU" in missing.zh
    assert "Grad-CAM looks at layer `layer 4`." in notes.en
    ginis = saliency.arrays.ginis.copy()
    ginis[:] = 0.5
    ginis[2, :3] = np.nan
    (notes,) = sentences.remarks(changed(ginis=ginis))
    assert (
        "On 3 of the 14 images the SmoothGrad map is 0 everywhere. A map that is 0 everywhere points nowhere"
        in notes.en
    )
    assert notes.en.count("map is 0 everywhere") == 1
    assert_same_numbers([notes])


def test_photographs_have_no_pointing_game(saliency, changed) -> None:
    (played,) = sentences.pointing_game(saliency)
    assert "would score 25.0% of the time (faces: n\u00a0=\u00a06;" in played.en
    none = np.zeros(0)
    photographs = changed(pointing_rows=none.astype(int), pointing_hits=np.zeros((7, 0)), pointing_area=none)
    assert photographs.pointing_chance is None
    assert sentences.pointing_game(photographs) == []


@pytest.mark.parametrize("name", ["remarks", "pointing_game", "regions", "marked_more_than_on_others"])
def test_both_languages_have_the_same_numbers(saliency, without_relu, name) -> None:
    for analysis in (saliency, without_relu):
        texts = getattr(sentences, name)(analysis)
        assert_same_numbers(texts if isinstance(texts, list) else [texts])


def test_the_split_is_named_before_the_word_images(saliency) -> None:
    assert sentences.split_name(saliency).en == "validation"
    assert sentences.split_name(saliency).zh == "驗證集"


def test_numbers_of_the_methods_come_from_the_methods(saliency) -> None:
    told = sentences.method_settings(saliency)
    assert told.en == (
        "Here occlusion’s grey square covers 8×8 of the 48×48 pixels. LIME divides each image into about 25 "
        "superpixels and makes 100 copies of it."
    )
    assert_same_numbers([told])
    results = replace(saliency.results, methods=tuple(m for m in saliency.results.methods if m != "lime"))
    assert "LIME" not in sentences.method_settings(replace(saliency, results=results)).en


def test_classes_without_a_right_image_are_named_in_the_caption(saliency, changed) -> None:
    arrays = saliency.arrays
    assert sentences.never_right(saliency) == Text("", "")
    some = changed(
        shown_labels=arrays.shown_labels[:5],
        shown_images=arrays.shown_images[:5],
        shown_maps=arrays.shown_maps[:, :5],
    )
    caption = figures.plate(some).caption
    assert caption.en.startswith("One validation image of each of 5 of the 7 classes (n = 5)")
    assert caption.zh.startswith("7 類中的 5 類各一張")
    names = listed(saliency.classes[5:])
    assert f"The network recognises no validation image of {names.en}." in caption.en
    assert figures.plate(saliency).caption.en.startswith("One validation image of each class (n = 7)")


@pytest.mark.parametrize("blank", [True, False])
def test_hatching_is_explained_where_a_map_is_hatched(saliency, changed, blank) -> None:
    maps = np.abs(saliency.arrays.shown_maps) + 1
    if blank:
        maps[4, 0] = 0
    caption = figures.plate(changed(shown_maps=maps)).caption
    assert ("Hatched: a map that is 0 everywhere." in caption.en) == blank
    assert ("斜線：整張圖都是 0。" in caption.zh) == blank


def ginis_of(saliency, means: list[float], spread: float = 0.0) -> np.ndarray:
    """Gini coefficients of every method, two images a class, so far from each class's mean."""
    sides = np.where(np.arange(len(saliency.arrays.labels)) < 7, -spread, spread)
    return np.tile(np.array(means)[saliency.arrays.labels] + sides, (7, 1))


def test_the_most_concentrated_and_the_most_even_class_are_named(saliency, changed) -> None:
    ginis = ginis_of(saliency, [0.4, 0.4, 0.9, 0.4, 0.1, 0.4, 0.4])
    text = sentences.evenness(changed(ginis=ginis))
    assert text is not None
    assert f"the gradient maps of {saliency.classes[2].en} are the most concentrated" in text.en
    assert f"最均勻的是{saliency.classes[4].zh}" in text.zh
    assert sentences.evenness(changed(ginis=np.full_like(ginis, np.nan))) is None


def test_no_class_leads_where_intervals_overlap(saliency, changed) -> None:
    first, second, last = (saliency.classes[k] for k in (2, 5, 4))
    text = sentences.evenness(
        changed(ginis=ginis_of(saliency, [0.5, 0.5, 0.583, 0.5, 0.1, 0.580, 0.5], 0.002))
    )
    assert text is not None
    assert "no class clearly has the most concentrated gradient maps, as the" in text.en
    assert f"the 95% intervals of {first.en} and {second.en} overlap" in text.en
    assert f"the gradient maps of {last.en} are the most even" in text.en
    assert "沒有哪一類的梯度圖明確最集中" in text.zh
    assert_same_numbers([text])
    text = sentences.evenness(changed(ginis=ginis_of(saliency, [0.5] * 7, 0.1)))
    assert text is not None
    assert text.en.count("no class clearly") == 2


@pytest.mark.parametrize(
    ("named", "words", "rule"),
    [
        ((), "No image is picked by hand", True),
        ((2,), "The user chose 1 of the 7 images", True),
        (tuple(range(7)), "every image", False),
    ],
)
def test_who_chose_the_images_is_said_of_this_run(saliency, named, words, rule) -> None:
    analysis = replace(saliency, results=replace(saliency.results, named_ids=named))
    text = sentences.choice_of_images(analysis)
    assert words in text.en
    for told in (text.en, text.zh):
        assert (r"\sum(\partial z_t/\partial x)^2" in told) is rule
    assert "unless" not in text.en
    assert_same_numbers([text]) if rule else None


def test_a_made_activation_is_told_by_the_layers_before_it(saliency) -> None:
    results = replace(saliency.results, grad_cam_layer="b.relu_2", grad_cam_after=("b.bn2", "b.shortcut"))
    (notes,) = sentences.remarks(replace(saliency, results=results))
    assert "looks at the output of the activation that follows `b.bn2` and `b.shortcut`." in notes.en
    assert "relu_2" not in notes.en + notes.zh


def test_what_the_library_refuses_is_told_only_where_something_is_refused(
    saliency, without_relu, root
) -> None:
    rule = "The library refuses a method where it would silently be wrong."
    assert rule in sentences.remarks(without_relu)[0].en
    assert not any(rule in text.en for text in sentences.remarks(saliency))
    assert "LeakyReLU" not in (root / "notebooks" / "07_saliency.ipynb").read_text("utf8")
