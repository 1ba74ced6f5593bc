"""The digits that scikit-learn brings along."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from fer_lib.data.digits import built_in_digits
from fer_lib.data.matrices import to_matrices


def test_built_in_digits_are_scikit_learns():
    dataset, bunch = built_in_digits(), load_digits()
    levels = np.rint(dataset.images * (16 / 255)).astype(np.uint8)
    expected = bunch.images.astype(np.uint8)
    assert sorted(image.tobytes() for image in levels) == sorted(image.tobytes() for image in expected)
    assert dataset.shape == (10, 1, 8, 8)
    assert (dataset.images.min(), dataset.images.max()) == (0, 255)
    assert [len(dataset.indices(split)) for split in ("train", "validation", "test")] == [1347, 0, 450]
    test = dataset.labels[dataset.indices("test")]
    assert abs(np.bincount(test) / np.bincount(bunch.target) - 0.25).max() < 0.01
    assert built_in_digits().provenance == dataset.provenance


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_matrices_are_from_0_to_1_with_one_hot_labels(dtype):
    dataset = built_in_digits()
    data = to_matrices(dataset, dtype)
    assert data.x_train.dtype == data.t_test.dtype == dtype
    assert (data.x_train.min(), data.x_train.max()) == (0, 1)
    test = dataset.indices("test")
    assert np.array_equal(data.x_test[5].reshape(8, 8) * 255, dataset.images[test[5]])
    assert np.array_equal(data.t_test.argmax(axis=1), dataset.labels[test])
    assert (data.t_train.sum(axis=1) == 1).all()
