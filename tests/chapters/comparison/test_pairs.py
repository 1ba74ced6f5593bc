import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from fer_lib.chapters.compared_runs import ImageSet
from fer_lib.chapters.comparison import sentences
from fer_lib.chapters.comparison.pairs import PairwiseTests, pairwise_tests
from fer_lib.chapters.seed_effect import measure
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
        verdict = tests.comparison(i, j).verdict(0.0, p)
        expected = {"first": "better", "second": "better"}.get(verdict, verdict)
        assert tests.verdict(i, j) == tests.verdict(j, i) == expected
        assert tests.better[i, j] == (verdict == "first")
        assert tests.better[j, i] == (verdict == "second")
    assert 0 < tests.claimed < tests.pairs == m * (m - 1) // 2
    assert tests.not_adjusted == sum(p < 0.05 for p in flat)


def test_less_than_another_seed_moves_is_no_difference():
    some, fewer = list(range(200)), list(range(195))
    seeds = comparison_of(*(compared_run(f"x-s{k}", range(n), seed=k) for k, n in enumerate((300, 301, 302))))
    effect = measure(seeds, seeds.runs[0].images)
    assert effect.limit == pytest.approx(1 / 400 * 2**0.5 * 4.3027, rel=1e-4)
    tests = PairwiseTests(ImageSet("A", (compared_run("a", some), compared_run("b", fewer))), effect)
    tests.__dict__["adjusted"] = np.array([[1, 0.001], [0.001, 1]])  # as with many more images
    tests.__dict__["_excludes_zero"] = np.array([[False, True], [True, False]])
    assert tests.verdict(0, 1) == "too small"
    assert not tests.better.any()
    said = sentences.pairs(tests)
    assert (
        "the test tells them apart, but by less than the 1.5 points that the seed alone can move" in said.en
    )
    assert "小於只換種子就可能有的 1.5 個百分點" in said.zh
    not_measured = PairwiseTests(tests.images)
    not_measured.__dict__.update(adjusted=tests.adjusted, _excludes_zero=tests._excludes_zero)
    assert not_measured.verdict(0, 1) == "better"


def test_only_sets_with_several_runs_are_tested(mixed):
    (tests,) = pairwise_tests(mixed)
    assert tests.images is mixed.sets[0]
    assert pairwise_tests(comparison_of(compared_run("only", 0.5))) == []
