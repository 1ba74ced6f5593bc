from dataclasses import replace

import pytest

from fer_lib.chapters.training.curve_grid_figure import highest_shown, plot_curve_grid
from fer_lib.language import LANGUAGES
from fer_lib.plots.style import figure_style
from tests.chapters.run_folders import history


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("runs", [1, 2, 3, 5, 7, 20])
def test_curves_have_two_panels_a_run_and_mark_the_best_epoch(lang, runs):
    names = [f"a-run-with-a-rather-long-name-{n}" for n in range(runs)]
    histories = dict.fromkeys(names, history(0.2, 0.6, 0.5, train=(0.3, 0.7, 0.9)))
    with figure_style(lang):
        figure = plot_curve_grid(histories, lang)
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


def test_losses_share_one_scale_and_accuracies_another():
    with figure_style():
        figure = plot_curve_grid({"a": history(0.1, 0.9), "b": history(0.5, 0.6)})
    limits = [ax.get_ylim() for ax in figure.axes]
    assert limits[0] == limits[1]
    assert limits[0][1] > 1.9
    assert limits[2] == limits[3] == (0, 1.02)


def test_a_single_jump_of_the_loss_in_a_long_run_leaves_the_panel():
    calm = history(*[0.5] * 100)
    jump = replace(calm.records[60], validation_loss=70.0)
    assert highest_shown(
        replace(calm, records=(*calm.records[:60], jump, *calm.records[61:]))
    ) == highest_shown(calm)
    short = history(0.5, 0.5)
    high = replace(short.records[1], validation_loss=70.0)
    assert highest_shown(replace(short, records=(short.records[0], high))) == 70.0
