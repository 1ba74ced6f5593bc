import numpy as np
import pytest

from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.metrics.error_destinations import ErrorDestinations, error_destinations
from fer_lib.proportion import Proportion

NAMES = ("happy", "sad", "fear")


def destinations(counts, frequencies=(0.5, 0.3, 0.2)):
    return ErrorDestinations(ConfusionMatrix(np.array(counts), NAMES), np.array(frequencies))


def test_expectation_by_hand():
    """10 errors of happy go to sad with 0.3 / 0.5, 5 of fear with 0.3 / 0.8, and none of sad does."""
    found = destinations([[80, 8, 2], [3, 90, 1], [1, 4, 60]]).to((1,))
    assert found.observed == Proportion(12, 19)
    assert found.expected_share == pytest.approx((10 * 0.6 + 5 * 0.375) / 19)


def test_all_destinations_together_draw_every_error():
    each = destinations([[80, 8, 2], [3, 90, 1], [1, 4, 60]])
    assert sum(d.observed.successes for _, d in each.ranked()) == 19
    assert sum(d.expected_share for _, d in each.ranked()) == pytest.approx(1)
    assert each.to((0, 1, 2)).observed == Proportion(19, 19)
    assert each.to((0, 1, 2)).chance_range == (1, 1)
    shares = [d.observed.share for _, d in each.ranked()]
    assert shares == sorted(shares, reverse=True)


def test_the_distribution_is_exact():
    """One label errs: the number is binomial, B(6, 0.6)."""
    found = destinations([[10, 6, 0], [0, 10, 0], [0, 0, 10]]).to((1,))
    assert found.p_value == pytest.approx(2 * 0.6**6)
    assert found.chance_range == (1 / 6, 6 / 6)
    assert not found.beyond_chance


def test_more_than_frequency_explains_is_beyond_chance():
    each = destinations([[100, 10, 90], [5, 100, 95], [50, 30, 100]])
    assert each.to((2,)).beyond_chance
    assert each.to((2,)).p_value < 1e-6
    assert not each.to((0,)).beyond_chance


def test_the_range_holds_errors_that_follow_the_frequencies_at_the_stated_rate():
    pi = np.array([0.5, 0.3, 0.2])
    generator = np.random.default_rng(0)
    held = 0
    for _ in range(400):
        counts = np.zeros((3, 3), int)
        for i, n in enumerate((60, 45, 80)):
            others = [j for j in range(3) if j != i]
            counts[i, others] = generator.multinomial(n, pi[others] / pi[others].sum())
        found = destinations(counts).to((2,))
        low, high = found.chance_range
        held += low <= found.observed.share <= high
    assert 0.93 <= held / 400 <= 0.99


def test_frequencies_are_those_of_the_training_labels():
    training = ConfusionMatrix(np.array([[30, 20, 0], [5, 25, 0], [0, 0, 20]]), NAMES)
    validation = ConfusionMatrix(np.array([[5, 1, 0], [0, 5, 0], [0, 0, 5]]), NAMES)
    assert error_destinations(validation, training).frequencies.tolist() == [0.5, 0.3, 0.2]
