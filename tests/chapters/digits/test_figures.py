"""The chapter's drawings show the numbers, and their texts say the same in both languages."""

import numpy as np
import pytest

from fer_lib.chapters.digits import figures
from fer_lib.chapters.digits.curves_figure import LateErrors, LearningCurves, plot_start_curves
from fer_lib.chapters.digits.hidden_plane_figure import hidden_planes, plot_planes
from fer_lib.chapters.digits.matrices_figure import plot_digits, plot_matrices
from fer_lib.chapters.digits.report_e import printed_sixty_units, printed_two_units
from fer_lib.language import LANGUAGES, Text
from fer_lib.plots.style import figure_style
from tests.chapters.numbers import assert_same_numbers, texts_of_figure


@pytest.mark.parametrize("lang", LANGUAGES)
def test_drawings_show_the_numbers(experiments, dataset, lang):
    with figure_style(lang):
        curves = LearningCurves(experiments.main.histories).plot(lang=lang)
        starts = plot_start_curves(experiments.starts, lang)
        late = LateErrors(experiments.main.histories[0], 10).plot(lang=lang)
        digits = plot_digits(dataset, lang)
        matrices = plot_matrices(
            printed_sixty_units(), printed_two_units(), (Text("a", "甲"), Text("b", "乙")), lang
        )
    losses = np.mean([history.test.losses for history in experiments.main.histories], axis=0)
    assert np.array_equal(curves.axes[0].lines[1].get_ydata(), losses)
    errors = 100 * (1 - experiments.main.accuracies.mean())
    assert starts.axes[1].lines[0].get_ydata()[-1] == pytest.approx(errors)
    assert len(late.axes[0].lines[0].get_ydata()) == 10
    assert late.axes[0].lines[1].get_ydata().mean() == pytest.approx(0, abs=1e-12)
    assert len(digits.axes) == 40
    assert "657" in [text.get_text() for text in matrices.axes[0].texts]


def test_planes_show_images_where_the_network_puts_them(experiments, dataset):
    history = experiments.two_units.histories[0]
    first, last = hidden_planes(history, dataset)
    network = history.networks[20]
    assert np.array_equal(last.decisions(last.activations), network.predict(last.x))
    assert last.accuracy.share == pytest.approx(1 - history.test.errors[-1])
    assert last.accuracy.share > first.accuracy.share
    across, up, answers = last.panel
    point = np.array([[across[7], up[390]]], np.float32)
    assert answers[390, 7] == last.decisions(point)[0]
    with figure_style("en"):
        figure = plot_planes(first, last)
    drawn = sum(len(line.get_xdata()) for line in figure.axes[1].lines)
    assert drawn == len(last.labels) == 450


def test_texts_say_the_same_in_both_languages(other_digits, without_reports):
    shown = [
        figures.examples(other_digits.dataset),
        figures.learning_curves(other_digits),
        figures.late_errors(other_digits),
        figures.starts(other_digits),
        figures.hidden_plane(other_digits),
        figures.matrices(other_digits),
        figures.printed_matrices(),
        figures.matrices(without_reports),
    ]
    for figure in shown:
        assert_same_numbers(texts_of_figure(figure))


def test_matrices_say_which_networks_they_are_of(other_digits, without_reports):
    caption = figures.matrices(other_digits).caption.en
    assert caption.startswith(
        "Test images here, seed 0, after 40 epochs with 12 units (start: zero weights, random biases) and"
    )
    caption = figures.matrices(without_reports).caption.en
    assert caption.startswith(
        "Test images, seed 0, after 40 epochs with 12 units (start: random) and 20 with two, on 1,347"
    )
