import pytest

from fer_lib.chapters.data import figures
from fer_lib.language import LANGUAGES
from tests.chapters.data.conftest import dataset_of
from tests.chapters.numbers import assert_same_numbers, texts_of_figure


def test_a_class_without_training_images_has_no_row():
    figure = figures.faces(dataset_of([0, 0, 6, 3], [0, 0, 0, 1]))
    assert "(angry, neutral)" in figure.alt.en
    assert "（生氣、中立）" in figure.alt.zh
    assert [ax.get_ylabel() for ax in figure.draw("en").axes if ax.get_ylabel()] == ["angry", "neutral"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_class_counts_name_largest_and_smallest(counts, lang):
    figure = figures.class_counts(counts)
    assert_same_numbers(texts_of_figure(figure))
    assert "n = 15" in figure.caption[lang]
    names = [counts.names[k][lang] for k in (0, 5)]
    assert [name in figure.alt[lang] for name in names] == [True, True]
    assert counts.names[1][lang] not in figure.alt[lang]
    assert [number in figure.alt[lang] for number in ("5 ", "6", "1")] == [True] * 3
