"""Eigenfaces: against a plain eigenvalue decomposition, and the error that the eigenvalues predict."""

import numpy as np
import pytest

from fer_lib.data.eigenfaces import Eigenfaces, sample_images, share_explained_by_label
from tests.conftest import toy_faces


@pytest.fixture(scope="module")
def small():
    """40 images of 4 × 5 pixels: fewer pixels than images."""
    generator = np.random.Generator(np.random.PCG64(0))
    return generator.integers(0, 256, (40, 4, 5), dtype=np.uint8)


def test_variances_and_axes_against_numpy(small):
    faces = Eigenfaces.fit(small)
    covariance = np.cov(small.reshape(40, 20).T, ddof=0)
    assert faces.variances == pytest.approx(np.linalg.eigvalsh(covariance)[::-1], rel=1e-9)
    assert covariance @ faces.axes[0] == pytest.approx(faces.variances[0] * faces.axes[0], abs=1e-6)
    assert (faces.count, faces.shape, faces.axes.shape) == (40, (4, 5), (20, 20))


@pytest.mark.parametrize("k", [0, 1, 7, 19])
def test_error_is_the_sum_of_the_other_eigenvalues(small, k):
    faces = Eigenfaces.fit(small)
    assert faces.measured_error(small, k) == pytest.approx(faces.predicted_error(k), rel=1e-9)


def test_all_components_give_the_images_back_and_none_the_mean(small):
    faces = Eigenfaces.fit(small)
    assert faces.reconstruct(small, 20) == pytest.approx(small.astype(float), abs=1e-8)
    assert faces.reconstruct(small[:1], 0)[0] == pytest.approx(small.mean(axis=0))


def test_components_for_a_share(small):
    faces = Eigenfaces.fit(small)
    for share in (0.5, 0.8, 0.95):
        number = faces.components_for(share)
        assert faces.cumulative[number - 1] >= share
        assert number == 1 or faces.cumulative[number - 2] < share
    assert faces.cumulative[-1] == pytest.approx(1)


def test_fewer_images_than_pixels():
    faces = Eigenfaces.fit(toy_faces(60).images)
    assert faces.axes.shape == (60, 48 * 48)
    assert (faces.variances >= 0).all()
    assert faces.variances[-1] == pytest.approx(0, abs=1e-6)  # 60 points lie in 59 dimensions


def test_one_image_is_refused(small):
    with pytest.raises(ValueError, match="at least two images"):
        Eigenfaces.fit(small[:1])


def test_share_explained_by_label_by_hand():
    labels = np.array([0, 0, 1, 1])
    values = np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 2.0], [3.0, 0.0, 2.0], [3.0, 1.0, 4.0]])
    assert share_explained_by_label(values, labels) == pytest.approx([1.0, 0.0, 0.5])


def test_sample_is_ascending_without_repeats_and_the_same_again():
    indices = np.arange(5, 105)
    sample = sample_images(indices, 30)
    assert len(set(sample.tolist())) == 30
    assert set(sample.tolist()) <= set(indices.tolist())
    assert (np.diff(sample) > 0).all()
    assert (sample == sample_images(indices, 30)).all()
    assert (sample_images(indices, 100) == indices).all()
