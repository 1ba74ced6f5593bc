import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fer_lib.metrics.confusion import confusion_matrix
from fer_lib.proportion import Proportion


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
