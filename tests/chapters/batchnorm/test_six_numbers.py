"""Six numbers through the layer: the values drawn are those of torch's layer, and the sentences about them are true."""

import numpy as np
import pytest
import torch
from matplotlib import pyplot as plt
from torch import nn

from fer_lib.chapters.batchnorm.asked_numbers import EPSILONS, LIMITS, WORDS, asked_numbers
from fer_lib.chapters.batchnorm.six_numbers import SixNumbers
from fer_lib.chapters.batchnorm.six_numbers_figure import six_numbers
from fer_lib.language import LANGUAGES
from fer_lib.plots.style import figure_style
from tests.chapters.numbers import assert_same_numbers, texts_of_figure

NUMBERS = [SixNumbers(), SixNumbers((0.0, 1.0), (1.0, 3.0), -2.0, 0.0, 0.1)]


@pytest.mark.parametrize("numbers", NUMBERS)
def test_values_are_those_of_torchs_layer(numbers):
    layer = nn.BatchNorm1d(1, eps=numbers.epsilon).double()
    nn.init.constant_(layer.weight, numbers.gamma)
    nn.init.constant_(layer.bias, numbers.beta)
    x = torch.tensor(numbers.x, dtype=torch.float64)[:, None].requires_grad_()
    y = layer(x)
    y.backward(torch.tensor(numbers.g, dtype=torch.float64)[:, None])
    np.testing.assert_allclose(numbers.outputs, y[:, 0].detach().numpy())
    np.testing.assert_allclose(numbers.gradient, x.grad[:, 0].numpy(), atol=1e-12)
    assert abs(numbers.gradient.sum()) < 1e-12
    assert abs(numbers.normalized.sum()) < 1e-12


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("numbers", NUMBERS)
def test_each_number_is_drawn(numbers, lang):
    with figure_style(lang):
        figure = six_numbers(numbers).draw(lang)
        left, right = figure.axes
        ways = [line.get_xdata() for line in left.lines]
        heights = [bar.get_height() for bar in right.patches]
    plt.close(figure)
    np.testing.assert_allclose(np.transpose(ways), np.stack([numbers.x, numbers.normalized, numbers.outputs]))
    np.testing.assert_allclose(heights, [*numbers.g, *numbers.gradient])


def test_both_languages_have_the_same_numbers():
    assert_same_numbers([text for one in NUMBERS for text in texts_of_figure(six_numbers(one))])
    assert_same_numbers(WORDS.values())


def test_the_reader_can_return_to_what_the_figure_shows():
    numbers = SixNumbers()
    data = asked_numbers(numbers).data
    assert numbers.epsilon in data["epsilons"] == list(EPSILONS)
    for key, (low, high) in LIMITS.items():
        values = np.atleast_1d(getattr(numbers, key))
        assert low <= values.min() <= values.max() <= high
        np.testing.assert_allclose(values * 10, np.rint(values * 10))  # the sliders' step is 0.1
