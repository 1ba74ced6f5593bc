import numpy as np
import pytest

from fer_lib.metrics.confused_pairs import clearest_pair, ranked_pairs, usual_mistake
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.proportion import Proportion


def matrix(counts):
    counts = np.array(counts)
    return ConfusionMatrix(counts, tuple("abcdefg"[: len(counts)]))


def test_pairs_are_ranked_by_their_share_of_the_label():
    pairs = ranked_pairs(matrix([[800, 150, 50], [10, 80, 10], [0, 300, 700]]))
    assert [(p.label, p.predicted, p.rank) for p in pairs][:2] == [(2, 1, 1), (0, 1, 2)]
    assert pairs[0].share == Proportion(300, 1000)
    assert len(pairs) == 6
    assert pairs[0].rank_interval == (1, 1)
    assert pairs[-1].rank_interval == (6, 6)  # 0 of 1,000 stays 0 in every draw, and the others do not
    for pair in pairs:
        assert pair.rank_interval[0] <= pair.rank <= pair.rank_interval[1]


def test_close_shares_share_their_ranks_and_the_seed_decides():
    counts = [[100, 20, 19], [19, 100, 20], [20, 19, 100]]
    pairs = ranked_pairs(matrix(counts))
    assert all(p.rank_interval[0] <= 2 and p.rank_interval[1] >= 5 for p in pairs)
    assert pairs == ranked_pairs(matrix(counts))


def test_a_label_without_images_has_no_pairs():
    pairs = ranked_pairs(matrix([[5, 5, 0], [0, 0, 0], [1, 1, 8]]))
    assert {p.label for p in pairs} == {0, 2}


def test_rank_intervals_cover_the_true_rank():
    """Drawn from known shares, whose true ranks are 1 to 6."""
    truth = np.array([[0.70, 0.20, 0.10], [0.16, 0.80, 0.04], [0.12, 0.07, 0.81]])
    true_rank = {(0, 1): 1, (1, 0): 2, (2, 0): 3, (0, 2): 4, (2, 1): 5, (1, 2): 6}
    generator = np.random.default_rng(0)
    covered = []
    for _ in range(60):
        counts = np.stack([generator.multinomial(300, row) for row in truth])
        for pair in ranked_pairs(matrix(counts), draws=300):
            low, high = pair.rank_interval
            covered.append(low <= true_rank[pair.label, pair.predicted] <= high)
    assert np.mean(covered) >= 0.93


def test_the_clearest_pair_is_not_the_one_with_two_images():
    pairs = ranked_pairs(matrix([[1, 1, 0], [10, 80, 10], [40, 0, 100]]))
    assert (pairs[0].label, pairs[0].predicted) == (0, 1)
    clearest = clearest_pair(pairs)
    assert (clearest.label, clearest.predicted) == (2, 0)


def test_usual_mistake():
    counts = matrix([[50, 30, 5], [4, 90, 3], [0, 0, 7]])
    assert usual_mistake(counts, 0) == (1, Proportion(30, 35))
    assert usual_mistake(counts, 1) == (0, Proportion(4, 7))
    assert usual_mistake(counts, 2) is None
    # One class as the only wrong answer
    assert usual_mistake(matrix([[5, 3], [0, 1]]), 0) == (1, Proportion(3, 3))


@pytest.mark.parametrize("draws", [1, 50])
def test_any_number_of_draws(draws):
    assert ranked_pairs(matrix([[3, 1], [2, 2]]), draws=draws)[0].share == Proportion(2, 4)
