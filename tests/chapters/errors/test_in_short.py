"""What chapter 5 says in short is true of whatever errors: none, all wrong, one class, ties, a single image."""

import re

import numpy as np
from hypothesis import given, settings

from fer_lib.chapters.errors import in_short
from fer_lib.chapters.errors.analysis import ErrorAnalysis
from fer_lib.proportion import wilson_interval
from tests.chapters.errors.drawn_errors import CLASSES, analyses
from tests.chapters.numbers import assert_well_put
from tests.chapters.truth import assert_true

SETTINGS = settings(max_examples=25, deadline=None, derandomize=True)


@SETTINGS
@given(analyses())
def test_findings(errors: ErrorAnalysis) -> None:
    said = in_short.findings(errors)
    assert_well_put(said)
    classes, confusion, sure = said
    counts = errors.validation.counts
    recalls = {CLASSES[k]: row[k] / row.sum() for k, row in enumerate(counts) if row.sum()}
    places = {CLASSES[k]: k for k, row in enumerate(counts) if row.sum()}
    shown = [f"{100 * share:.1f}%" for share in (max(recalls.values()), min(recalls.values()))]
    one, alike = len(recalls) == 1, shown[0] == shown[1]
    assert_true(
        classes,
        {
            ("Only one class has", "只有一類有影像"): one,
            ("about equally often", "比例差不多"): alike and not one,
            ("The network recognises images of", "模型認得最好的是"): not alike,
        },
    )
    if not alike:
        best, worst = re.findall("“(.*?)”", classes.en)
        assert (recalls[best], recalls[worst]) == (max(recalls.values()), min(recalls.values()))
        assert re.findall(r"[\d.]+%", classes.en) == shown
        intervals = {name: wilson_interval(counts[k, k], counts[k].sum()) for name, k in places.items()}
        near = [
            [
                other
                for other, (low, high) in intervals.items()
                if other != name and low <= intervals[name][1] and high >= intervals[name][0]
            ]
            for name in (best, worst)
        ]
        together = worst in near[0]
        assert ("hardly tell the two apart" in classes.en) == together == ("分不出兩者高下" in classes.zh)
        told = classes.en.split(" those of “")
        for said_of, name, others in zip(told, (best, worst), near, strict=True):
            k, n = places[name], counts[places[name]].sum()
            assert f"{counts[k, k]} of {n} images" in said_of or counts[k, k] in (0, n)
            none, every = ("neither of its two", "both") if n == 2 else (f"none of {n}", f"all {n}")
            assert (f"{none} images" in said_of) == (counts[k, k] == 0 and n > 1)
            assert (f"{every} images" in said_of) == (counts[k, k] == n and n > 1)
            assert ("its only image" in said_of) == (n == 1)
            alike = list(recalls.values()).count(recalls[name]) - 1
            assert ("as one other class" in said_of) == (alike == 1)
            assert (f"as {alike} other classes" in said_of) == (alike > 1)
            assert ("from one other class" in said_of) == (len(others) == 1 and not together)
            assert (f"from {len(others)} other classes" in said_of) == (len(others) > 1 and not together)
    wrong = counts.sum() - counts.trace()
    occurring = {
        (CLASSES[i], CLASSES[j]): wilson_interval(counts[i, j], counts[i].sum())
        for i, j in np.argwhere(counts)
        if i != j
    }
    highest = max((low for low, _ in occurring.values()), default=0.0)
    rivals = sum(high >= highest for _, high in occurring.values()) - 1
    assert_true(
        confusion,
        {
            ("makes no mistake", "沒有任何錯誤"): not wrong,
            ("none stands out", "沒有哪一種"): wrong > 0 and rivals > 0,
            ("The clearest confusion", "最明顯的混淆"): wrong > 0 and not rivals,
        },
    )
    if wrong:
        label, answer = re.findall("“(.*?)”", confusion.en)
        assert occurring[label, answer][0] == highest
        of, n = counts[CLASSES.index(label), CLASSES.index(answer)], counts[CLASSES.index(label)].sum()
        assert (f"{of} of the {n} images" in confusion.en) == (of < n)
        assert (f"{'both' if n == 2 else f'all {n}'} images" in confusion.en) == (1 < of == n)
        assert ("the only image" in confusion.en) == (n == 1)
        assert ("that of one other overlaps" in confusion.en) == (rivals == 1)
        assert (f"those of {rivals} others overlap" in confusion.en) == (rivals > 1)
    before = errors.scaling.before
    low, high = before.accuracy.wilson_interval
    claimed = before.confidence.mean()
    assert_true(
        sure,
        {
            ("the two agree", "兩者相符"): low <= claimed <= high,
            ("too sure of itself", "過度自信"): claimed > high,
            ("not sure enough", "信心不足"): claimed < low,
        },
    )
