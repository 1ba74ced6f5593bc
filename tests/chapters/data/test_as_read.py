import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer_lib.chapters.data.as_read import CONVERTED, LEFT_OUT, as_read
from fer_lib.data import ImageDataset
from fer_lib.data.card import DONE
from fer_lib.data.class_words import ORDERS
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.data.ferplus_labels import NO_CLASS, TIE
from tests.chapters.numbers import assert_same_numbers


def read(images=1, **provenance):
    zeros = np.zeros(images, np.uint8)
    return as_read(
        ImageDataset(
            np.zeros((images, 8, 8), np.uint8), np.zeros(images, int), zeros, CLASS_NAMES, provenance
        )
    )


@given(
    st.integers(1, 30), st.dictionaries(st.sampled_from(sorted(CONVERTED)), st.integers(1, 30), max_size=4)
)
def test_what_was_converted_is_told_with_its_number(images, drawn):
    converted = {what: min(count, images) for what, count in drawn.items()}
    text = read(images, converted=converted)
    if not converted:
        assert text is None
        return
    assert_same_numbers([text])
    all_resized = converted.get("resized") == images and "cropped" in converted and images > 2
    cropped = converted.get("cropped", 0)
    assert (
        ("images were resized;" in text.en)
        == ("都經過縮放；" in text.zh)
        == (all_resized and cropped < images)
    )
    assert ("and then resized" in text.en) == ("再縮放" in text.zh) == (all_resized and cropped == images)
    assert not re.search("與.*張", text.zh)
    for what, count in converted.items():
        if what not in ("resized", "cropped") or not all_resized:
            assert f"{count} {'was' if count == 1 else 'were'} {CONVERTED[what].en}" in text.en
            assert f"{count} 張{CONVERTED[what].zh}" in text.zh


def test_nothing_is_said_where_all_is_as_it_stands():
    assert read() is None
    assert read(class_order="words", converted={"integer_to_uint8": 4}) is None


@pytest.mark.parametrize("order", ORDERS)
def test_whose_order_numbers_are_in(order):
    text = read(labels_read={"numbers": order})
    assert_same_numbers([text])
    first = min(ORDERS[order])
    assert f"order: {first} {ORDERS[order][first]}, " in text.en
    assert "的順序：" in text.zh.replace(" ", "")


def test_numbers_through_given_classes():
    text = read(labels_read={"numbers": 1})
    assert "they stand for the classes in the order given in the edition file: 1 angry, 2 disgust" in text.en
    assert "各數字代表的類別依版本檔列出的順序：1 生氣" in text.zh


def test_words_conversions_and_votes():
    text = read(
        labels_read={"read_as": {"angry": {"anger": 3, "憤怒": 1200}}},
        converted={"turned_upright": 2, "float_0_255_to_uint8": 9, "label_word_to_class": 1203},
        votes={"images": 33712, "agree": 22013, "by_chance": 0.1831},
    )
    assert_same_numbers([text])
    assert "“anger” (3) as angry and “憤怒” (1,200) as angry" in text.en
    assert "「anger」（3 張）歸為生氣" in text.zh
    assert "2 were turned upright, as EXIF asks" in text.en
    assert "歸為生氣，「憤怒」（1,200 張）歸為生氣。" in text.zh
    assert "the label of 65.3% of the images that have both, n = 33,712" in text.en
    assert "by chance it would be 18.3%" in text.en


def test_what_is_left_out_and_what_votes_made():
    text = read(
        labels="distribution",
        left_out={TIE: 1184, NO_CLASS["NF"]: 17, "disgust": 5, "x": 0},
        unreadable=["a"],
    )
    assert_same_numbers([text])
    assert text.en == (
        "A label is the class that most of FER+'s ten people chose; in training the shares of their votes take its "
        "place, without classes that only one of them chose. Images left out, with their number: no single class with "
        "most votes (1,184), most votes for no face (17) and disgust (5). 1 file could not be read."
    )
    assert "未採用的影像：沒有單一的最高票類別（1,184 張）、" in text.zh
    assert "厭惡（5 張）" in text.zh
    assert "in training" not in read(labels="plurality").en
    assert read(labels="hard") is None
    assert "2 files could not be read." in read(unreadable=["a", "b"]).en


def test_reasons_for_leaving_out_have_words_in_both_languages():
    assert set(LEFT_OUT) == {TIE, *NO_CLASS.values()}


def test_all_that_is_told_is_what_readers_of_data_count():
    assert set(CONVERTED) <= set(DONE)
