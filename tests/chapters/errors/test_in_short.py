"""What chapter 5 says in short is true of whatever errors: none, all wrong, one class, ties, a single image."""

import re

from hypothesis import given, settings

from fer_lib.chapters.errors import in_short
from fer_lib.chapters.errors.analysis import ErrorAnalysis
from fer_lib.proportion import wilson_interval
from tests.chapters.errors.test_sentences_are_true import CLASSES, analyses
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
        (low, _), (_, high) = (
            wilson_interval(counts[k, k], counts[k].sum())
            for k in (CLASSES.index(best), CLASSES.index(worst))
        )
        assert ("hardly tell the two apart" in classes.en) == (high >= low)
    wrong = counts.sum() - counts.trace()
    lowest = sorted(
        wilson_interval(counts[i, j], counts[i].sum())[0]
        for i in range(len(counts))
        for j in range(len(counts))
        if i != j and counts[i].sum()
    )
    tied = len(lowest) > 1 and lowest[-1] == lowest[-2]
    assert_true(
        confusion,
        {
            ("makes no mistake", "沒有任何錯誤"): not wrong,
            ("none stands out", "沒有哪一種"): wrong > 0 and tied,
            ("The clearest confusion", "最明顯的混淆"): wrong > 0 and not tied,
        },
    )
    if "The clearest" in confusion.en:
        label, answer = (CLASSES.index(name) for name in re.findall("“(.*?)”", confusion.en))
        assert f"{100 * counts[label, answer] / counts[label].sum():.1f}%" in confusion.en
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
