import pytest

from fer_lib.chapters.data import sentences
from fer_lib.chapters.data.class_counts import ClassCounts
from fer_lib.data import make_card
from fer_lib.data.synthetic import generate
from fer_lib.language import LANGUAGES
from tests.chapters.data.conftest import dataset_of
from tests.chapters.numbers import assert_same_numbers


@pytest.mark.parametrize("sentence", [sentences.unlabelled, sentences.absent_classes, sentences.balance])
def test_both_languages_have_the_same_numbers(counts, sentence):
    assert_same_numbers([sentence(counts)])


def test_what_is_missing_is_named(counts):
    assert " 2 test images come without labels" in sentences.unlabelled(counts).en
    assert "labels: disgust, sad. So" in sentences.absent_classes(counts).en
    assert "標籤是厭惡、難過，" in sentences.absent_classes(counts).zh


def test_unequal_classes(counts):
    text = sentences.balance(counts)
    assert "6.0 times as many angry faces as surprise ones. A network" in text.en
    assert "生氣的張數是驚訝的 6.0 倍。如果" in text.zh
    assert all("40.0%" in text[lang] for lang in LANGUAGES)


def test_equal_classes():
    text = sentences.balance(ClassCounts(make_card(dataset_of([0, 0, 0, 4, 4], [0] * 5))))
    assert text.en.startswith("The classes are not balanced")  # 3 : 2
    text = sentences.balance(ClassCounts(make_card(dataset_of([0, 0, 0, 0, 4, 4, 4], [0] * 7))))
    assert text.en.startswith("The classes are about equally large; from 3 to 4 images. A network")
    assert text.zh.startswith("各類別大小相近，張數從 3 到 4。如果")


def test_changed_labels_are_counted():
    faces = generate(200, 3)
    text = sentences.action_units(faces)
    flipped = int(faces.flipped.sum())
    assert flipped
    assert f"Of the 200 labels, {flipped} ({flipped / 2:.1f}%)" in text.en
    assert f"在 200 個標籤中，有 {flipped} 個（{flipped / 2:.1f}%）" in text.zh
