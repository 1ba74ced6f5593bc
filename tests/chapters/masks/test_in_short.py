"""What chapter 16 says in short is true of whatever differences and recalls."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings

from fer_lib.chapters.masks import in_short
from fer_lib.chapters.masks.names import METHOD_TITLES
from tests.chapters.masks.made_up_runs import toy_masks
from tests.chapters.masks.test_findings import COMPARISONS
from tests.chapters.numbers import assert_well_put

DATASET = toy_masks()


def analysis(comparisons, recalls=(0.5, 0.9), rare=21):
    """As ``MaskAnalysis``, with no more than is asked of it."""
    scores = {k: SimpleNamespace(recall=lambda _, r=r: (r, (0.0, 1.0))) for k, r in enumerate(recalls)}
    judged = SimpleNamespace(comparisons=comparisons, scores=scores, rare=rare)
    return SimpleNamespace(deciding=judged, given=judged)


@settings(max_examples=25, deadline=None)
@given(COMPARISONS, COMPARISONS)
def test_findings(ladder, plain) -> None:
    for comparisons, asked in ((ladder, ladder), (replace(ladder, plain=plain), plain)):
        found = in_short.findings(analysis(comparisons), DATASET)
        assert_well_put(found)
        assert 3 <= len(found) <= 4
        helping = asked.with_verdict("helps")
        assert ("not shown to make" in found[0].en or "none is shown to make" in found[0].en) == (not helping)
        assert ("看不出能" in found[0].zh or "沒有一種看得出能" in found[0].zh) == (not helping)
        for name, title in METHOD_TITLES.items():
            assert (title.en in found[0].en) == (title.zh in found[0].zh) == (name in helping)
        harming, trading = asked.with_verdict("harms"), asked.with_verdict("trades")
        assert (len(found) == 4) == bool(harming or trading)
        if len(found) == 4:
            assert ("Worse as a whole" in found[1].en) == ("整體變差" in found[1].zh) == bool(harming)
            assert all(METHOD_TITLES[name].en in found[1].en for name in harming or trading)


@pytest.mark.parametrize(
    ("recalls", "rare", "said"),
    [
        ((0.5, 0.9), 21, "between 50% and 90% of the masks worn wrongly are found (n = 21)"),
        ((0.5, 0.501), 21, "Every training finds 50%"),
        ((0.0,), 1, "Every training finds 0%"),
        ((1.0, 1.0), 1, "Every training finds 100%"),
    ],
)
def test_the_recalls_are_told_from_the_lowest_to_the_highest(recalls, rare, said, masks):
    found = in_short.findings(analysis(masks.given.comparisons, recalls, rare), DATASET)
    assert_well_put(found)
    assert said in found[-2].en


def test_of_made_up_runs_and_of_one_method_alone(masks):
    found = in_short.findings(masks, DATASET)
    assert_well_put(found)
    counts = np.bincount(DATASET.labels[DATASET.labelled_indices("test")], minlength=3)
    assert f"right on {100 * (1 - counts[1] / counts.sum()):.1f}% of the test images" in found[-1].en
    alone = replace(masks.given.comparisons, by_method={}, plain=None)
    assert len(in_short.findings(analysis(alone), DATASET)) == 2
