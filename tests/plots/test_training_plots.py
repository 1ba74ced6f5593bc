"""Figures of chapters 3 and 4: what is drawn is what was given, in both languages."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from fer_lib.chapters.cnn_dnn.before_after_figure import BeforeAfter
from fer_lib.chapters.cnn_dnn.shuffled_face_figure import plot_shuffled_face
from fer_lib.chapters.cnn_dnn.shuffled_pixels import ShuffledFace
from fer_lib.chapters.training.accuracy_gap_figure import AccuracyGap
from fer_lib.chapters.training.curve_grid_figure import CurveGrid, highest_shown
from fer_lib.language import LANGUAGES, Text
from fer_lib.plots.history import plot_history
from fer_lib.plots.style import figure_style
from fer_lib.proportion import Proportion
from tests.evaluation.run_folders import history

A, B = Text("first", "甲"), Text("second", "乙")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("runs", [1, 2, 3, 5, 7, 20])
def test_curves_have_two_panels_a_run_and_mark_the_best_epoch(lang, runs):
    histories = [history(0.2, 0.6, 0.5, train=(0.3, 0.7, 0.9)) for _ in range(runs)]
    names = [f"a-run-with-a-rather-long-name-{n}" for n in range(runs)]
    with figure_style(lang):
        figure = CurveGrid(names, histories).plot(lang)
        figure.canvas.draw()
    shown = [ax for ax in figure.axes if ax.get_visible()]
    assert len(shown) == 2 * runs
    titles = [ax.get_title(loc="left").replace("\n", "") for ax in shown if ax.get_title(loc="left")]
    assert sorted(titles) == sorted(names)
    assert [t.get_text() for ax in shown for t in ax.texts] == ["2"] * runs
    accuracy = shown[-1].lines
    assert accuracy[0].get_ydata() == pytest.approx([0.3, 0.7, 0.9])
    assert accuracy[1].get_ydata() == pytest.approx([0.2, 0.6, 0.5])
    assert (accuracy[3].get_xdata()[0], accuracy[3].get_ydata()[0]) == (2, 0.6)
    assert len(figure.legends[0].get_texts()) == 3


@pytest.mark.parametrize(("best", "side"), [(0, "left"), (5, "right")])
def test_the_label_of_the_best_epoch_stays_inside(best, side):
    accuracies = [0.1] * 6
    accuracies[best] = 0.9
    with figure_style():
        figure = plot_history(history(*accuracies))
    (label,) = figure.axes[1].texts
    assert label.get_text() == f"best epoch {best + 1}"
    assert label.get_horizontalalignment() == side


def test_losses_share_one_scale_and_accuracies_another():
    with figure_style():
        figure = CurveGrid(["a", "b"], [history(0.1, 0.9), history(0.5, 0.6)]).plot()
    limits = [ax.get_ylim() for ax in figure.axes]
    assert limits[0] == limits[1]
    assert limits[0][1] > 1.9
    assert limits[2] == limits[3] == (0, 1.02)


def test_the_alt_text_of_curves_names_each_run_s_best_epoch():
    curves = CurveGrid(["a", "b"], [history(0.2, 0.5), history(0.2, 0.7, 0.1)])
    assert curves.describe().en == "Best validation accuracy: a 50.0% in epoch 2; b 70.0% in epoch 2."
    assert "b 在第 2 個週期達 70.0%" in curves.describe().zh


def test_a_single_jump_of_the_loss_in_a_long_run_leaves_the_panel():
    calm = history(*[0.5] * 100)
    jump = replace(calm.records[60], validation_loss=70.0)
    assert highest_shown(
        replace(calm, records=(*calm.records[:60], jump, *calm.records[61:]))
    ) == highest_shown(calm)
    short = history(0.5, 0.5)
    high = replace(short.records[1], validation_loss=70.0)
    assert highest_shown(replace(short, records=(short.records[0], high))) == 70.0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_gaps_are_bars_from_validation_to_training(lang):
    gap = AccuracyGap(
        [A, B],
        [[Proportion(60, 100)], [Proportion(70, 100), Proportion(80, 100)]],
        [[Proportion(90, 100)], [Proportion(95, 100), Proportion(85, 100)]],
    )
    with figure_style(lang):
        figure = gap.plot(lang=lang)
    (ax,) = figure.axes
    assert [t.get_text() for t in ax.texts] == ["30.0", "15.0"]
    assert [t.get_text() for t in ax.get_yticklabels()] == [A[lang], B[lang]]
    bars = [line.get_xdata() for line in ax.lines if line.get_linewidth() == 6 and len(line.get_xdata())]
    assert np.allclose(bars, [[60, 90], [75, 90]])
    assert len(ax.containers) == 6  # an interval for each run and side
    bottom, top = ax.get_ylim()
    assert bottom > top  # the first kind stands on top


@pytest.mark.parametrize("lang", LANGUAGES)
def test_before_and_after_are_the_ends_of_a_line(lang):
    slopes = BeforeAfter(
        [A, B],
        [[Proportion(80, 100)], [Proportion(40, 100)]],
        [[Proportion(50, 100)], [Proportion(40, 100), Proportion(44, 100)]],
        (Text("before", "之前"), Text("after", "之後")),
        guessing=0.25,
    )
    with figure_style(lang):
        figure = slopes.plot(lang=lang)
    (ax,) = figure.axes
    texts = [t.get_text() for t in ax.texts]
    assert texts[:4] == ["80.0", f"{A[lang]} 50.0", "40.0", f"{B[lang]} 42.0"]
    lines = [line.get_ydata() for line in ax.lines if len(line.get_ydata()) == 2]
    assert any(np.allclose(y, [80, 50]) for y in lines)
    assert any(np.allclose(y, [40, 42]) for y in lines)
    assert any(np.allclose(y, [25, 25]) for y in lines)
    assert len(ax.containers) == 5


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_window_is_marked_and_each_of_its_pixels(lang):
    face = np.random.default_rng(0).integers(0, 256, (48, 48), dtype=np.uint8)
    example = ShuffledFace.of(face)
    with figure_style(lang):
        figure = plot_shuffled_face(example, lang)
    frames = [[p for p in ax.patches if isinstance(p, Rectangle)] for ax in figure.axes]
    assert [len(found) for found in frames] == [1, 1, 9]
    centres = {
        (round(p.get_y() + p.get_height() / 2), round(p.get_x() + p.get_width() / 2)) for p in frames[2]
    }
    assert centres == {tuple(position) for position in example.window_sources.tolist()}
    assert np.array_equal(figure.axes[1].images[0].get_array(), example.shuffled)
