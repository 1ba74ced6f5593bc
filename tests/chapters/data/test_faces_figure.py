import numpy as np

from fer_lib.chapters.data.faces_figure import FaceSheet, first_of_each_class
from fer_lib.language import Text


def test_first_of_each_class_and_black_where_a_class_is_short():
    images = np.arange(6, dtype=np.uint8)[:, None, None] * np.ones((48, 48), np.uint8)
    sheet = first_of_each_class(images, np.array([1, 0, 1, 1, 0, 1]), 2, 3)
    assert sheet[:, :, 0, 0].tolist() == [[1, 4, 0], [0, 2, 3]]


def test_a_sheet_has_a_name_for_each_row_and_true_grey_levels():
    images = np.arange(6, dtype=np.uint8).reshape(2, 3, 1, 1) * np.ones((48, 48), np.uint8)
    figure = FaceSheet(images, [Text("a", "甲"), Text("b", "乙")]).plot("zh-TW")
    assert [ax.get_ylabel() for ax in figure.axes] == ["甲", "", "", "乙", "", ""]
    assert [int(ax.images[0].get_array()[0, 0]) for ax in figure.axes] == list(range(6))
    assert {ax.images[0].get_clim() for ax in figure.axes} == {(0, 255)}
