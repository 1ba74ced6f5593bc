import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer_lib.metrics.neighbours import (
    continuity,
    nearest_neighbours,
    neighbour_accuracy,
    shared_neighbours,
    trustworthiness,
)

LINE = np.arange(6.0)[:, None] ** 1.1  # the left neighbour is always nearer than the right one


def points(seed, n=30, d=4):
    return np.random.default_rng(seed).normal(size=(n, d))


def ranks(values):
    """ranks[i, j]: place of j among the neighbours of i, 1 for the nearest, by sorting."""
    distances = np.linalg.norm(values[:, None] - values[None], axis=2)
    np.fill_diagonal(distances, -1)
    return distances.argsort(1).argsort(1)


def written_out(original, picture, k):
    """Trustworthiness by its definition."""
    n, before, after = len(original), ranks(original), ranks(picture)
    lost = sum(
        before[i, j] - k
        for i in range(n)
        for j in range(n)
        if j != i and after[i, j] <= k and before[i, j] > k
    )
    return 1 - 2 / (n * k * (2 * n - 3 * k - 1)) * lost


def test_nearest_neighbours_of_points_on_a_line():
    assert nearest_neighbours(LINE, 2).tolist() == [[1, 2], [0, 2], [1, 3], [2, 4], [3, 5], [4, 3]]


def test_of_points_at_the_same_place_the_first_comes_first():
    assert nearest_neighbours(np.zeros((4, 2)), 3).tolist() == [[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2]]


def test_two_points_that_change_places():
    swapped = LINE[[0, 5, 2, 3, 4, 1]]
    # New nearest ones are 5 for 0, 4 for 1, 5 for 2 and 0 for 5, by their ranks 5, 4, 5 and 5; 3 and 4 keep theirs.
    assert trustworthiness(LINE, swapped, 1) == pytest.approx(1 - 2 / (6 * 1 * 8) * (4 + 3 + 4 + 4))
    assert shared_neighbours(LINE, swapped, 1) == pytest.approx(2 / 6)


def test_a_picture_of_one_end_folded_onto_the_other_is_continuous_but_not_to_be_trusted():
    line = np.linspace(0, 1, 40)[:, None]
    folded = np.abs(line - 0.5) + np.linspace(0, 1e-6, 40)[:, None]
    assert continuity(line, folded, 3) > trustworthiness(line, folded, 3) + 0.1


def test_a_picture_torn_apart_is_to_be_trusted_but_not_continuous():
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    ring = np.c_[np.cos(angle), np.sin(angle)]
    # In the picture the ends of the ring lie far apart.
    assert trustworthiness(ring, angle[:, None], 3) > continuity(ring, angle[:, None], 3) + 0.01


@given(st.integers(0, 2**16), st.integers(1, 14))
def test_both_are_what_their_definition_says(seed, k):
    original, picture = points(seed), points(seed + 1, d=2)
    assert trustworthiness(original, picture, k) == pytest.approx(written_out(original, picture, k))
    assert continuity(original, picture, k) == pytest.approx(written_out(picture, original, k))


@given(st.integers(0, 2**16), st.integers(1, 14), st.floats(0.01, 100))
def test_turned_moved_and_scaled_points_keep_all(seed, k, scale):
    original = points(seed, d=2)
    turn = np.array([[0.6, -0.8], [0.8, 0.6]])
    picture = scale * original @ turn + 3
    for measure in (trustworthiness, continuity, shared_neighbours):
        assert measure(original, picture, k) == 1
    labels = np.random.default_rng(seed).integers(0, 3, len(original))
    assert neighbour_accuracy(original, labels, k) == neighbour_accuracy(picture, labels, k)


@given(st.integers(0, 2**16), st.integers(1, 14))
def test_shares_are_shares_and_shared_is_mutual(seed, k):
    one, other = points(seed), points(seed + 1, d=2)
    for measure in (trustworthiness, continuity, shared_neighbours):
        assert 0 <= measure(one, other, k) <= 1
    assert shared_neighbours(one, other, k) == shared_neighbours(other, one, k)


def test_pictures_at_random_have_what_chance_gives():
    n, k = 200, 10
    drawn = [(points(seed, n), points(seed + 100, n, 2)) for seed in range(10)]
    assert np.mean([trustworthiness(*pair, k) for pair in drawn]) == pytest.approx(0.5, abs=0.03)
    assert np.mean([shared_neighbours(*pair, k) for pair in drawn]) == pytest.approx(k / (n - 1), abs=0.01)


@pytest.mark.parametrize("k", [0, 15, 30])
def test_too_many_neighbours_or_none_are_refused(k):
    with pytest.raises(ValueError, match=f"{k} neighbours of each of 30 points"):
        trustworthiness(points(0), points(1), k)


def test_the_majority_decides_and_in_a_tie_the_nearest():
    values = np.array([0, 1, 2.1, 3.3, 10, 11, 12.1])
    labels = np.array([0, 0, 0, 1, 1, 1, 1])
    assert neighbour_accuracy(values[:, None], labels, 3) == pytest.approx(6 / 7)  # 3.3 has three of class 0
    # With two neighbours every tie goes to the nearer one: 2.1 has 1 and 3.3, 10 has 11 and 12.1.
    assert neighbour_accuracy(values[:, None], labels, 2) == pytest.approx(6 / 7)
    alternating = np.array([0, 1, 0, 1, 0, 1, 0])
    assert neighbour_accuracy(values[:, None], alternating, 1) == 0


def test_a_point_does_not_vote_for_itself():
    assert neighbour_accuracy(np.arange(4.0)[:, None], np.arange(4), 1) == 0
