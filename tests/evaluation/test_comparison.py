"""Two networks on the same images: published tables, known sentences, and what holds for any counts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from fer_lib.chapters.named_comparison import NamedComparison, compare_named, compare_named_runs
from fer_lib.errors import UserError
from fer_lib.language import Text
from fer_lib.metrics.predictions import Predictions
from fer_lib.wording import p_value_text, points, points_interval, tidy
from tests.evaluation.run_folders import make_run

A, B = Text("network A", "甲網路"), Text("network B", "乙網路")


def comparison(*counts: int) -> NamedComparison:
    return NamedComparison(*counts, names=(A, B))


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
    assert comparison(*counts).difference_interval == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize(
    ("only_first", "only_second", "p"),
    # (1, 7) are the discordant pairs of Bentur et al. (2009), the example of Fagerland et al. (2013).
    [(1, 7, 0.0703125), (0, 6, 0.03125), (5, 5, 1.0), (0, 0, 1.0), (86, 150, 3.716e-5)],
)
def test_mcnemar_is_the_exact_binomial_test(only_first, only_second, p):
    found = comparison(10, only_first, only_second, 10).p_value
    assert found == pytest.approx(p, rel=1e-3)
    if only_first + only_second:
        assert found == pytest.approx(binomtest(only_first, only_first + only_second).pvalue)


counts_of_images = st.tuples(*[st.integers(0, 400)] * 4).filter(lambda counts: sum(counts) > 0)


@given(counts_of_images)
def test_exchanging_the_networks_changes_signs_and_nothing_else(counts):
    a, b, c, d = counts
    one, other = comparison(a, b, c, d), comparison(a, c, b, d)
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
        low, high = comparison(*counts.tolist()).difference_interval
        held += low <= 0.05 <= high
    assert 0.935 <= held / 1000 <= 0.975


def test_the_detectable_difference_is_found_in_four_of_five_samples():
    n, discordant = 1000, 0.2
    d = comparison(400, 100, 100, 400).detectable_difference
    assert 0.03 < d < 0.05
    shares = [0.4, discordant / 2 + d / 2, discordant / 2 - d / 2, 0.4]
    samples = np.random.default_rng(1).multinomial(n, shares, size=1000)
    found = np.mean([abs(b - c) / np.sqrt(b + c) > 1.96 for _, b, c, _ in samples])
    assert 0.76 <= found <= 0.84


@pytest.mark.parametrize(
    ("counts", "runs", "verdict"),
    [
        ((500, 100, 50, 350), 1, "first"),
        ((500, 50, 100, 350), 1, "second"),
        ((500, 60, 50, 390), 1, "none"),
        ((5000, 100, 40, 4860), 1, "too small"),  # significant, and 0.6 points
        ((5000, 100, 40, 4860), 3, "first"),
        ((0, 0, 0, 5), 1, "none"),
    ],
)
def test_verdicts(counts, runs, verdict):
    assert comparison(*counts).verdict(runs) == verdict
    assert comparison(*counts).verdict(runs, p_value=0.2) == "none"


def test_sentences_come_from_the_numbers():
    better = comparison(500, 100, 50, 350)
    assert better.counts().en == (
        "Of 1,000 images, network A alone is right on 100 and network B alone on 50 "
        "(McNemar's test: p\u00a0<\u00a00.001)."
    )
    assert "只有甲網路答對的有 100 張，只有乙網路答對的有 50 張" in better.counts().zh
    assert better.describe().en.startswith("Network A is right more often than network B, by 5.0 points")
    assert "甲網路的準確率比乙網路高 5.0 個百分點" in better.describe().zh
    worse = comparison(500, 50, 100, 350).describe()
    assert worse.en.startswith("Network B is right more often than network A, by 5.0 points")
    assert "乙網路的準確率比甲網路高" in worse.zh
    none = comparison(500, 60, 50, 390).describe()
    assert "no difference is shown: +1.0 points" in none.en
    assert "看不出差異" in none.zh
    small = comparison(5000, 100, 40, 4860).describe()
    assert "too little to call it a difference" in small.en
    assert "不算差異" in small.zh


def test_no_space_is_left_beside_chinese_punctuation():
    text = tidy(Text("the CNN (x)", " CNN 與 DNN （ CNN 減 DNN ）： n\u00a0=\u00a03 。 "))
    assert text == Text("the CNN (x)", "CNN 與 DNN（CNN 減 DNN）：n\u00a0=\u00a03。")


def test_numbers_as_they_are_printed():
    assert [points(x) for x in (0.012, -0.0316, 0.0001, -0.0001)] == ["+1.2", "−3.2", "0.0", "0.0"]
    assert points_interval((-0.027, 0.011)) == Text("−2.7 to +1.1", "−2.7 到 +1.1")
    assert [p_value_text(p).replace("\u00a0", " ") for p in (0.0001, 0.0471, 0.5)] == [
        "p < 0.001", "p = 0.047", "p = 0.50",
    ]  # fmt: skip


def predictions(told: list[int], labels: list[int], indices: list[int]) -> Predictions:
    return Predictions(np.array(indices), np.array(labels), np.eye(7, dtype=np.float32)[told])


def test_the_bootstrap_interval_is_that_of_redrawn_images():
    made = comparison(60, 25, 10, 5)
    values = np.repeat([1, -1, 0], [25, 10, 65])
    redrawn = np.random.default_rng(1).choice(values, (20_000, 100)).mean(1)
    assert made.bootstrap_interval() == pytest.approx(tuple(np.quantile(redrawn, [0.025, 0.975])), abs=0.011)
    assert made.bootstrap_interval() == made.bootstrap_interval()
    assert made.bootstrap_interval() == pytest.approx(made.difference_interval, abs=0.02)


def test_predictions_are_counted_image_by_image():
    labels, indices = [0, 1, 2, 3, 4], [10, 11, 12, 13, 14]
    one, other = (predictions(told, labels, indices) for told in ([0, 1, 2, 0, 0], [0, 0, 0, 3, 1]))
    assert compare_named(one, other, (A, B)) == comparison(1, 2, 1, 1)


@pytest.mark.parametrize(("labels", "indices"), [([0, 1], [3, 5]), ([0, 2], [3, 4]), ([0, 1, 2], [3, 4, 5])])
def test_predictions_of_different_images_are_refused(labels, indices):
    first = predictions([0, 1], [0, 1], [3, 4])
    second = predictions([0] * len(labels), labels, indices)
    with pytest.raises(UserError, match="network A and network B cannot be compared"):
        compare_named(first, second, (A, B))


def test_runs_are_compared_with_the_weights_they_kept(tmp_path):
    one = make_run(tmp_path / "one", range(30))
    other = make_run(tmp_path / "other", range(10, 35))
    found = compare_named_runs(one, other)
    assert (found.both_right, found.only_first, found.only_second, found.both_wrong) == (20, 10, 5, 5)
    assert found.names[0].en == "`one`"
    with pytest.raises(
        UserError, match="one and third cannot be compared: they were trained on different data"
    ):
        compare_named_runs(one, make_run(tmp_path / "third", range(30), data="xyz"))
    with pytest.raises(UserError, match="different images"):
        compare_named_runs(one, make_run(tmp_path / "fourth", range(30), first_index=7))
