"""Diagrams of the networks."""

from itertools import combinations

import pytest
from matplotlib import pyplot as plt
from matplotlib.patches import Polygon

from fer_lib.chapters.models.architecture_figure import CHANNEL, SIDE, WIDTH, make_architecture
from fer_lib.chapters.models.network import take_apart
from fer_lib.language import LANGUAGES, Text
from fer_lib.models import MODELS
from fer_lib.plots import figure_style


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", MODELS)
def test_a_diagram_says_everything_and_no_label_runs_into_another(name, lang):
    architecture = make_architecture(take_apart(name).stages)
    with figure_style(lang):
        figure = architecture.plot(lang=lang)
        figure.draw_without_rendering()
        labels = [text for text in figure.axes[0].texts if text.get_text()]
        boxes = {text: text.get_window_extent() for text in labels}
        page = figure.bbox
    words = [text.get_text() for text in labels]
    for stage in architecture.stages:
        assert "×".join(map(str, stage.maps)) in words
        assert f"{stage.parameters:,}" in words
        assert {operation[lang] for operation in stage.operations} <= set(words)
    assert Text("parameters", "參數量")[lang] in words
    for (one, box), (other, other_box) in combinations(boxes.items(), 2):
        assert not box.overlaps(other_box), f"{one.get_text()!r} and {other.get_text()!r}"
    for text, box in boxes.items():
        assert page.x0 <= box.x0, text
        assert box.x1 <= page.x1, text
        assert page.y0 <= box.y0, text
        assert box.y1 <= page.y1, text
    assert figure.get_size_inches()[0] * 72 == pytest.approx(WIDTH)


@pytest.mark.parametrize("name", MODELS)
def test_no_label_stands_on_a_block(name):
    with figure_style("en"):
        figure = make_architecture(take_apart(name).stages).plot()
        figure.draw_without_rendering()
        axes = figure.axes[0]
        blocks = [patch.get_window_extent() for patch in axes.patches if isinstance(patch, Polygon)]
        assert blocks
        for text in axes.texts:
            if text.get_text():
                box = text.get_window_extent()
                assert not any(box.overlaps(block) for block in blocks), text.get_text()


def test_blocks_are_to_scale():
    with figure_style("en"):
        patches = make_architecture(take_apart("vgg-fer").stages).plot().axes[0].patches
    corners = [patch.get_xy() for patch in patches]
    sizes = [(face[1][0] - face[0][0], face[2][1] - face[1][1]) for face in corners]
    blocks, vectors = sizes[:33:3], sizes[33:]  # a block has three faces
    channels = [64, 64, 128, 128, 256, 256, 256, 512, 512, 512]
    sides = [48, 48, 24, 24, 12, 12, 12, 6, 6, 6]
    assert [width / CHANNEL for width, _ in blocks[1:]] == pytest.approx(channels)
    assert [height / SIDE for _, height in blocks] == pytest.approx([48, *sides])
    assert vectors[0][1] == pytest.approx(48 * SIDE * 1024 / 48**2)


def test_a_diagram_can_be_drawn_into_given_axes():
    _, ax = plt.subplots()
    assert make_architecture(take_apart("report-a").stages).plot(ax) is ax.figure
