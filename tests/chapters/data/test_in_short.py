"""What chapter 1 says in short is true of whatever data: one class, absent ones, no test images, copies everywhere."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.data import in_short
from fer_lib.chapters.data.class_counts import ClassCounts
from fer_lib.data import ImageDataset, make_card
from tests.chapters.data.test_sentences_are_true import datasets
from tests.chapters.numbers import assert_well_put
from tests.chapters.truth import assert_true

SETTINGS = settings(max_examples=25, deadline=None, derandomize=True)


@SETTINGS
@given(datasets(), st.sampled_from([(0, 0, 0), (1, 0, 1), (0, 1, 1), (3, 2, 5), (0, 0, 1), (0, 0, 4)]))
def test_findings(dataset: ImageDataset, copies: tuple[int, int, int]) -> None:
    in_validation, in_test, twice = copies
    card = make_card(dataset)
    across = {a: dict.fromkeys(row, 0) for a, row in card.duplicates_across.items()}
    across["validation"]["train"], across["test"]["train"] = in_validation, in_test
    counts = ClassCounts(replace(card, duplicates_across=across, distinct_images=card.images - twice))
    said = in_short.findings(counts)
    assert_well_put(said)
    images, baseline, copied = said
    labels = dataset.labels[dataset.labels >= 0]
    number = np.bincount(labels)
    there = number[number > 0]
    assert f"{len(labels)} labelled image" in images.en
    assert ("none for the test" in images.en) == (not (dataset.labels[dataset.indices("test")] >= 0).any())
    assert ("of one class" in images.en) == (len(there) == 1) == ("同屬一類" in images.zh)
    assert_true(
        baseline,
        {
            ("nothing to tell apart", "沒有什麼可以分辨"): len(there) == 1,
            ("are equally large", "張數都相同"): len(there) > 1 and len(set(there)) == 1,
            ("hoever always answers", "一律回答「"): len(set(there)) > 1,
        },
    )
    assert (f"{100 * there.max() / len(labels):.1f}%" in baseline.en) == (len(there) > 1)
    assert ("times as many images" in baseline.en) == (there.max() >= 1.5 * there.min())
    leaked = in_validation + in_test
    assert_true(
        copied,
        {
            (f"{leaked} validation and test images are", "模型可能只是記住了它們"): leaked > 1,
            ("One validation or test image", "有一張影像是訓練影像的複本"): leaked == 1,
            ("in other places", "其他地方則有"): not leaked and twice > 0,
            ("No image occurs twice", "沒有任何影像出現兩次"): not leaked and not twice,
        },
    )
