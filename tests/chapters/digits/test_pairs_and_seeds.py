"""Ranks of confused digits, and what a handful of seeds says of the next one."""

import numpy as np
import pytest

from fer_lib.chapters.digits.pairs import confused_digits
from fer_lib.chapters.digits.report_e import printed_sixty_units, printed_two_units
from fer_lib.chapters.digits.seeds import SeedAccuracies
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.proportion import Proportion


def test_pairs_count_both_directions():
    first = confused_digits(printed_sixty_units())[0]
    assert (first.digits, first.there, first.back, first.name) == ((2, 3), 34, 34, "2–3")
    assert (first.share.successes, first.share.n) == (68, 584 + 600)
    assert (first.rank, first.rank_interval) == (1, (1, 1))


def test_all_pairs_are_ranked_by_their_share():
    pairs = confused_digits(printed_two_units())
    assert len(pairs) == 45
    shares = [pair.share.share for pair in pairs]
    assert shares == sorted(shares, reverse=True)
    assert [pair.rank for pair in pairs] == sorted(pair.rank for pair in pairs)
    assert all(pair.rank_interval[0] <= pair.rank_interval[1] for pair in pairs)
    assert confused_digits(printed_two_units())[9] == pairs[9]


def test_few_images_leave_the_ranks_open():
    counts = np.diag([40] * 4) + np.eye(4, k=1, dtype=int) * 2
    few = confused_digits(ConfusionMatrix(counts, tuple("0123")))
    many = confused_digits(ConfusionMatrix(100 * counts + np.eye(4, k=2, dtype=int), tuple("0123")))
    assert few[0].rank_interval[1] > 2
    assert {pair.digits for pair in many[:3]} == {(0, 1), (1, 2), (2, 3)}


def test_pairs_without_images_are_left_out():
    counts = np.zeros((3, 3), int)
    counts[0] = [5, 1, 0]
    assert [pair.digits for pair in confused_digits(ConfusionMatrix(counts, tuple("012")))] == [
        (0, 1),
        (0, 2),
    ]


def accuracies(*successes, n=1000):
    return SeedAccuracies(tuple(Proportion(k, n) for k in successes))


def test_spread_over_seeds():
    found = accuracies(950, 960, 970)
    assert found.mean == pytest.approx(0.96)
    assert found.standard_deviation == pytest.approx(0.01)
    assert found.shown() == "96.0%\u00a0±\u00a01.0"
    for text in (found.describe().en, found.describe().zh):
        assert "95.0%" in text
        assert "n\u00a0=\u00a01,000" in text
        assert "95.0–97.0%" in text


def test_range_of_another_seed_has_three_parts():
    low, high = accuracies(950, 960, 970).another(5000)
    # t(0.975, 2) = 4.302653; 0.01 · √(4/3) by the seed; 1.96 · √(0.96 · 0.04 · (1/1000 + 1/5000)) by the images.
    reach = np.hypot(4.302653 * 0.01 * np.sqrt(4 / 3), 1.96 * np.sqrt(0.96 * 0.04 * 0.0012))
    assert low == pytest.approx(0.96 - reach, abs=1e-6)
    assert high == 1  # no accuracy is above it
    assert accuracies(550, 560, 570).another(10**9)[1] == pytest.approx(
        0.56 + np.hypot(4.302653 * 0.01 * np.sqrt(4 / 3), 1.96 * np.sqrt(0.56 * 0.44 / 1000)), abs=1e-6
    )


def test_range_of_another_seed_holds_what_it_says():
    random = np.random.default_rng(0)
    inside = 0
    for _ in range(400):
        true = random.normal(0.8, 0.01, 4)
        found = SeedAccuracies(tuple(Proportion(int(k), 2000) for k in random.binomial(2000, true[:3])))
        low, high = found.another(2000)
        inside += low <= random.binomial(2000, true[3]) / 2000 <= high
    assert inside / 400 >= 0.92
