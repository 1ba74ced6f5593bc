"""Average precision against scikit-learn's."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from fer_lib.metrics.average_precision import average_precision


def test_average_precision_is_scikit_learn_s_also_of_images_that_count_several_times():
    rng = np.random.default_rng(0)
    scores, positive = rng.random(90).astype(np.float32), np.arange(90) % 3 == 1
    expected = average_precision_score(positive, scores)
    assert average_precision(scores, positive) == pytest.approx(expected)
    twice = average_precision(np.repeat(scores, 2), np.repeat(positive, 2))
    assert twice == pytest.approx(expected, abs=0.02)
    assert average_precision(scores, positive, np.full((1, 90), 2, np.float32)) == pytest.approx(expected)
    drawn = rng.integers(0, 3, (4, 90)).astype(np.float32)
    by_sklearn = [average_precision_score(positive, scores, sample_weight=times) for times in drawn]
    assert average_precision(scores, positive, drawn) == pytest.approx(by_sklearn, rel=1e-5)
