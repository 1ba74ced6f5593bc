"""What chapters on one network say of images that are no faces and of layers without an activation of their own."""

from dataclasses import replace

import pytest

from fer_lib.chapters.explained_images import (
    image_word,
    joined_layers,
    numbered_layers,
    spread_evenly,
    why_not,
    without_activation,
)
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
    assert branches.zh.startswith("卷積 6 的輸出未經活化函數就分成好幾個分支")
    assert_same_numbers([sums, branches])
    assert joined_layers(layers[:1]) == []


@pytest.mark.parametrize(
    ("normalized", "en", "zh"),
    [
        ((True, True), "gives, with its normalization.", "本身的輸出（含正規化）。"),
        ((True, False), "gives, with its normalization where it has one.", "（有正規化的則含正規化）。"),
        ((False, False), "shown is what the convolution itself gives.", "卷積本身的輸出。"),
    ],
)
def test_a_normalization_is_named_where_there_is_one(normalized, en, zh) -> None:
    layers = [
        replace(layer(number, "add"), before="b" if has else "c") for number, has in enumerate(normalized, 1)
    ]
    (told,) = joined_layers(layers)
    assert told.en.endswith(en)
    assert told.zh.endswith(zh)


def test_numbers_are_explained_where_there_are_branches() -> None:
    plain = [replace(layer(number, ""), convolution=f"c{number}") for number in (1, 2, 3)]
    assert numbered_layers(plain, set()) == []
    joined = [*plain, replace(layer(4, "add"), convolution="last")]
    (ends,) = numbered_layers(joined, set())
    assert ends.en == "The convolutions are numbered by their depth: conv 1 is `c1` and conv 4 is `last`."
    (told,) = numbered_layers(joined, {"c2"})
    assert "Off the main path: conv 2 is `c2`. The last one here is conv 4, `last`." in told.en
    assert "主要路徑以外的是：卷積 2 是 `c2`。這裡的最後一個是卷積 4，即 `last`。" in told.zh
    (two,) = numbered_layers(joined, {"c2", "c3"})
    assert "Off the main path: conv 2 is `c2` and conv 3 is `c3`." in two.en
    assert "主要路徑以外的是：卷積 2 是 `c2`，卷積 3 是 `c3`。" in two.zh
    assert_same_numbers([ends, told, two])


def test_layers_that_no_activation_follows() -> None:
    bare, active = layer(1, ""), replace(layer(2, ""), after="a")
    assert without_activation([bare, active]) == [bare]


def test_of_many_some_are_chosen_evenly() -> None:
    assert spread_evenly(range(4)) == [0, 1, 2, 3]
    assert spread_evenly(range(20), 5) == [0, 5, 10, 14, 19]
    assert spread_evenly([]) == []


def test_the_librarys_words_are_marked_as_english_ones() -> None:
    assert why_not("it has no convolution").zh == "函式庫的說明（英文）：it has no convolution"
