"""Which images each step sees."""

import numpy as np
import pytest

from fer_lib.imbalance.sampling import plan

TARGETS = np.array([0] * 30 + [1] * 5 + [2] * 65, np.int64)


def test_all_images_come_once_an_epoch():
    steps = plan(TARGETS, "all", 10, 20, np.random.default_rng(0))
    for epoch in steps.reshape(2, 100):
        assert sorted(epoch) == list(range(100))
    assert not np.array_equal(steps[:5], steps[5:])


def test_resampling_draws_as_many_of_each_class_as_the_rarest_has():
    steps = plan(TARGETS, "resampled", 24, 15, np.random.default_rng(0), rounds=4)
    rounds = steps.reshape(4, 6, 15)
    seen = [np.unique(part) for part in rounds]
    for part, members in zip(rounds, seen, strict=True):
        assert np.bincount(TARGETS[members]).tolist() == [5, 5, 5]  # 6 steps of 15 are 6 epochs of 15 images
        assert all(sorted(batch) == sorted(members) for batch in part)
    assert {tuple(m[TARGETS[m] == 1]) for m in seen} == {tuple(range(30, 35))}  # all there are of the rarest
    assert len({tuple(m) for m in seen}) == 4  # drawn anew


def test_balanced_batches_hold_every_class_alike():
    steps = plan(TARGETS, "balanced", 30, 32, np.random.default_rng(0))
    counts = np.stack([np.bincount(TARGETS[batch], minlength=3) for batch in steps])
    assert set(counts.ravel()) <= {10, 11}
    rare = np.bincount(steps[np.isin(steps, range(30, 35))], minlength=35)[30:]
    assert rare.max() - rare.min() <= 1


@pytest.mark.parametrize("sampling", ["all", "resampled", "balanced"])
def test_plans_repeat_with_the_seed(sampling):
    one, again, other = (plan(TARGETS, sampling, 7, 9, np.random.default_rng(s), 2) for s in (3, 3, 4))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    assert one.shape == (7, 9)
