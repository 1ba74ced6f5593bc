import numpy as np
import pytest
from scipy.special import softmax

from fer_lib.chapters.errors.calibration import position
from fer_lib.chapters.errors.reliability_figure import plot_scaling
from fer_lib.language import LANGUAGES
from fer_lib.metrics.calibration import temperature_scaling
from fer_lib.metrics.predictions import Predictions


def drawn(n, temperature, classes=5, seed=0):
    """Labels drawn from softmax(z), and the logits z · T, which are then too large by T."""
    generator = np.random.default_rng(seed)
    true = generator.normal(scale=1.5, size=(n, classes))
    labels = (softmax(true, axis=1).cumsum(1) < generator.random((n, 1))).sum(1)
    return (true * temperature).astype(np.float32), labels


def predictions(n, temperature, seed=0):
    logits, labels = drawn(n, temperature, seed=seed)
    return Predictions(np.arange(n), labels, logits)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_diagram_has_a_point_for_each_filled_bin(lang):
    found = temperature_scaling(predictions(400, 2.5), None)
    figure = plot_scaling(found, lang)
    assert len(figure.axes) == 4
    for column, side in ((0, found.before), (1, found.after)):
        points = sum(len(container[0].get_xdata()) for container in figure.axes[column].containers)
        assert points == len(side.filled_bins)
        assert sum(bar.get_height() for bar in figure.axes[2 + column].patches) == 400
        assert f"ECE = {side.ece:.3f}" in figure.axes[column].texts[0].get_text()
    assert "below the diagonal" in position(found.before).en


def test_no_mark_is_cut_off_by_the_frame():
    n = 60
    labels = np.arange(n) % 3
    sure = Predictions(np.arange(n), labels, np.eye(3, dtype=np.float32)[labels] * 40)
    wrong = Predictions(np.arange(n), labels, np.eye(3, dtype=np.float32)[(labels + 1) % 3] * 40)
    for found in (sure, wrong):
        figure = plot_scaling(temperature_scaling(found, None))
        figure.draw_without_rendering()
        axes = figure.axes[0]
        frame, points = axes.get_window_extent(), axes.containers[0][0]
        places = axes.transData.transform(np.column_stack([points.get_xdata(), points.get_ydata()]))
        radius = points.get_markersize() / 2 * figure.dpi / 72
        assert len(places) == 1
        assert (places >= [frame.x0 + radius, frame.y0 + radius]).all()
        assert (places <= [frame.x1 - radius, frame.y1 - radius]).all()
