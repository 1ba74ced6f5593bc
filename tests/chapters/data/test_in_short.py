"""What chapter 1 says in short is true of whatever data: one class, absent ones, no test images, copies everywhere."""

import re
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
    parts = {"train": "for training", "validation": "for validation", "test": "for the test"}
    chinese = {"train": "訓練集", "validation": "驗證集", "test": "測試集"}
    for split, name in parts.items():
        of = dataset.labels[dataset.indices(split)]
        labelled, without = int((of >= 0).sum()), int((of < 0).sum())
        assert (
            (f"{labelled} {name}" in images.en)
            == (labelled > 0)
            == (f"{chinese[split]} {labelled} 張" in images.zh)
        )
        assert (
            (f"there are none {name}" in images.en)
            == (not len(of))
            == (f"{chinese[split]}沒有影像" in images.zh)
        )
        unscored = not labelled and without
        assert (f"the {without} {name} have no label" in images.en) == (unscored and without > 1)
        assert (f"the only one {name} has no label" in images.en) == (unscored and without == 1)
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
    in_split = {"validation": in_validation, "test": in_test}
    judges = [split for split in in_split if (dataset.labels[dataset.indices(split)] >= 0).any()]
    others = [s for s in in_split if s not in judges and len(dataset.indices(s))]
    leaked, unscored = (sum(in_split[split] for split in of) for of in (judges, others))
    both, either = " and ".join(judges), " or ".join(judges)
    only_twice = not leaked and twice > 0
    assert_true(
        copied,
        {
            (f"{leaked} {both} images are exact", "模型可能只是記住了它們"): leaked > 1,
            (f"One {either} image is", "有一張影像是訓練影像的複本，模型"): leaked == 1,
            (f"No {either} image is an exact", "其他地方則有"): only_twice and bool(judges),
            (f"so no {either} image is among", "都不會同時出現"): not leaked and not twice and bool(judges),
            "No image occurs twice": not leaked and not twice and not (unscored and not judges),
            "of others": not judges and only_twice and not unscored,
            "which changes no score": unscored > 0,
        },
    )
    said_of_others = "沒有標籤的影像裡" in copied.zh
    assert ("which changes no score" in copied.en) == said_of_others
    assert said_of_others or not unscored or not (leaked or not judges)
    assert all(split in copied.en for split in judges) or not leaked
    assert "test" in judges or not re.search(r"(and|or|No|so no|One|\d) test image", copied.en)
