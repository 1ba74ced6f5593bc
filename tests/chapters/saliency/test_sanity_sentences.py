"""What is said of the sanity check and of the curves, for chosen correlations and areas."""

import re

import numpy as np
import pytest

from fer_lib.chapters.saliency import sanity_sentences
from tests.chapters.numbers import assert_same_numbers
from tests.chapters.saliency.conftest import made_up


def correlations(saliency, method: str, values: list[float]) -> np.ndarray:
    randomized = np.zeros((len(saliency.results.methods), 8, len(values)))
    randomized[saliency.results.position(method)] = values
    return randomized


@pytest.mark.parametrize(
    ("values", "is_sane", "words"),
    [
        ([0.94, 0.95, 0.96], False, "looks best and fails the check"),
        ([0.1, 0.12, 0.14], True, "passes the check"),
        ([0.1, 0.5, 0.9], None, "does not decide"),
    ],
)
def test_guided_backpropagation_fails_where_its_map_stays(saliency, changed, values, is_sane, words) -> None:
    analysis = changed(randomized=correlations(saliency, "guided_backpropagation", values))
    assert analysis.is_sane("guided_backpropagation") is is_sane
    assert analysis.is_sane("gradient") is True
    guided, sanity = sanity_sentences.guided_backpropagation(analysis), sanity_sentences.sanity(analysis)
    assert words in guided.en
    assert ("guided backprop **fails**" in sanity.en) == (is_sane is False)
    assert_same_numbers([guided, sanity])


def test_without_maps_that_point_somewhere_nothing_is_judged(saliency, changed) -> None:
    analysis = changed(randomized=correlations(saliency, "grad_cam", [np.nan, np.nan, 0.9]))
    assert "Grad-CAM has too few maps" in sanity_sentences.sanity(analysis).en
    assert "Grad-CAM 不是處處為 0 的圖太少" in sanity_sentences.sanity(analysis).zh


def test_a_method_that_is_not_defined_has_no_verdict(without_relu) -> None:
    assert "nothing to say" in sanity_sentences.guided_backpropagation(without_relu).en
    assert "guided backprop" not in sanity_sentences.sanity(without_relu).en


def test_curves_are_held_against_a_random_order_and_against_the_check(saliency, changed) -> None:
    """Guided backpropagation best, occlusion worse than chance, the rest like chance."""
    n, wave = 12, np.linspace(0, 0.1, 12)[:, None]
    curves = np.full((8, n, 5), 0.5) + wave + np.random.default_rng(0).normal(0, 0.01, (8, n, 5))
    deletion, insertion = curves.copy(), curves.copy()
    guided, occlusion = (saliency.results.position(m) for m in ("guided_backpropagation", "occlusion"))
    deletion[guided] -= 0.2
    insertion[guided] += 0.2
    deletion[occlusion] += 0.2
    failing = correlations(saliency, "guided_backpropagation", [0.94, 0.95, 0.96])
    passing = correlations(saliency, "guided_backpropagation", [0.1, 0.11, 0.12])
    text = sanity_sentences.deletion(changed(deletion=deletion, insertion=insertion, randomized=failing))
    assert "in the order of guided backprop, the class is lost faster" in text.en
    assert "in the order of occlusion, the class is lost more slowly" in text.en
    assert "no other method can be told from a random order" in text.en
    assert "guided backprop, fails the check above" in text.en
    assert "照導引反向傳播的順序刪除像素，比隨機順序更快認不出類別" in text.zh
    assert_same_numbers([text])
    text = sanity_sentences.deletion(changed(deletion=deletion, insertion=insertion, randomized=passing))
    assert "fails" not in text.en
    text = sanity_sentences.deletion(changed(deletion=curves, insertion=insertion, randomized=failing))
    assert "no method's order differs" in text.en


def test_maps_that_chance_decides_are_told_with_the_fit_of_the_linear_models(saliency, changed) -> None:
    reseeded = np.full_like(saliency.arrays.reseeded, np.nan)
    reseeded[saliency.results.position("smooth_grad")] = 0.9
    reseeded[saliency.results.position("lime")] = 0.25
    text = sanity_sentences.chance(
        changed(reseeded=reseeded, surrogate_fits=np.array([[0.7] * 3, [-0.5] * 3]))
    )
    assert "(n\u00a0=\u00a03): SmoothGrad 0.90" in text.en
    assert "LIME 0.25" in text.zh
    assert "$R^2$ of 0.70" in text.en
    assert "of \u22120.50" in text.en
    assert_same_numbers([text])


def test_what_is_left_without_any_pixel_is_told_where_it_is_more_than_guessed(saliency, changed) -> None:
    """Seven classes: guessing gives 0.14."""
    curves = np.full((8, 12, 5), 0.5)
    for left, told in ((0.28, False), (0.58, True)):
        curves[:, :, -1] = left
        text = sanity_sentences.deletion(changed(deletion=curves, insertion=np.full((8, 12, 5), 0.5)))
        assert ("probability of 0.58 on average, where guessing gives 0.14" in text.en) is told
        assert ("只剩下平均灰階" in text.zh) is told
        assert_same_numbers([text])


def test_methods_with_latin_names_stand_apart_in_chinese(saliency) -> None:
    texts = [
        sanity_sentences.sanity(saliency),
        sanity_sentences.deletion(saliency),
        sanity_sentences.chance(saliency),
    ]
    for text in texts:
        assert re.findall(r"[\u4e00-\u9fff](?=[A-Za-z0-9])|[A-Za-z0-9](?=[\u4e00-\u9fff])", text.zh) == []
        assert not re.search(r"（[^）]*\(", text.zh)  # no brackets within brackets


def test_without_a_fit_nothing_is_said_of_one(saliency, changed) -> None:
    """A network whose logit is the same for every image; and no LIME at all."""
    for fits in (np.full((2, 3), np.nan), np.zeros((2, 0))):
        text = sanity_sentences.chance(changed(surrogate_fits=fits))
        assert "R^2" not in text.en + text.zh
        assert "nan" not in text.en
    analysis = made_up(("gradient", "occlusion"), {})
    assert not sanity_sentences.chance(analysis).en
