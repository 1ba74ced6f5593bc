"""Principal components of face images (Turk and Pentland, "Eigenfaces for Recognition", 1991)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA

Array = NDArray[np.float64]
LARGEST_COVARIANCE = 3000
"""Pixels of an image up to which the covariance matrix is made."""


@dataclass(frozen=True, eq=False)
class Eigenfaces:
    r"""Mean and principal axes of N images of P pixels, by falling variance.

    Attributes:
        mean: float64 [P], the mean image m, grey levels.
        axes: float64 [D, P], orthonormal rows :math:`v_i`; D is the smaller of N and P.
        variances: float64 [D], eigenvalues :math:`\lambda_i` of :math:`\frac1N \sum_n (x_n - m)(x_n - m)^T`, squared
            grey levels.
        count: N.
        shape: of an image, (H, W) or (H, W, 3); the product is P.
    """

    mean: Array
    axes: Array
    variances: Array
    count: int
    shape: tuple[int, ...]

    @classmethod
    def fit(cls, images: NDArray[np.uint8]) -> "Eigenfaces":
        """The components of some images, all of them (scikit-learn, float64).

        Args:
            images: uint8 [N, H, W] or [N, H, W, 3], at least two.

        Raises:
            ValueError: if there are fewer than two images.
        """
        if len(images) < 2:
            raise ValueError(f"principal components need at least two images, not {len(images)}")
        pixels = images.reshape(len(images), -1).astype(np.float64)
        # P² numbers are too many where images are large; then the N × P numbers themselves are decomposed.
        few = pixels.shape[1] <= max(len(pixels), LARGEST_COVARIANCE)
        pca = PCA(svd_solver="covariance_eigh" if few else "full").fit(pixels)
        # scikit-learn divides by N − 1; rounding leaves tiny negative eigenvalues where N is below P.
        variances = np.maximum(pca.explained_variance_, 0) * (len(images) - 1) / len(images)
        return cls(pca.mean_, pca.components_, variances, len(images), images.shape[1:])

    @property
    def cumulative(self) -> Array:
        """Share of the variance that the first 1, 2, …, D components hold: float64 [D], the last is 1."""
        return np.asarray(np.cumsum(self.variances) / self.variances.sum(), dtype=np.float64)

    def components_for(self, share: float) -> int:
        """The least number of components that hold at least this share of the variance, 0 < share < 1."""
        return int(np.searchsorted(self.cumulative, share)) + 1

    def coordinates(self, images: NDArray[np.uint8], components: int) -> Array:
        """Coordinates along the first axes: float64 [n, components], for uint8 [n, H, W]."""
        centred = images.reshape(len(images), -1) - self.mean
        return np.asarray(centred @ self.axes[:components].T, dtype=np.float64)

    def reconstruct(self, images: NDArray[np.uint8], components: int) -> Array:
        """The images from their first coordinates alone: float64 [n, H, W], grey levels, not clipped."""
        flat = self.mean + self.coordinates(images, components) @ self.axes[:components]
        return np.asarray(flat.reshape(len(images), *self.shape), dtype=np.float64)

    def measured_error(self, images: NDArray[np.uint8], components: int) -> float:
        """Root mean square difference a pixel between images and their reconstruction, grey levels."""
        difference = images - self.reconstruct(images, components)
        return float(np.sqrt(np.mean(difference**2)))

    def predicted_error(self, components: int) -> float:
        r"""The same for the images fitted, from the eigenvalues: :math:`\sqrt{\frac1P \sum_{i>k} \lambda_i}`."""
        return float(np.sqrt(self.variances[components:].sum() / len(self.mean)))


def share_explained_by_label(values: Array, labels: NDArray[np.integer]) -> Array:
    r"""The share of each column's variance that lies between the means of the classes, :math:`\eta^2`.

    Args:
        values: float64 [n, columns], each column not constant.
        labels: int [n].

    Returns:
        float64 [columns], 0 (the classes have one mean) to 1 (each class has one value).
    """
    deviations = values - values.mean(axis=0)
    between = np.zeros(values.shape[1])
    for label in np.unique(labels):
        chosen = deviations[labels == label]
        between += len(chosen) * chosen.mean(axis=0) ** 2
    return np.asarray(between / (deviations**2).sum(axis=0), dtype=np.float64)


def sample_images(indices: NDArray[np.intp], limit: int, seed: int = 0) -> NDArray[np.intp]:
    """At most ``limit`` of some positions, drawn without replacement and in ascending order."""
    if len(indices) <= limit:
        return indices
    generator = np.random.Generator(np.random.PCG64(seed))
    return np.sort(generator.choice(indices, limit, replace=False))
