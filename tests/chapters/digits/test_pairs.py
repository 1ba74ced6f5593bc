"""Ranks of confused digits."""

import numpy as np

from fer_lib.chapters.digits.pairs import confused_digits
from fer_lib.chapters.digits.report_e import printed_sixty_units, printed_two_units
from fer_lib.metrics.confusion import ConfusionMatrix


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
