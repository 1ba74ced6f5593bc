"""What chapters on one network say of images that are no faces and of layers without an activation of their own."""

from dataclasses import replace

from fer_lib.chapters.explained_images import image_word, joined_layers, spread_evenly, why_not
from fer_lib.data.shapes import generate
from fer_lib.explain.filter_layers import FilterLayer
from tests.chapters.numbers import assert_same_numbers
from tests.conftest import toy_faces


def layer(number: int, followed_by: str) -> FilterLayer:
    return FilterLayer(number, "c", "b", "b", "b", 4, 6, followed_by=followed_by)


def test_faces_are_called_faces() -> None:
    assert image_word(toy_faces()).en == "face"
    assert image_word(generate(20, seed=0).dataset).zh == "影像"
    assert image_word(replace(toy_faces(), class_names=tuple("abcdefg"))).en == "image"


def test_layers_that_are_joined_are_named() -> None:
    layers = [layer(1, ""), layer(2, "add"), layer(3, "Conv2d"), layer(5, "add"), layer(6, "branches")]
    sums, branches = joined_layers(layers)
    assert sums.en.startswith("The output of conv 2 and conv 5 goes into a sum with another branch")
    assert branches.zh.startswith("卷積 6 的輸出要先分成好幾個分支")
    assert_same_numbers([sums, branches])
    assert joined_layers(layers[:1]) == []


def test_of_many_some_are_chosen_evenly() -> None:
    assert spread_evenly(range(4)) == [0, 1, 2, 3]
    assert spread_evenly(range(20), 5) == [0, 5, 10, 14, 19]
    assert spread_evenly([]) == []


def test_the_librarys_words_are_marked_as_english_ones() -> None:
    assert why_not("it has no convolution").zh == "函式庫的說明（英文）：it has no convolution"
