"""How much an error jumps from epoch to epoch."""

import numpy as np
import pytest

from fer_lib.chapters.digits.jitter import late_jitter
from fer_lib.scratch import PartHistory, TrainingHistory


def test_jitter_is_the_spread_of_the_changes(experiments):
    jitter = late_jitter(experiments.main.histories, 10)
    errors = experiments.main.histories[0].test.errors
    assert jitter.test[0] == pytest.approx(np.diff(errors[-11:]).std())
    assert (jitter.n_train, jitter.n_test, jitter.epochs) == (1347, 450, 10)
    still = experiments.main.histories[0]
    frozen = PartHistory(still.test.labels, still.test.losses, still.test.predictions[:1].repeat(41, axis=0))
    jitter = late_jitter((TrainingHistory(still.epochs, still.train, frozen, {}),) * 2, 10)
    assert jitter.test.tolist() == [0, 0]
    assert jitter.train[0] > 0
    assert jitter.beyond_training.high < 0
