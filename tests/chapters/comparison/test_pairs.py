import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from fer_lib.chapters.comparison import sentences
from fer_lib.chapters.comparison.pairs import PairwiseTests, pairwise_tests
from fer_lib.chapters.comparison.results import ImageSet
from tests.chapters.compared_runs import compared_run, comparison_of


def test_pairs_agree_with_single_comparisons(mixed):
    close = [compared_run(f"run-{n}", 0.5 + 0.03 * n, seed=n) for n in range(5)]
    equal = [compared_run("same", 0.6, seed=7), compared_run("same", 0.6, seed=7)]
    tests = PairwiseTests(ImageSet("A", (*mixed.sets[0].runs, *close, *equal)))
    m = len(tests.runs)
    flat, places = [], []
    for i in range(m):
        for j in range(m):
            comparison = tests.comparison(i, j)
            low, high = comparison.difference_interval
            assert tests.differences[i, j] == pytest.approx(comparison.difference)
            assert tests.p_values[i, j] == pytest.approx(comparison.p_value, rel=1e-9)
            assert tests._excludes_zero[i, j] == (low > 0 or high < 0)
            if i < j:
                flat.append(comparison.p_value)
                places.append((i, j))
    adjusted = multipletests(flat, method="holm")[1]
    for (i, j), p in zip(places, adjusted, strict=True):
        assert tests.adjusted[i, j] == tests.adjusted[j, i] == pytest.approx(p)
        verdict = tests.comparison(i, j).verdict(1, p)
        expected = {"first": "better", "second": "better"}.get(verdict, verdict)
        assert tests.verdict(i, j) == tests.verdict(j, i) == expected
        assert tests.better[i, j] == (verdict == "first")
        assert tests.better[j, i] == (verdict == "second")
    assert 0 < tests.claimed < tests.pairs == m * (m - 1) // 2
    assert tests.not_adjusted == sum(p < 0.05 for p in flat)


def test_less_than_a_point_and_a_half_is_no_difference():
    some, fewer = list(range(200)), list(range(195))
    tests = PairwiseTests(ImageSet("A", (compared_run("a", some), compared_run("b", fewer))))
    tests.__dict__["adjusted"] = np.array([[1, 0.001], [0.001, 1]])  # as with many more images
    tests.__dict__["_excludes_zero"] = np.array([[False, True], [True, False]])
    assert tests.verdict(0, 1) == "too small"
    assert not tests.better.any()
    assert "the test tells them apart, but by less than 1.5 points" in sentences.pairs(tests).en


def test_only_sets_with_several_runs_are_tested(mixed):
    (tests,) = pairwise_tests(mixed)
    assert tests.images is mixed.sets[0]
    assert pairwise_tests(comparison_of(compared_run("only", 0.5))) == []
