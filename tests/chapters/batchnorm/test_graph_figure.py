"""The graph of batch normalization is the layer's, and nothing in its drawing covers anything else."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Annotation

from fer_lib.chapters.batchnorm import figures, graph_figure
from fer_lib.language import LANGUAGES, Language
from fer_lib.plots import figure_style
from tests.chapters.numbers import assert_same_numbers, texts_of_figure


def drawn(lang: Language) -> Figure:
    with figure_style(lang):
        figure = graph_figure.plot_graph(lang=lang)
        figure.canvas.draw()
    return figure


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_lies_on_another_or_on_an_arrow(lang: Language) -> None:
    figure = drawn(lang)
    (ax,) = figure.axes
    arrows = [text for text in ax.texts if isinstance(text, Annotation)]
    words = [text for text in ax.texts if not isinstance(text, Annotation)]
    covered = [
        (
            text.get_text(),
            patch.get_window_extent() if (patch := text.get_bbox_patch()) else text.get_window_extent(),
        )
        for text in words
    ]
    assert len(arrows) == 2 * len(graph_figure.EDGES)
    assert [(a, b) for (a, first), (b, second) in combinations(covered, 2) if first.overlaps(second)] == []
    for arrow in arrows:
        assert arrow.arrow_patch is not None
        path = arrow.arrow_patch.get_transform().transform_path(arrow.arrow_patch.get_path())
        start, _, end = np.asarray(path.vertices, float)[:3]  # the rest is the head
        points = start + np.linspace(0, 1, 200)[:, None] * (end - start)
        inside = {name for name, box in covered if box.count_contains(points)}
        assert inside <= {name for _, name in graph_figure.NODES.values()}, inside
    assert all(figure.bbox.contains(*corner) for _, box in covered for corner in box.corners())


def test_each_value_goes_into_those_whose_formula_names_it() -> None:
    """An arrow stands for a letter in a formula: x_k and x_i are one node, s stands for the variance."""
    letters = {"x": ("x_k", "x_i"), "mean": (r"\mu",), "variance": ("{s}",), "normal": (r"\hat x_k",),
               "scale": (r"\gamma",), "shift": (r"\beta",)}  # fmt: skip
    formulas = {key: name.partition("=")[2] for key, (_, name) in graph_figure.NODES.items()}
    named = {
        (tail, head)
        for head, formula in formulas.items()
        for tail, ways in letters.items()
        if any(
            letter in (formula if tail == "normal" else formula.replace(r"\hat x_k", "")) for letter in ways
        )
    }
    assert named | {("output", "loss")} == set(graph_figure.EDGES)


def test_the_ways_back_to_an_input_are_the_arrows_that_leave_it() -> None:
    assert len(graph_figure.WAYS) == sum(tail == "x" for tail, _ in graph_figure.EDGES)
    caption = figures.graph().caption
    for text in (caption.en, caption.zh):
        assert all(text.count(way) == 1 for way in graph_figure.WAYS)


def test_caption_and_alt_text_say_the_same() -> None:
    assert_same_numbers([figures.graph().caption])
    assert all(text.en and text.zh for text in texts_of_figure(figures.graph()))
