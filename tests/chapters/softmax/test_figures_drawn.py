"""The drawings of chapter 12 show what their captions say."""

import numpy as np
import pytest

from fer_lib.chapters.softmax.log_sum_exp_figure import LogSumExpCurve
from fer_lib.chapters.softmax.two_gradients_figure import TwoGradients
from fer_lib.language import LANGUAGES
from fer_lib.plots.style import figure_style


def test_the_sum_of_the_binary_terms_has_the_larger_gradient():
    gradients = TwoGradients.compute(7)
    assert 1 < gradients.ratio.min() < gradients.ratio.max() < 2
    # The dashed curve stays lower on the right, and meets the other one on the left.
    gap = gradients.usual - gradients.binary_sum
    assert gap.min() > 0
    assert gradients.ratio[0] == pytest.approx(1, abs=0.1)


def test_the_form_as_written_is_infinite_at_both_ends():
    curve = LogSumExpCurve.compute(points=49)
    assert np.isfinite(curve.shifted).all()
    assert np.ptp(curve.shifted) < 1e-3
    assert not np.isfinite(curve.naive[[0, -1]]).any()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("curves", [LogSumExpCurve.compute(points=49), TwoGradients.compute(7)])
def test_both_curves_are_drawn(curves, lang):
    with figure_style(lang):
        (axes,) = curves.plot(lang=lang).axes
    assert len(axes.get_lines()) == 2
    assert axes.get_xlabel()
