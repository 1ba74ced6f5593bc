"""The rule for verdicts: nothing is decided by having less data, and every part counts."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer_lib.chapters.judgement import (
    VERDICTS,
    against_printed,
    is_above,
    is_below,
    is_near_zero,
    over_seeds,
    overall,
    parts_in_words,
)
from fer_lib.proportion import Proportion, difference_interval
from tests.chapters.numbers import assert_same_numbers

PARTS = st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=6)
NUMBERS = st.floats(-2, 2)
INTERVALS = st.tuples(NUMBERS, NUMBERS).map(lambda ends: (min(ends), max(ends)))


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        ([True, True], "holds"),
        ([True, False], "partly"),
        ([True, None], "open"),
        ([False, None], "open"),
        ([False], "fails"),
        ([False, False], "fails"),
        ([None, None], "open"),
        ([], "open"),
    ],
)
def test_the_verdict_of_several_parts(parts, verdict):
    assert overall(parts) == verdict
    assert verdict in VERDICTS


@given(PARTS)
def test_how_the_parts_fare_is_said_where_they_differ_and_counts_them_all(parts):
    said = parts_in_words(parts)
    if len(set(parts)) == 1:
        assert said.en == said.zh == ""
        return
    assert_same_numbers([said])
    assert sum(parts.count(kind) > 0 for kind in (True, False, None)) == said.zh.count(" 項")


@given(INTERVALS, NUMBERS, st.floats(0, 1))
def test_an_interval_and_a_wider_one_never_say_opposite_things_and_the_wider_never_more(
    interval, threshold, wider
):
    low, high = interval
    wide = (low - wider, high + wider)
    for judge in (is_above, is_below):
        assert judge(wide, threshold) in (None, judge(interval, threshold))
    margin = abs(threshold) + 0.01
    assert is_near_zero(wide, margin) in (None, is_near_zero(interval, margin))
    if is_above(interval, threshold):
        assert is_below(interval, threshold) is False


@given(st.integers(0, 25), st.integers(0, 25), st.floats(0.01, 0.99), st.floats(0.01, 0.3))
def test_a_quarter_of_the_images_decides_nothing_that_all_of_them_leave_open(one, other, printed, margin):
    few, many = (Proportion(one * k, 25 * k) for k in (1, 4))
    few_other, many_other = (Proportion(other * k, 25 * k) for k in (1, 4))
    judged = [
        (is_near_zero(against_printed(p, printed), margin), is_above(p.wilson_interval, printed),
         is_near_zero(difference_interval(p, q), margin))
        for p, q in ((few, few_other), (many, many_other))
    ]  # fmt: skip
    # Towards the middle a small sample's interval is drawn; a margin that is met so is met by chance of neither.
    for with_few, with_many in zip(*judged, strict=True):
        assert with_few is None or with_many is not None


def test_equal_for_all_that_is_known_is_not_equal():
    assert is_near_zero(difference_interval(Proportion(5, 10), Proportion(5, 10)), 0.03) is None
    assert is_near_zero((-0.01, 0.02), 0.03) is True
    assert is_near_zero((0.04, 0.05), 0.03) is False
    assert is_near_zero((-0.05, -0.04), 0.03) is False


def test_a_printed_share_of_known_n_is_uncertain_too():
    found = Proportion(620, 1000)
    known, unknown = against_printed(found, 0.62, 500), against_printed(found, 0.62)
    assert known[0] < unknown[0] < 0 < unknown[1] < known[1]


def test_over_seeds_one_seed_has_the_interval_of_its_images_and_two_have_students():
    assert over_seeds([0.5], [(0.4, 0.6)]) == (0.4, 0.6)
    assert over_seeds([0.5]) is None
    low, high = over_seeds([0.4, 0.6])
    assert isclose(low, 0.5 - 12.706 * 0.1, abs_tol=1e-3)
    assert isclose(high, 0.5 + 12.706 * 0.1, abs_tol=1e-3)
    assert over_seeds([0.5, 0.5, 0.5], [(0.4, 0.55)] * 3) == pytest.approx((0.4, 0.55))


@given(st.lists(st.floats(0, 1), min_size=2, max_size=6), st.floats(0, 0.2))
def test_several_seeds_are_never_surer_than_the_images_allow(estimates, half):
    low, high = over_seeds(estimates, [(e - half, e + half) for e in estimates])
    middle = sum(estimates) / len(estimates)
    assert low <= middle - half + 1e-9
    assert high >= middle + half - 1e-9
