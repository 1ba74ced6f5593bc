"""What is said of two networks, or two groups of runs, is true of their counts: equal, n = 1, seeds that disagree."""

import re
from statistics import stdev

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from fer_lib.chapters import named_comparison, seed_groups
from fer_lib.chapters.named_comparison import NamedComparison, size_in_points
from fer_lib.chapters.seed_groups import GroupComparison, described_accuracies
from fer_lib.language import Text
from fer_lib.wording import percent
from tests.chapters.drawn_runs import group, right_images
from tests.chapters.every_sentence import untried
from tests.chapters.numbers import assert_well_put
from tests.chapters.truth import assert_true

SETTINGS = settings(max_examples=60, deadline=None, derandomize=True)
A, B = Text("net A", "甲模型"), Text("net B", "乙模型")
COUNTS = st.one_of(
    st.tuples(*[st.integers(0, 60)] * 4).filter(any),
    st.tuples(*[st.integers(0, 1)] * 4).filter(any),
    st.tuples(st.integers(0, 50_000), st.integers(0, 90), st.integers(0, 90), st.integers(1, 50_000)),
)
COMPARISONS = COUNTS.map(lambda counts: NamedComparison(*counts, names=(A, B)))


def side(found: NamedComparison, least: float, p: float | None = None) -> str:
    """Who is ahead by an exact test, from the counts alone, by at least what a seed moves."""
    one, other, n = found.only_first, found.only_second, found.n
    p = p if p is not None else (binomtest(one, one + other).pvalue if one + other else 1.0)
    low, high = found.difference_interval
    if p >= 0.05 or low <= 0 <= high:
        return "none"
    if abs(one - other) / n < least:
        return "too small"
    return "first" if one > other else "second"


@SETTINGS
@given(COMPARISONS, st.sampled_from([None, 0.0004, 0.049, 0.05, 1.0]), st.sampled_from([0.0, 0.0151, 0.3]))
def test_two_networks(found: NamedComparison, p: float | None, least: float) -> None:
    counts = found.counts()
    assert_well_put([counts])
    printed = [
        int(number.replace(",", "")) for number in re.findall(r"(?<![\d.])\d[\d,]*(?!\.?\d)", counts.en)
    ][:3]
    assert printed == [found.n, found.only_first, found.only_second]
    verdict = side(found, least, p)
    assert_true(
        found.describe(least, p),
        {
            ("no difference is shown", "看不出差異"): verdict == "none",
            ("so it is not called a difference", "不算差異"): verdict == "too small",
            ("Net A is right more often than net B", "甲模型的準確率比乙模型高"): verdict == "first",
            ("Net B is right more often than net A", "乙模型的準確率比甲模型高"): verdict == "second",
        },
    )
    size = size_in_points(found.difference)
    assert abs(float(size) - abs(found.only_first - found.only_second) / found.n * 100) <= 0.0501
    if verdict in ("first", "second"):
        assert float(size)
        assert f" {size} points" in found.describe(least, p).en


@SETTINGS
@given(st.lists(COMPARISONS, min_size=2, max_size=4), st.booleans())
def test_groups_of_seeds(comparisons: list[NamedComparison], alike: bool) -> None:
    if alike:
        comparisons = comparisons[:1] * 3
    found = {side(each, 0.0) for each in comparisons}
    groups = GroupComparison(tuple(comparisons))
    assert_true(
        groups.describe(),
        {
            ("no seed shows a difference", "沒有任何種子顯示"): found == {"none"},
            ("some seeds show a difference, but not all", "只有部分種子"): len(found) == 2
            and "none" in found,
            ("the seeds contradict each other", "互相矛盾"): {"first", "second"} <= found,
            ("Net A is right more often than net B with every seed", "不論哪個種子，甲模型"): found
            == {"first"},
            ("Net B is right more often than net A with every seed", "不論哪個種子，乙模型"): found
            == {"second"},
        },
    )
    assert (groups.verdict() == "none") == (len(found) > 1 or found == {"none"})


@SETTINGS
@given(st.sampled_from([1, 5, 40, 3000]).flatmap(lambda n: st.lists(right_images(n), min_size=1, max_size=3)))
def test_accuracies_of_a_group(right: list[np.ndarray]) -> None:
    runs = group(A, "run", right)
    shares = [float(each.mean()) for each in right]
    said = runs.shown_accuracy()
    spread = stdev(shares) if len(shares) > 1 else 0.0
    assert_true(
        said,
        {
            "–": len(shares) == 1,
            "(each of": len(shares) > 1 and not spread,
            " ± ": len(shares) > 1 and spread > 0,
        },
    )
    assert said.en.startswith(percent(float(np.mean(shares))))
    assert_well_put([runs.shown_gap()])
    assert_true(
        described_accuracies([runs], Text(" / ", " / ")),
        {f"net A {percent(float(np.mean(shares)))} / ": True},
    )


def test_none_is_left_out() -> None:
    elsewhere = {"names"}  # what the groups are called
    assert {name.rpartition(".")[2] for name in untried(__file__, named_comparison, seed_groups)} <= elsewhere
