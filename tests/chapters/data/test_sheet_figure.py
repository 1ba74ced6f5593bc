import numpy as np
import pytest

from fer_lib.chapters.data.sheet_figure import PAGE, ImageSheet, first_of_each_class
from fer_lib.data import ImageDataset
from fer_lib.language import Text


@pytest.mark.parametrize("colours", [(), (3,)])
def test_first_of_each_class_and_black_where_a_class_is_short(colours):
    images = (np.arange(7).reshape(7, *[1] * (2 + len(colours))) * np.ones((4, 6, *colours))).astype(np.uint8)
    labels, split = np.array([1, 0, 1, 1, 0, 1, 0]), np.array([0, 0, 0, 0, 0, 0, 1], np.uint8)
    dataset = ImageDataset(images, labels, split, ("a", "b", "c"))
    sheet = first_of_each_class(dataset, [0, 1], 3)
    assert sheet.shape == (2, 3, 4, 6, *colours)
    assert sheet.reshape(2, 3, -1)[:, :, 0].tolist() == [[1, 4, 0], [0, 2, 3]]


def test_a_sheet_has_a_name_for_each_row_and_true_grey_levels():
    images = np.arange(6, dtype=np.uint8).reshape(2, 3, 1, 1) * np.ones((48, 48), np.uint8)
    figure = ImageSheet(images, [Text("a", "甲"), Text("b", "乙")]).plot("zh-TW")
    assert [ax.get_ylabel() for ax in figure.axes] == ["甲", "", "", "乙", "", ""]
    assert [int(ax.images[0].get_array()[0, 0]) for ax in figure.axes] == list(range(6))
    assert {ax.images[0].get_clim() for ax in figure.axes} == {(0, 255)}


def test_a_sheet_fits_on_a_page():
    sheet = ImageSheet(np.zeros((12, 8, 40, 20, 3), np.uint8), [Text("a", "甲")] * 12)
    assert sheet.plot().get_size_inches()[1] <= PAGE
