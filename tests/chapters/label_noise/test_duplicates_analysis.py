"""Photographs that stand in two splits: counts, sentences, tables and pairs to look at."""

import dataclasses

import pytest

from fer_lib.chapters.label_noise import duplicate_sentences, duplicate_tables, figures
from fer_lib.chapters.label_noise.duplicates_analysis import DuplicatesAnalysis, analyse_duplicates
from fer_lib.chapters.label_noise.image_pairs import image_pairs
from fer_lib.chapters.label_noise.names import ALTERATION_NAMES
from fer_lib.data import ImageDataset
from fer_lib.data.near_copies import THRESHOLD
from fer_lib.label_noise.alterations import ALTERATIONS
from fer_lib.label_noise.near_duplicates import CrossSplitDuplicates, duplicates_across_splits
from fer_lib.language import LANGUAGES
from fer_lib.plots import figure_style
from tests.chapters.numbers import assert_same_numbers, texts_of_figure, texts_of_table
from tests.label_noise.planted_duplicates import different_faces, planted_duplicates


@pytest.fixture(scope="module")
def different() -> DuplicatesAnalysis:
    """Faces of which none stands in two splits."""
    return analyse_duplicates(different_faces())


@pytest.fixture(scope="module")
def planted(different) -> DuplicatesAnalysis:
    """The same, with one duplicate and three near duplicates."""
    return analyse_duplicates(planted_duplicates(different.dataset))


def searched(dataset: ImageDataset) -> DuplicatesAnalysis:
    """The analysis without the test of the search."""
    return DuplicatesAnalysis(dataset, duplicates_across_splits(dataset), {})


@pytest.mark.parametrize("name", ["different", "planted"])
def test_both_languages_have_the_same_numbers(name, request):
    analysis = request.getfixturevalue(name)
    assert_same_numbers(
        [
            duplicate_sentences.method(analysis.dataset.shape),
            duplicate_sentences.duplicates(analysis),
            *texts_of_table(duplicate_tables.duplicates(analysis)),
            *texts_of_table(duplicate_tables.alterations(analysis)),
            *texts_of_figure(figures.pairs(analysis)),
        ]
    )


def test_what_was_planted_is_counted(planted):
    assert (planted.exact, planted.near, planted.differing_labels, planted.leaked) == (1, 3, 2, True)
    rows = {row[0].en: row[1:] for row in duplicate_tables.duplicates(planted).rows}
    assert rows["test, also in training"][:3] == ["30", "1", "1"]
    assert rows["validation, also in training"][-1] == "1"
    text = duplicate_sentences.duplicates(planted)
    assert "2 carry another label" in text.en
    assert "2 張的標籤與原圖不同" in text.zh


def test_every_alteration_has_a_name_and_a_row(planted):
    assert list(ALTERATION_NAMES) == list(ALTERATIONS)
    assert [row[0] for row in duplicate_tables.alterations(planted).rows] == list(ALTERATION_NAMES.values())


def test_pairs_stand_under_the_title_of_their_kind(planted):
    shown = image_pairs(planted)
    near = [float(line.en.rsplit(" ", 1)[1]) for line in (*shown.lines[0], *shown.lines[1])]
    below = [float(line.zh.rsplit("：", 1)[1]) for line in shown.lines[2]]
    assert len(near) == 3
    assert min(near) >= THRESHOLD > max(below)
    assert below == sorted(below, reverse=True)
    for lang in LANGUAGES:
        with figure_style(lang):
            texts = [t.get_text() for ax in shown.plot(lang).axes for t in ax.texts]
        assert len(texts) == len(near) + len(below)
    assert figures.describe_pairs(planted).en.startswith("Rows of pairs. Above the threshold")


def test_an_image_without_a_label_is_called_so(planted):
    labels = planted.dataset.labels.copy()
    labels[planted.dataset.indices("test")] = -1
    shown = image_pairs(searched(dataclasses.replace(planted.dataset, labels=labels)))
    lines = [line for row in shown.lines for line in row]
    assert any(line.en.startswith("no label | ") for line in lines)
    assert any(line.zh.startswith("無標籤 | ") for line in lines)


def test_synthetic_faces_stand_once_and_the_page_says_why(different):
    assert not different.leaked
    text = duplicate_sentences.duplicates(different)
    assert "drawn anew" in text.en
    assert "重新繪製" in text.zh
    assert figures.describe_pairs(different).en.startswith("One row")
    photographs = searched(dataclasses.replace(different.dataset, provenance={}))
    assert "drawn anew" not in duplicate_sentences.duplicates(photographs).en


def test_pairs_that_are_not_even_alike_are_not_shown(different):
    nothing = dataclasses.replace(
        different,
        across=[
            dataclasses.replace(splits, pairs=splits.pairs[:0], correlations=splits.correlations[:0])
            for splits in different.across
        ],
    )
    assert not nothing.has_pairs
    assert "where the search begins, no two images" in duplicate_sentences.duplicates(nothing).en


def test_one_split_has_nothing_to_compare(different):
    faces = different.dataset
    only = searched(faces.subset(faces.indices("train")))
    assert "one split only" in duplicate_sentences.duplicates(only).en
    assert duplicate_tables.duplicates(only).rows == []


@pytest.mark.parametrize(
    ("near", "en"),
    [
        (0, "Across the splits there is 1 exact copy and no near one."),
        (1, "Across the splits there is 1 exact copy and 1 near one. Every near one carries another "),
    ],
)
def test_one_duplicate_is_no_plural(planted, near, en):
    def cut(splits: CrossSplitDuplicates, count: int) -> CrossSplitDuplicates:
        return dataclasses.replace(
            splits, pairs=splits.near[:count], correlations=splits.correlations[: len(splits.near[:count])]
        )

    first, *rest = planted.across
    few = dataclasses.replace(planted, across=[cut(first, near), *(cut(splits, 0) for splits in rest)])
    text = duplicate_sentences.duplicates(few)
    assert text.en.startswith(en)
    assert_same_numbers([text])
