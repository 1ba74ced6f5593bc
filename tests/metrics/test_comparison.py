"""Two networks on the same images: published tables, and what holds for any counts."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from fer_lib.errors import UserError
from fer_lib.metrics.comparison import FEWEST_DISCORDANT, Comparison, compare, mcnemar_p_value
from fer_lib.metrics.predictions import Predictions


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17:2635-2650, table III, method 10.
    [
        ((36, 12, 2, 0), 0.0569, 0.3404),
        ((20, 12, 2, 16), 0.0562, 0.3292),
        ((18, 12, 2, 18), 0.0562, 0.3290),
        ((36, 14, 0, 0), 0.1528, 0.4167),
        ((35, 14, 0, 1), 0.1461, 0.4175),
        ((18, 14, 0, 18), 0.1441, 0.3963),
        ((2, 97, 1, 0), 0.8721, 0.9854),
        ((1, 97, 1, 1), 0.8736, 0.9850),
        ((0, 29, 1, 0), 0.6666, 0.9882),
        ((2, 98, 0, 0), 0.9178, 0.9945),
        ((1, 98, 0, 1), 0.9171, 0.9916),
        ((0, 30, 0, 0), 0.8395, 1.0),
        ((54, 0, 0, 0), -0.0664, 0.0664),
        ((53, 0, 0, 1), -0.0729, 0.0729),
        ((30, 0, 0, 24), -0.0358, 0.0358),
        ((27, 0, 0, 27), -0.0351, 0.0351),
    ],
)
def test_the_interval_is_that_of_the_published_table(counts, low, high):
    assert Comparison(*counts).difference_interval == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize(
    ("only_first", "only_second", "p"),
    # (1, 7) are the discordant pairs of Bentur et al. (2009), the example of Fagerland et al. (2013).
    [(1, 7, 0.0703125), (0, 6, 0.03125), (5, 5, 1.0), (0, 0, 1.0), (86, 150, 3.716e-5)],
)
def test_mcnemar_is_the_exact_binomial_test(only_first, only_second, p):
    found = Comparison(10, only_first, only_second, 10).p_value
    assert found == pytest.approx(p, rel=1e-3)
    if only_first + only_second:
        assert found == pytest.approx(binomtest(only_first, only_first + only_second).pvalue)


counts_of_images = st.tuples(*[st.integers(0, 400)] * 4).filter(lambda counts: sum(counts) > 0)


@given(counts_of_images)
def test_exchanging_the_networks_changes_signs_and_nothing_else(counts):
    a, b, c, d = counts
    one, other = Comparison(a, b, c, d), Comparison(a, c, b, d)
    low, high = one.difference_interval
    assert other.difference == -one.difference
    assert other.difference_interval == pytest.approx((-high, -low), abs=1e-12)
    assert other.p_value == pytest.approx(one.p_value)
    assert -1 - 1e-12 <= low <= one.difference + 1e-12
    assert one.difference - 1e-12 <= high <= 1 + 1e-12
    assert one.first.share - one.second.share == pytest.approx(one.difference)
    opposite = {"first": "second", "second": "first"}
    assert other.verdict() == opposite.get(one.verdict(), one.verdict())


def test_the_interval_holds_the_truth_as_often_as_it_says():
    generator = np.random.default_rng(0)
    shares = np.array([0.5, 0.15, 0.1, 0.25])
    held = 0
    for counts in generator.multinomial(150, shares, size=1000):
        low, high = Comparison(*counts.tolist()).difference_interval
        held += low <= 0.05 <= high
    assert 0.935 <= held / 1000 <= 0.975


def test_the_detectable_difference_is_found_in_four_of_five_samples():
    n, discordant = 1000, 0.2
    d = Comparison(400, 100, 100, 400).detectable_difference
    assert 0.03 < d < 0.05
    shares = [0.4, discordant / 2 + d / 2, discordant / 2 - d / 2, 0.4]
    samples = np.random.default_rng(1).multinomial(n, shares, size=1000)
    found = np.mean([abs(b - c) / np.sqrt(b + c) > 1.96 for _, b, c, _ in samples])
    assert 0.76 <= found <= 0.84


def test_of_a_few_images_no_difference_is_detectable_that_the_exact_test_cannot_find():
    for n in range(1, 11):
        for both, first, second in product(range(n + 1), repeat=3):
            if both + first + second > n:
                continue
            comparison = Comparison(both, first, second, n - both - first - second)
            limit = comparison.detectable_difference
            assert 0 < limit <= 1
            if comparison.p_value < 0.05:
                assert abs(first - second) >= FEWEST_DISCORDANT
            assert limit >= min(1, FEWEST_DISCORDANT / n)
    assert Comparison(0, 5, 0, 0).detectable_difference == 1
    assert mcnemar_p_value(FEWEST_DISCORDANT, 0) < 0.05 < mcnemar_p_value(FEWEST_DISCORDANT - 1, 0)


@pytest.mark.parametrize(
    ("counts", "least", "verdict"),
    [
        ((500, 100, 50, 350), 0.015, "first"),
        ((500, 50, 100, 350), 0.015, "second"),
        ((500, 60, 50, 390), 0.015, "none"),
        ((5000, 100, 40, 4860), 0.015, "too small"),  # significant, and 0.6 points
        ((5000, 40, 100, 4860), 0.00601, "too small"),
        ((5000, 40, 100, 4860), 0.00599, "second"),
        ((5000, 100, 40, 4860), 0.0, "first"),
        ((0, 0, 0, 5), 0.015, "none"),
    ],
)
def test_verdicts(counts, least, verdict):
    assert Comparison(*counts).verdict(least) == verdict
    assert Comparison(*counts).verdict(least, p_value=0.2) == "none"


def predictions(told: list[int], labels: list[int], indices: list[int]) -> Predictions:
    return Predictions(np.array(indices), np.array(labels), np.eye(7, dtype=np.float32)[told])


def test_the_bootstrap_interval_is_that_of_redrawn_images():
    made = Comparison(60, 25, 10, 5)
    values = np.repeat([1, -1, 0], [25, 10, 65])
    redrawn = np.random.default_rng(1).choice(values, (20_000, 100)).mean(1)
    assert made.bootstrap_interval() == pytest.approx(tuple(np.quantile(redrawn, [0.025, 0.975])), abs=0.011)
    assert made.bootstrap_interval() == made.bootstrap_interval()
    assert made.bootstrap_interval() == pytest.approx(made.difference_interval, abs=0.02)


def test_predictions_are_counted_image_by_image():
    labels, indices = [0, 1, 2, 3, 4], [10, 11, 12, 13, 14]
    one, other = (predictions(told, labels, indices) for told in ([0, 1, 2, 0, 0], [0, 0, 0, 3, 1]))
    assert compare(one, other) == Comparison(1, 2, 1, 1)


@pytest.mark.parametrize(("labels", "indices"), [([0, 1], [3, 5]), ([0, 2], [3, 4]), ([0, 1, 2], [3, 4, 5])])
def test_predictions_of_different_images_are_refused(labels, indices):
    first = predictions([0, 1], [0, 1], [3, 4])
    second = predictions([0] * len(labels), labels, indices)
    with pytest.raises(UserError, match="network A and network B cannot be compared"):
        compare(first, second, ("network A", "network B"))
