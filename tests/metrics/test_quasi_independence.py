import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from fer_lib.metrics.quasi_independence import expected_errors, group_confusion

GROUP = (0, 1, 2, 4)
A = np.array([3, 1, 4, 2, 5, 2, 3])
B = np.array([4, 1, 3, 5, 6, 2, 5])


def constructed(factor, scale=12):
    """E[n_ij] = scale·a_i·b_j·factor^[i and j in the group]: int where factor is, with anything on the diagonal."""
    member = np.isin(np.arange(7), GROUP)
    means = scale * np.outer(A, B) * np.where(np.outer(member, member), factor, 1.0)
    np.fill_diagonal(means, 777)
    return means


def errors_of(counts):
    return counts - np.diag(np.diag(counts))


def test_quasi_independent_errors_are_their_own_expectation():
    counts = constructed(1).astype(int)
    assert expected_errors(counts) == pytest.approx(errors_of(counts), rel=1e-6)
    found = group_confusion(counts, GROUP)
    assert found.factor == pytest.approx(1, abs=1e-4)
    assert found.p_value == pytest.approx(1, abs=1e-3)
    assert found.expected_share == pytest.approx(found.inside.share)
    assert found.factor_interval[0] < 1 < found.factor_interval[1]
    assert not found.beyond_chance


@pytest.mark.parametrize("factor", [2, 3])
def test_the_factor_that_was_built_in_is_found(factor):
    found = group_confusion(constructed(factor).astype(int), GROUP)
    assert found.factor == pytest.approx(factor, rel=1e-4)
    assert found.p_value < 1e-6
    assert found.beyond_chance
    assert found.inside.share > found.expected_share


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_chance_keeps_the_sums_of_the_errors(seed):
    counts = np.random.default_rng(seed).integers(1, 60, (5, 5))
    errors, expected = errors_of(counts), expected_errors(counts)
    assert np.diag(expected).tolist() == [0] * 5
    assert expected.sum(0) == pytest.approx(errors.sum(0), rel=1e-6)
    assert expected.sum(1) == pytest.approx(errors.sum(1), rel=1e-6)


def test_the_order_of_the_classes_does_not_matter():
    counts = np.random.default_rng(3).poisson(constructed(1.6, scale=2))
    order = np.array([4, 0, 6, 2, 5, 1, 3])
    places = tuple(int(np.flatnonzero(order == k)[0]) for k in GROUP)
    one, other = group_confusion(counts, GROUP), group_confusion(counts[np.ix_(order, order)], places)
    assert one.inside == other.inside
    assert one.factor == pytest.approx(other.factor, rel=1e-4)
    assert one.factor_interval == pytest.approx(other.factor_interval, rel=1e-3)


@pytest.mark.parametrize("seed", range(3))
def test_the_fit_is_that_of_a_log_linear_model(seed):
    """Poisson regression on the fields off the diagonal, by statsmodels: the same estimate, test and share."""
    counts = np.random.default_rng(seed).poisson(constructed(1.5, scale=1.5))
    fields = [(i, j) for i in range(7) for j in range(7) if i != j]
    y = np.array([counts[i, j] for i, j in fields])
    inside = np.array([float(i in GROUP and j in GROUP) for i, j in fields])
    design = np.array(
        [[*(float(i == k) for k in range(7)), *(float(j == k) for k in range(1, 7))] for i, j in fields]
    )
    chance = sm.GLM(y, design, family=sm.families.Poisson()).fit()
    model = sm.GLM(y, np.column_stack([design, inside]), family=sm.families.Poisson()).fit()
    found = group_confusion(counts, GROUP)
    assert found.factor == pytest.approx(np.exp(model.params[-1]), rel=1e-4)
    assert found.factor_interval == pytest.approx(
        np.exp(model.conf_int()[-1]), rel=0.05
    )  # Wald's, not profile
    assert found.p_value == pytest.approx(chi2.sf(chance.deviance - model.deviance, 1), rel=1e-3)
    assert found.expected_share == pytest.approx(chance.mu[inside == 1].sum() / y.sum(), rel=1e-6)


def test_the_test_rejects_chance_as_often_as_it_says_and_the_interval_covers():
    """150 tables each: about 7.5 rejections under chance, about 142.5 intervals that hold a factor of 2."""
    generator = np.random.default_rng(0)
    rejected = sum(
        group_confusion(generator.poisson(constructed(1, scale=1)), GROUP).p_value < 0.05 for _ in range(150)
    )
    covered = 0
    for _ in range(150):
        low, high = group_confusion(generator.poisson(constructed(2, scale=1)), GROUP).factor_interval
        covered += low <= 2 <= high
    assert 1 <= rejected <= 18
    assert 133 <= covered <= 149


def test_chance_is_not_rejected_too_often_where_errors_are_few():
    generator = np.random.default_rng(1)
    means = constructed(1, scale=1)
    means *= 30 / errors_of(means).sum()
    found = [group_confusion(generator.poisson(means), GROUP) for _ in range(150)]
    tested = [group.p_value < 0.05 for group in found if group is not None]
    assert len(tested) > 100
    assert sum(tested) <= 0.12 * len(tested)


def test_few_errors_and_empty_rows_are_no_obstacle():
    counts = np.diag([9] * 7)
    counts[0, 4], counts[4, 0], counts[3, 6], counts[6, 3], counts[0, 3] = 6, 5, 5, 4, 3
    found = group_confusion(counts, GROUP)
    assert found.inside.successes == 11
    assert found.factor_interval[0] <= found.factor <= found.factor_interval[1]


def test_nothing_to_test():
    assert group_confusion(np.diag([5] * 7), GROUP) is None
    few = np.diag([5] * 7)
    few[0, 4] = few[4, 0] = few[3, 6] = few[6, 3] = 4  # as clear as can be, and still no more than 16 errors
    assert group_confusion(few, GROUP) is None
    one = np.diag([5] * 7)
    one[0, 3] = 40  # only one label is ever wrong, and always in the same way
    assert group_confusion(one, GROUP) is None


def test_all_errors_inside_where_they_could_be_outside():
    counts = np.diag([9] * 4)
    counts[0, 1] = counts[1, 0] = counts[2, 3] = counts[3, 2] = 20
    found = group_confusion(counts, (0, 1))
    assert found.factor == float("inf")
    assert found.factor_interval[0] > 1
    assert found.factor_interval[1] == float("inf")
    assert found.p_value < 1e-6
