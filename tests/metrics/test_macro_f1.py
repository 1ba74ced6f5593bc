"""Macro F1 of one and of many confusion matrices."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import f1_score

from fer_lib.metrics.macro_f1 import macro_f1
from fer_lib.metrics.predictions import Predictions

matrices = arrays(np.int64, (7, 7), elements=st.one_of(st.just(0), st.integers(0, 3000)))


@given(matrices.filter(lambda counts: counts.sum() > 0))
def test_to_the_bit_the_mean_of_the_classes_that_occur(counts):
    totals = counts.sum(0) + counts.sum(1)
    present = totals > 0
    assert float(macro_f1(counts)) == (2 * np.diag(counts)[present] / totals[present]).mean()


def test_many_matrices_are_judged_one_by_one():
    counts = np.random.default_rng(0).integers(0, 5, (4, 3, 7, 7))
    counts[..., 2, :] = counts[..., :, 2] = 0
    each = [[float(macro_f1(matrix)) for matrix in row] for row in counts]
    assert macro_f1(counts).tolist() == each
    assert macro_f1(counts.astype(np.float32)).tolist() == each


def test_weights_below_1_count():
    counts = np.array([[0.2, 0.1], [0.0, 0.3]])
    assert macro_f1(counts) == pytest.approx((0.4 / 0.5 + 0.6 / 0.7) / 2)


def test_nothing_labelled_has_no_score():
    assert np.isnan(macro_f1(np.zeros((7, 7), int)))


def test_predictions_are_judged_so():
    generator = np.random.default_rng(1)
    labels, logits = generator.integers(0, 6, 50), generator.normal(size=(50, 7)).astype(np.float32)
    predictions = Predictions(np.arange(50), labels, logits)
    assert predictions.macro_f1 == pytest.approx(f1_score(labels, logits.argmax(1), average="macro"))
