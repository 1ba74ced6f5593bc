"""Groups of runs that differ in their seed, and families of comparisons."""

import pytest
from statsmodels.stats.multitest import multipletests

from fer_lib.chapters.seed_groups import ComparisonFamily, SeedGroup, compare_groups
from fer_lib.language import Text
from tests.chapters.run_folders import make_run

A, B = Text("method A", "甲法"), Text("method B", "乙法")


@pytest.fixture
def group(tmp_path):
    made = iter(range(100))

    def make(name, *right, train_right=36):
        runs = (make_run(tmp_path / f"run-{next(made)}", r, train_right=train_right) for r in right)
        return SeedGroup(name, tuple(runs))

    return make


def test_one_run_has_an_interval_and_several_have_a_spread(group):
    one, several = group(A, range(20)), group(A, range(20), range(24), range(28))
    assert one.shown_accuracy() == Text("50.0% (35.2–64.8%)", "50.0%（35.2–64.8%）")
    assert several.shown_accuracy() == Text("60.0% ± 10.0 (3 seeds)", "60.0% ± 10.0（3 個種子）")
    assert several.mean_accuracy() == pytest.approx(0.6)


def test_the_gap_has_an_interval_for_independent_proportions(tmp_path, group):
    # By hand from the Wilson bounds of 36/40 (0.7695, 0.9604) and 20/40 (0.3520, 0.6480).
    one = group(A, range(20))
    assert one.gap() == pytest.approx(0.4)
    low = 0.4 - ((0.9 - 0.7695) ** 2 + (0.6480 - 0.5) ** 2) ** 0.5
    high = 0.4 + ((0.9604 - 0.9) ** 2 + (0.5 - 0.3520) ** 2) ** 0.5
    assert one.gap_interval() == pytest.approx((low, high), abs=2e-4)
    assert one.shown_gap() == Text(
        f"40.0 ({100 * low:.1f} to {100 * high:.1f})", f"40.0（{100 * low:.1f} 到 {100 * high:.1f}）"
    )
    wider = group(A, range(20), range(30)).gap_interval()
    assert wider[0] < low < high == pytest.approx(wider[1], abs=2e-4)
    assert group(A, range(40), train_right=38).shown_gap().en.startswith("−5.0 (−")


def test_groups_are_compared_seed_by_seed(group):
    found = compare_groups(group(A, range(30), range(28)), group(B, range(10), range(8), range(40)))
    assert [c.difference for c in found.comparisons] == [0.5, 0.5]
    assert found.difference == 0.5
    assert found.names == (A, B)
    assert found.verdict() == "first"
    assert "Method A is right more often than method B with every seed: +50.0 points" in found.describe().en
    assert "不論哪個種子，甲法的準確率都比乙法高" in found.describe().zh
    assert found.verdict((0.01, 0.2)) == "none"


def test_a_difference_that_one_seed_does_not_show_is_not_claimed(group):
    found = compare_groups(group(A, range(30), range(20)), group(B, range(10), range(20)))
    assert found.verdict() == "none"
    assert (
        "some seeds show a difference, but not all: +25.0 points on average (+50.0, 0.0 by seed)"
        in found.describe().en
    )
    assert "只有部分種子顯示" in found.describe().zh


def test_one_run_each_is_described_as_the_comparison(group):
    found = compare_groups(group(A, range(30)), group(B, range(10)))
    assert found.describe() == found.comparisons[0].describe()


def test_p_values_of_a_family_are_adjusted_together(group):
    base = group(A, range(20))
    others = [group(B, [*range(19), 25, 26]), group(B, range(26)), group(B, range(2, 34))]
    comparisons = tuple(compare_groups(other, base) for other in others)
    family = ComparisonFamily(comparisons)
    plain = [c.comparisons[0].p_value for c in comparisons]
    assert [p for (p,) in family.adjusted] == pytest.approx(multipletests(plain, method="holm")[1].tolist())
    assert (
        plain[1] < 0.05 < family.adjusted[1][0]
    )  # six discordant images: one test would call it a difference
    assert family.verdicts == ("none", "none", "first")
    assert family.n == 40
    limits = [c.comparisons[0].detectable_difference for c in comparisons]
    assert family.detectable_difference == max(limits[:2])  # of those without a claim
    assert ComparisonFamily(comparisons[2:]).detectable_difference is None
