import numpy as np

from fer_lib.chapters.data.faces_figure import FaceSheet, first_of_each_class
from fer_lib.language import Text
from fer_lib.names import class_names


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
