import numpy as np
import pytest

from fer_lib.language import LANGUAGES, Text
from fer_lib.models import count, create_model, example_input, list_layers
from fer_lib.plots import class_names, figure_style
from fer_lib.plots.architecture import make_architecture
from fer_lib.plots.faces import FaceSheet, first_of_each_class
from fer_lib.plots.shares import StageShares


@pytest.fixture(scope="module")
def architecture():
    return make_architecture(list_layers(create_model("report-a"), example_input()), (1, 48, 48))


def test_stages_hold_the_whole_network(architecture):
    totals = count(create_model("report-a"), example_input())
    assert sum(stage.parameters for stage in architecture.stages) == totals.trainable
    assert sum(stage.macs for stage in architecture.stages) == totals.macs
    assert [stage.side for stage in architecture.stages] == [24, 12, 6, 3, 3, 1, 1, 1]
    assert architecture.stages[0].operations == ("Conv 3×3", "BN", "ReLU", "Pool 2×2")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_diagram_says_every_shape_and_parameter_count(architecture, lang):
    with figure_style(lang):
        figure = architecture.plot(lang=lang)
    words = [text.get_text() for text in figure.axes[0].texts]
    for stage in architecture.stages:
        assert "×".join(map(str, stage.shape)) in words
        assert f"{stage.parameters:,}" in words
    assert Text("parameters", "參數量")[lang] in words
    figure.draw_without_rendering()
    boxes = [t.get_window_extent() for t in figure.axes[0].texts if t.get_text() and t.get_va() == "top"]
    overlaps = [(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :] if a.overlaps(b)]
    assert not overlaps  # legible: no label runs into another


def test_shares_add_up_to_one(architecture):
    shares = StageShares.of(architecture.stages)
    assert sum(shares.parameters) == pytest.approx(1)
    assert sum(shares.macs) == pytest.approx(1)
    assert shares.by_parameters[0] == 5  # the last convolution, 256×3×3 to 512
    assert len(shares.plot().axes[0].patches) == 16


def test_first_of_each_class_and_black_where_a_class_is_short():
    images = np.arange(6, dtype=np.uint8)[:, None, None] * np.ones((48, 48), np.uint8)
    sheet = first_of_each_class(images, np.array([1, 0, 1, 1, 0, 1]), 2, 3)
    assert sheet[:, :, 0, 0].tolist() == [[1, 4, 0], [0, 2, 3]]


def test_a_sheet_frames_the_marked_faces():
    images = np.zeros((2, 3, 48, 48), np.uint8)
    marks = np.array([[False, True, False], [False, False, False]])
    figure = FaceSheet(images, [Text("a", "甲"), Text("b", "乙")], marks).plot("en")
    framed = [ax.spines["top"].get_visible() for ax in figure.axes]
    assert framed == marks.ravel().tolist()
    assert [ax.get_ylabel() for ax in figure.axes[::3]] == ["a", "b"]


def test_class_names_are_translated_and_unknown_ones_stay():
    assert class_names(["angry", "masked"], "zh-TW") == ["生氣", "masked"]
