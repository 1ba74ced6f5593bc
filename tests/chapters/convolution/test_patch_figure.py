"""The convolution in numbers is what torch computes, and the framed cell is the sum of its products."""

import re

import pytest
import torch
from matplotlib import pyplot as plt
from torch.nn import functional as F

from fer_lib.chapters.convolution import figures
from fer_lib.chapters.convolution.patch_figure import IMAGE, KERNEL, Patch
from tests.chapters.numbers import assert_well_put, texts_of_figure


@pytest.mark.parametrize(("row", "column"), [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_the_output_is_that_of_torch(row, column):
    patch = Patch(row, column)
    image, kernel = (torch.tensor(values, dtype=torch.float64)[None, None] for values in (IMAGE, KERNEL))
    assert patch.output.tolist() == F.conv2d(image, kernel)[0, 0].tolist()
    assert sum(w * pixel for w, pixel in patch.products) == patch.output[row, column]
    assert_well_put(texts_of_figure(figures.patch(patch)))


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
def test_the_sum_can_be_broken_between_its_terms(lang):
    patch = Patch(0, 1)
    formulas = re.findall(r"\$([^$]*)\$", figures.patch(patch).caption[lang])
    assert len(formulas) == len(patch.products) + 1  # and the result
    assert all(formula.count("\\cdot") <= 1 for formula in formulas)
    assert formulas[-1].endswith(f"{patch.output[0, 1]:.0f}")


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
def test_it_draws_every_number(lang):
    patch = Patch(0, 1)
    figure = patch.plot(lang=lang)
    drawn = [text.get_text() for text in figure.axes[0].texts]
    assert len(drawn) == 16 + 9 + 4 + 6
    plt.close(figure)
