import pytest

from fer_lib.plots.learning_curves import plot_learning_curves
from fer_lib.plots.style import figure_style
from tests.chapters.run_folders import history


@pytest.mark.parametrize(("best", "side"), [(0, "left"), (5, "right")])
def test_the_label_of_the_best_epoch_stays_inside(best, side):
    accuracies = [0.1] * 6
    accuracies[best] = 0.9
    with figure_style():
        figure = plot_learning_curves(history(*accuracies))
    (label,) = figure.axes[1].texts
    assert label.get_text() == f"best epoch {best + 1}"
    assert label.get_horizontalalignment() == side
