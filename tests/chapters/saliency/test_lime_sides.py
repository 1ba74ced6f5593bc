"""What LIME's signed weights say: for the class and against it."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fer_lib.chapters.saliency import lime_sides
from fer_lib.chapters.saliency.analysis import SaliencyAnalysis
from fer_lib.chapters.saliency.signed_maps_figure import FOR_AND_AGAINST, SignedMaps
from fer_lib.language import LANGUAGES
from fer_lib.plots.style import figure_style
from tests.chapters.numbers import assert_same_numbers, texts_of_figure
from tests.chapters.saliency.drawn import analyses


def with_lime(saliency: SaliencyAnalysis, maps: list[list[float]]) -> SaliencyAnalysis:
    """Shown images whose maps by LIME have four segments each, as large as one another."""
    drawn = np.kron(np.array(maps).reshape(-1, 2, 2), np.ones((24, 24)))
    results, n = saliency.results, len(maps)
    every = np.zeros((len(results.methods), n, 48, 48), np.float32)
    every[results.position("lime")] = drawn
    old = results.arrays
    few = replace(
        old, shown_maps=every, shown_labels=old.shown_labels[:n], shown_images=old.shown_images[:n],
        shown_indices=old.shown_indices[:n],
    )  # fmt: skip
    return replace(saliency, results=replace(results, arrays=few))


def test_the_shares_for_and_against_and_the_strongest_segment_are_told(saliency) -> None:
    analysis = with_lime(saliency, [[3, 1, 0, 0], [1, 1, -2, 0], [-6, 1, 1, 0], [0, 0, 0, 0]])
    text = lime_sides.told(analysis)
    assert "On 1 of the 4 shown images LIME’s weights are 0 everywhere" in text.en
    assert "58% speaks for the class and 42% against it on average (n\u00a0=\u00a03 images)" in text.en
    assert "the share for it ranges from 25% to 100%" in text.en
    names = [saliency.classes[k].en for k in (1, 2)]
    assert (
        f"On 2 of the 3 images, of {names[0]} and {names[1]}, the strongest segment speaks against" in text.en
    )
    assert_same_numbers([text])


@pytest.mark.parametrize("maps", [[[3, 1, 0, 0]], [[1, 2, -1, 0], [2, 0, 0, -1]], [[0, 0, 0, 0]]])
def test_where_nothing_is_strongest_against_nothing_is_said_to_be(saliency, maps) -> None:
    text, figure = lime_sides.told(with_lime(saliency, maps)), lime_sides.figure(with_lime(saliency, maps))
    assert ("On none of them" in text.en) is (len(maps) > 1)
    assert ("No segment against the class is stronger" in text.en) is (maps == [[3, 1, 0, 0]])
    assert "against the class." not in text.en or len(maps) > 1 or not any(maps[0])
    assert_same_numbers([text, *texts_of_figure(figure)])


@given(arrays(np.float64, (3, 2, 2), elements=st.floats(-9, 9, width=32)))
def test_turning_the_sign_turns_the_sides(maps: np.ndarray) -> None:
    ahead, back = lime_sides.sides(maps), lime_sides.sides(-maps)
    assert ahead.shown.tolist() == back.shown.tolist()
    assert ahead.shares_for + back.shares_for == pytest.approx(np.ones(len(ahead.shown)))
    assert not (ahead.strongest_against & back.strongest_against).any()


def test_the_figure_is_drawn_in_both_languages_and_says_what_it_shows(saliency) -> None:
    figure = lime_sides.figure(
        with_lime(saliency, [[3, 1, 0, 0], [1, 1, -2, 0], [-6, 1, 1, 0], [0, 0, 0, 0]])
    )
    assert f"blue weight is largest on the image of {saliency.classes[0].en} (100%)" in figure.alt.en
    assert f"that of {saliency.classes[2].en} (25%)" in figure.alt.en
    assert_same_numbers(texts_of_figure(figure))
    for lang in LANGUAGES:
        with figure_style(lang):
            figure.draw(lang).canvas.draw()


def test_positive_weights_are_blue_and_zero_is_white(saliency) -> None:
    arrays = saliency.arrays
    maps = np.zeros((1, 48, 48))
    maps[0, :24], maps[0, 24:36] = 2.0, -1.0
    plot = SignedMaps(arrays.shown_images[:1], maps, saliency.classes[:1]).plot()
    drawn = plot.axes[1].images[0]
    red, _, blue, _ = drawn.to_rgba(drawn.get_array())[0, 0]
    assert blue > red
    red, _, blue, _ = drawn.to_rgba(drawn.get_array())[30, 0]
    assert red > blue
    assert FOR_AND_AGAINST(0.5)[:3] == pytest.approx((1, 1, 1), abs=0.02)
    assert plot.axes[1].get_title() == "±2"


def lime_sides_of(analysis: SaliencyAnalysis) -> tuple[np.ndarray, np.ndarray]:
    """Of LIME's maps that are not 0: the share that is positive, and whether the strongest value is negative."""
    maps = analysis.arrays.shown_maps[analysis.results.methods.index("lime")].reshape(
        len(analysis.arrays.shown_labels), -1
    )
    maps = maps[np.any(maps != 0, axis=1)].astype(float)
    positive = np.where(maps > 0, maps, 0).sum(axis=1)
    return positive / (positive + np.where(maps < 0, -maps, 0).sum(axis=1)), maps.max(axis=1) < -maps.min(
        axis=1
    )


@settings(max_examples=60)
@given(analyses().filter(lambda a: "lime" in a.results.methods))
def test_what_lime_speaks_for_is_so(analysis: SaliencyAnalysis) -> None:
    shares, against = lime_sides_of(analysis)
    text, n = lime_sides.told(analysis).en, len(analysis.arrays.shown_labels)
    assert ("On none of the shown images does LIME" in text) is (not len(shares))
    if not len(shares):
        return
    assert ("weights are 0 everywhere" in text) is (len(shares) < n)
    speaks, other = re.search(r"(\d+)% speaks for the class and (\d+)% against", text).groups()
    assert float(speaks) == pytest.approx(100 * shares.mean(), abs=1.01)
    assert int(speaks) + int(other) == 100
    k = int(against.sum())
    strongest: Callable[[str], bool] = text.__contains__
    assert strongest("stronger than every segment for it") is (not k)
    assert strongest("On every one of them, the strongest") is (k == len(shares) > 1)
    assert strongest("Its strongest segment speaks against") is (k == len(shares) == 1)
    assert strongest(f"On {k} of the {len(shares)} images") is (0 < k < len(shares))
