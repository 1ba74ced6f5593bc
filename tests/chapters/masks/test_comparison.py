"""Whether a difference between two methods is told from noise."""

import pytest

from fer_lib.chapters.masks.comparison import Comparisons, Difference, compare_methods
from tests.chapters.masks.made_up_runs import made_up_runs

METRICS_IN_ORDER = ("recall", "average_precision", "macro_f1", "balanced_accuracy", "accuracy", "recall_worn")


def test_a_real_difference_is_told_from_noise():
    helped = compare_methods(made_up_runs(2.5), draws=500)
    difference = helped.by_method["focal"]["recall"]
    assert difference.sign == 1
    assert difference.ahead == difference.seeds == 5
    assert difference.interval[0] <= difference.value <= difference.interval[1]
    assert helped.verdict("focal") == "helps"
    same = compare_methods(made_up_runs(0.0), draws=500)
    assert same.verdict("focal") == "nothing"
    assert all(d.sign == 0 for d in same.by_method["focal"].values())


def test_holm_adjusts_all_differences_together():
    one = compare_methods(made_up_runs(2.5), draws=500).by_method["focal"]
    smallest = 2 / 501
    assert max(d.p for d in one.values()) <= 1
    assert min(d.p for d in one.values()) == pytest.approx(6 * smallest)  # six metrics, one method


def test_the_smallest_p_is_a_bound_and_larger_ones_are_not():
    helped = compare_methods(made_up_runs(2.5), draws=500).by_method["focal"]
    floor = 6 * 2 / 501
    bounds = [d.p for d in helped.values() if d.is_bound]
    assert bounds
    assert bounds == pytest.approx([floor] * len(bounds))
    same = compare_methods(made_up_runs(0.0), draws=500).by_method["focal"]
    assert not any(d.is_bound for d in same.values())
    assert not any(d.is_bound and d.p == 1 for d in helped.values())


@pytest.mark.parametrize(
    ("signs", "verdict"),
    [
        ((1, 0, 1, 1, 0, 0), "helps"),
        ((0, 1, 0, 0, 0, 0), "helps"),
        ((-1, 1, 0, 0, 0, 0), "helps"),
        ((1, 0, 0, 1, 0, 0), "trades"),
        ((1, 0, -1, 1, 0, 0), "trades"),
        ((0, -1, -1, 0, 0, 0), "harms"),
        ((1, -1, 0, 0, 0, 0), "harms"),
        ((-1, 0, 0, 0, 0, 0), "changes"),
        ((0, 0, 0, 1, 0, 0), "changes"),
        ((0, 0, 0, 0, -1, 0), "changes"),
        ((0, 0, 0, 0, 0, 1), "changes"),
        ((1, -1, 1, 0, 0, 0), "changes"),
        ((0, 0, 0, 0, 0, 0), "nothing"),
    ],
)
def test_verdicts(signs, verdict):
    made = {
        m: Difference(0.1 * s, (0, 0), 0.01 if s else 0.5, 0, 5)
        for m, s in zip(METRICS_IN_ORDER, signs, strict=True)
    }
    comparisons = Comparisons({"focal": made}, (10, 5, 50), 30)
    assert comparisons.verdict("focal") == verdict
    assert comparisons.with_verdict(verdict) == ["focal"]
