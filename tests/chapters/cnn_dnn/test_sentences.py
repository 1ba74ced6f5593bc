"""Sentences on shuffled pixels and on the twin of a DNN; those on pairs have their test beside the pairs."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from fer_lib.chapters.cnn_dnn import figures, sentences
from fer_lib.chapters.cnn_dnn.shuffled_pixels import ShuffledImage, neighbour_correlation, twin_difference
from fer_lib.models import create_model
from fer_lib.training.data import shuffle_pixels
from tests.chapters.numbers import assert_same_numbers, texts_of_figure


@pytest.fixture(scope="module")
def images():
    rows = np.linspace(0, 255, 48).astype(np.uint8)
    return np.stack([np.tile(rows, (48, 1)), np.tile(rows[:, None], 48)])


@pytest.fixture
def food(faces):
    return replace(faces, class_names=tuple(f"food-{n}" for n in range(7)))


def test_the_correlation_of_neighbours_before_and_after(images, faces, food):
    text = sentences.neighbours(faces, images)
    assert sentences.neighbours(food, images[:1]).en.startswith("In 1 validation image, the correlation")
    before, after = (f"{neighbour_correlation(x):.2f}" for x in (images, shuffle_pixels(images)))
    assert text.en.startswith("In 2 validation faces")
    assert f"is {before}. After the shuffling it is {after.replace('-', '−')}." in text.en
    assert_same_numbers([text])


def test_a_correlation_below_zero_has_a_minus_sign(faces):
    chessboard = np.indices((48, 48)).sum(0) % 2 * np.uint8(250)
    assert "below it is −1.00." in sentences.neighbours(faces, chessboard[None].astype(np.uint8)).en


def pair_of(network):
    """What the sentence on the twin needs of a pair."""
    run = SimpleNamespace(model=lambda: network, name="some-dnn")
    return SimpleNamespace(dnn=SimpleNamespace(runs=[run]))


def test_the_twin_is_off_by_no_more_than_is_said(images):
    network = create_model("report-b-dnn").eval()
    text = sentences.twin(pair_of(network), images)
    exponent = int(text.en.split("10^{")[1].split("}")[0])
    assert 10.0 ** (exponent - 1) < twin_difference(network, images) <= 10.0**exponent
    assert "Checked on `some-dnn` as it was trained here" in text.en
    assert_same_numbers([text])


def test_a_network_without_a_twin_is_said_to_have_none(images):
    text = sentences.twin(pair_of(create_model("report-b-cnn").eval()), images)
    assert text.en.startswith("`some-dnn` has no such twin")
    assert "10^" not in text.zh


@pytest.mark.parametrize(("value", "shown"), [(3e-15, "10^{-14}"), (1e-3, "10^{-3}"), (9.9e-16, "10^{-15}")])
def test_tiny_numbers_are_rounded_up_to_a_power_of_ten(value, shown):
    assert sentences._power_of_ten_above(value) == shown


def test_the_shuffled_image_has_its_numbers_in_both_languages(images, faces, food):
    shown = ShuffledImage.of(images[0])
    of_faces, of_food = (figures.shuffled_image(shown, data) for data in (faces, food))
    assert_same_numbers([*texts_of_figure(of_faces), *texts_of_figure(of_food)])
    assert len(of_faces.draw("en").axes) == 3
    assert of_faces.caption.en.startswith("A validation face, the same with")
    assert of_faces.alt.zh.startswith("一張人臉，嘴邊")
    for text in texts_of_figure(of_food):
        assert "face" not in text.en
        assert "臉" not in text.zh
