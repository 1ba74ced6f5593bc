"""Sentences on shuffled pixels and on the twin of a DNN; those on pairs have their test beside the pairs."""

from types import SimpleNamespace

import numpy as np
import pytest

from fer_lib.chapters.cnn_dnn import figures, sentences
from fer_lib.chapters.cnn_dnn.pair_experiment import report_name
from fer_lib.chapters.cnn_dnn.shuffled_pixels import ShuffledFace, neighbour_correlation, twin_difference
from fer_lib.models import create_model
from fer_lib.training.data import shuffle_pixels
from tests.chapters.numbers import assert_same_numbers, texts_of_figure


@pytest.fixture(scope="module")
def images():
    rows = np.linspace(0, 255, 48).astype(np.uint8)
    return np.stack([np.tile(rows, (48, 1)), np.tile(rows[:, None], 48)])


def test_the_correlation_of_neighbours_before_and_after(images):
    text = sentences.neighbours(images)
    before, after = (f"{neighbour_correlation(x):.2f}" for x in (images, shuffle_pixels(images)))
    assert text.en.startswith("In 2 validation faces")
    assert f"is {before}. After the shuffling it is {after.replace('-', '−')}." in text.en
    assert_same_numbers([text])


def test_a_correlation_below_zero_has_a_minus_sign():
    chessboard = np.indices((48, 48)).sum(0) % 2 * np.uint8(250)
    assert "below it is −1.00." in sentences.neighbours(chessboard[None].astype(np.uint8)).en


def test_the_twin_is_off_by_no_more_than_is_said(images):
    network = create_model("report-b-dnn").eval()
    group = SimpleNamespace(runs=[SimpleNamespace(model=lambda: network)])
    text = sentences.twin(SimpleNamespace(dnn=group, report=report_name("report-b-dnn")), images)
    exponent = int(text.en.split("10^{")[1].split("}")[0])
    assert 10.0 ** (exponent - 1) < twin_difference(network, images) <= 10.0**exponent
    assert "the DNN of report B" in text.en
    assert_same_numbers([text])


@pytest.mark.parametrize(
    ("value", "shown"), [(3e-15, "10^{-14}"), (1e-3, "10^{-3}"), (0.0, "0"), (9.9e-16, "10^{-15}")]
)
def test_tiny_numbers_are_rounded_up_to_a_power_of_ten(value, shown):
    assert sentences._power_of_ten_above(value) == shown


def test_the_shuffled_face_has_its_numbers_in_both_languages(images):
    figure = figures.shuffled_face(ShuffledFace.of(images[0]))
    assert_same_numbers(texts_of_figure(figure))
    assert len(figure.draw("en").axes) == 3
