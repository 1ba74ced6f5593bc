import pytest

from fer_lib.chapters.backpropagation import graph_figure
from fer_lib.language import LANGUAGES
from fer_lib.plots import figure_style


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_graph_has_every_value_delta_and_gradient_once(lang):
    with figure_style(lang):
        figure = graph_figure.plot_graph(lang=lang)
        figure.canvas.draw()
    (ax,) = figure.axes
    shown = [text.get_text() for text in ax.texts if text.get_text()]
    for name in (*graph_figure.NODES, *graph_figure.DELTAS.values(), *graph_figure.GRADIENTS.values()):
        assert shown.count(name) == 1
    assert len(graph_figure.STEPS) == len(graph_figure.NODES) - 1
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text()]
    assert not [(a, b) for k, a in enumerate(boxes) for b in boxes[:k] if a.overlaps(b)]
