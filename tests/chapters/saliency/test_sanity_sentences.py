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
        (
            [0.94, 0.95, 0.96],
            False,
            "**guided backpropagation fails the check**, the only method here that does",
        ),
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


@pytest.mark.parametrize(
    ("steps", "words", "chinese"),
    [
        ([0.9] * 8, "still above the limit (0.90)", "仍然高於界線（0.90）"),
        (
            [0.9] * 5 + [0.1] * 3,
            "only once 6 of the 8 layers are new (with all of them its correlation is 0.10)",
            "6 層，才明確低於界線",
        ),
        (
            [0.9, 0.1] + [0.9] * 4 + [0.3] * 2,
            "only once 7 of the 8",
            "7 層，才明確低於界線",
        ),  # not the dip before
        ([0.9] * 7 + [None], "cannot be told", "看不出來"),
    ],
)
def test_when_the_map_of_guided_backpropagation_falls_apart_is_told_by_the_numbers(
    saliency, changed, steps, words, chinese
) -> None:
    analysis = changed(randomized=correlations(saliency, "guided_backpropagation", [0.9, 0.9, 0.9]))
    rows = [[0.1, 0.5, 0.9] if step is None else [step - 0.01, step, step + 0.01] for step in steps]
    analysis.arrays.randomized[saliency.results.position("guided_backpropagation")] = rows
    text = sanity_sentences.guided_backpropagation(analysis)
    assert words in text.en
    assert chinese in text.zh
    assert ("does not come from what the network has learned" in text.en) is (steps == [0.9] * 8)
    assert_same_numbers([text])


def test_guided_backpropagation_does_not_stand_alone_where_others_fail_as_well(saliency, changed) -> None:
    randomized = correlations(saliency, "guided_backpropagation", [0.94, 0.95, 0.96])
    for method in ("gradient", "smooth_grad"):
        randomized[saliency.results.position(method)] = [0.8, 0.81, 0.82]
    text = sanity_sentences.guided_backpropagation(changed(randomized=randomized))
    assert "**guided backpropagation fails the check**, and so do gradient and SmoothGrad." in text.en
    assert "**導引反向傳播通不過檢驗**，梯度與 SmoothGrad 也一樣。" in text.zh
    assert "only method" not in text.en


@pytest.mark.parametrize(
    ("smooth", "words"),
    [(0.2, "clearly lowers"), (0.8, "clearly raises"), (None, "does not clearly change")],
)
def test_what_averaging_over_noise_does_to_the_sensitivity_is_told(saliency, changed, smooth, words) -> None:
    sensitivities = np.tile([0.49, 0.5, 0.51], (7, 1))
    row = saliency.results.position("smooth_grad")
    sensitivities[row] = [0.1, 0.5, 0.9] if smooth is None else [smooth, smooth, smooth]
    text = sanity_sentences.averaging(changed(sensitivities=sensitivities))
    assert words in text.en
    assert_same_numbers([text])
    assert not sanity_sentences.averaging(made_up(("gradient", "lime"), {})).en
    sensitivities[row, 1:] = np.nan  # the gradient's other two have nothing to be held against
    one = sanity_sentences.averaging(changed(sensitivities=sensitivities))
    assert "is 0.49, that of SmoothGrad" in one.en
    assert "one image does not tell" in one.en
    assert not sanity_sentences.averaging(changed(sensitivities=np.full((7, 3), np.nan))).en


def test_without_maps_that_point_somewhere_nothing_is_judged(saliency, changed) -> None:
    analysis = changed(randomized=correlations(saliency, "grad_cam", [np.nan, np.nan, 0.9]))
    assert "Grad-CAM has too few maps" in sanity_sentences.sanity(analysis).en
    assert "Grad-CAM 不是處處為 0 的圖太少" in sanity_sentences.sanity(analysis).zh


def test_a_method_that_is_not_defined_has_no_verdict(without_relu) -> None:
    assert "nothing to test" in sanity_sentences.guided_backpropagation(without_relu).en
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
    assert "deleting pixels in the order of guided backprop loses the class faster" in text.en
    assert "deleting pixels in the order of occlusion loses the class more slowly" in text.en
    assert "no other method can be told from a random order" in text.en
    assert "under insertion, guided backprop, fails the check above" in text.en
    assert "照導引反向傳播的順序刪除像素，比隨機順序更快認不出類別" in text.zh
    assert "Inserting pixels in the order of guided backprop finds the class faster" in text.en
    assert "(mean area 0.75 against 0.55)" in text.en
    assert "照導引反向傳播的順序插入像素，比隨機順序更快認出類別" in text.zh
    assert_same_numbers([text])
    text = sanity_sentences.deletion(changed(deletion=deletion, insertion=insertion, randomized=passing))
    assert "fails" not in text.en
    text = sanity_sentences.deletion(changed(deletion=curves, insertion=insertion, randomized=failing))
    assert "no method’s order differs" in text.en


def test_maps_that_chance_decides_are_told_with_the_fit_of_the_linear_models(saliency, changed) -> None:
    reseeded = np.full_like(saliency.arrays.reseeded, np.nan)
    reseeded[saliency.results.position("smooth_grad")] = 0.9
    reseeded[saliency.results.position("lime")] = 0.25
    text = sanity_sentences.chance(
        changed(reseeded=reseeded, surrogate_fits=np.array([[0.7] * 3, [-0.5] * 3]))
    )
    assert "at 0.90 for SmoothGrad and 0.25 for LIME, on average (n\u00a0=\u00a03)" in text.en
    assert "LIME 是 0.25" in text.zh
    assert "$R^2$ of 0.70" in text.en
    assert "of \u22120.50 on new ones" in text.en
    assert_same_numbers([text])


def test_what_is_left_without_any_pixel_is_told_where_it_is_more_than_guessed(saliency, changed) -> None:
    """Seven classes: guessing gives 0.14."""
    curves = np.full((8, 12, 5), 0.5)
    for left, told in ((0.28, False), (0.58, True)):
        curves[:, :, -1] = left
        text = sanity_sentences.deletion(changed(deletion=curves, insertion=np.full((8, 12, 5), 0.5)))
        assert ("mean probability of 0.58; guessing gives 0.14" in text.en) is told
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
