"""Which cells hold more errors than chance: planted ones are found, and by chance hardly ever one is."""

import numpy as np
import pytest

from fer_lib.metrics.cell_excess import cell_excess
from fer_lib.metrics.quasi_independence import expected_errors


def test_a_planted_confusion_is_found_and_no_other():
    counts = np.full((5, 5), 10) + np.diag([90] * 5)
    counts[1, 3] = 45
    excess = cell_excess(counts, expected_errors(counts))
    assert len(excess) == 20
    assert [cell for cell, p in excess.items() if p < 0.05] == [(1, 3)]


def test_four_errors_where_chance_gives_two_are_none():
    counts = np.full((4, 4), 2)
    counts[2, 1] = 4
    excess = cell_excess(counts, expected_errors(counts))
    assert excess
    assert min(excess.values()) == pytest.approx(1)


def test_chance_is_seldom_called_more_than_chance():
    generator, margin = np.random.default_rng(0), np.array([0.4, 0.3, 0.2, 0.1])
    found = 0
    for _ in range(100):
        counts = np.zeros((4, 4), int)
        for label in range(4):
            other = np.where(np.arange(4) == label, 0, margin)
            counts[label] = generator.multinomial(60, other / other.sum())
        found += min(cell_excess(counts, expected_errors(counts)).values()) < 0.05
    assert found <= 0.05 * 100
