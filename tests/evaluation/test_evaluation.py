import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from fer_lib.metrics.confusion import confusion_matrix
from fer_lib.metrics.predictions import Predictions
from fer_lib.proportion import Proportion, difference_interval
from fer_lib.wording import proportion_text


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17, table I: Wilson's interval without continuity correction.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_interval_agrees_with_the_published_table(successes, n, low, high):
    assert Proportion(successes, n).wilson_interval == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_holds_the_share_and_stays_a_share(case):
    proportion = Proportion(*case)
    low, high = proportion.wilson_interval
    assert 0 <= low <= proportion.share + 1e-12
    assert proportion.share - 1e-12 <= high <= 1


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_is_that_of_statsmodels(case):
    theirs = proportion_confint(*case, alpha=0.05, method="wilson")
    assert Proportion(*case).wilson_interval == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10.
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_interval_of_a_difference_agrees_with_the_published_table(first, second, low, high):
    assert difference_interval(Proportion(*first), Proportion(*second)) == pytest.approx(
        (low, high), abs=5e-5
    )


def test_a_proportion_is_described_with_interval_and_n_in_both_languages():
    text = proportion_text(Proportion(2156, 3589))
    assert text.en == "60.1% (95% interval 58.5–61.7%, n\u00a0=\u00a03,589)"
    assert text.zh == "60.1%（95% 信賴區間 58.5–61.7%，n\u00a0=\u00a03,589）"


@pytest.mark.parametrize("case", [(3, 2), (-1, 2), (0, 0)])
def test_impossible_proportions_are_refused(case):
    with pytest.raises(ValueError, match="not a proportion"):
        Proportion(*case)


def test_confusion_matrix_by_hand():
    matrix = confusion_matrix(np.array([0, 0, 0, 1, 1, 2]), np.array([0, 1, 1, 1, 0, 2]), ("a", "b", "c"))
    assert matrix.counts.tolist() == [[1, 2, 0], [1, 1, 0], [0, 0, 1]]
    assert (matrix.accuracy.successes, matrix.accuracy.n) == (3, 6)
    assert matrix.recall(0) == Proportion(1, 3)
    assert [(i, j) for i, j, _ in matrix.confused_pairs()][:2] == [(0, 1), (1, 0)]


def test_a_class_without_images_has_no_recall_and_no_pairs():
    matrix = confusion_matrix(np.array([0, 0]), np.array([0, 1]), ("a", "b"))
    assert matrix.recall(1) is None
    assert {i for i, _, _ in matrix.confused_pairs()} == {0}


@given(st.permutations(range(4)), st.integers(0, 2**32 - 1))
def test_permuting_classes_permutes_the_matrix(order, seed):
    generator = np.random.default_rng(seed)
    labels, predicted = generator.integers(0, 4, (2, 50))
    names = ("a", "b", "c", "d")
    permutation = np.array(order)
    counts = confusion_matrix(labels, predicted, names).counts
    permuted = confusion_matrix(permutation[labels], permutation[predicted], names).counts
    assert np.array_equal(permuted[np.ix_(permutation, permutation)], counts)


def test_predictions_are_stable_for_large_logits():
    predictions = Predictions(np.arange(2), np.array([0, 1]), np.array([[1e4, 0], [0, 1e4]], np.float32))
    assert predictions.probabilities.tolist() == [[1, 0], [0, 1]]
    assert predictions.correct == 2
    assert predictions.cross_entropy == 0


def test_cross_entropy_of_equal_logits_is_the_logarithm_of_the_classes():
    predictions = Predictions(np.arange(5), np.arange(5), np.zeros((5, 7), np.float32))
    assert predictions.cross_entropy == pytest.approx(np.log(7))
