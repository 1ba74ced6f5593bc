"""t-SNE: pictures of points in the plane that keep each point's neighbours, after a reduction by PCA."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

COMPONENTS = 50
"""Principal components that t-SNE starts from, as scikit-learn's documentation advises for wider data."""
ITERATIONS = 500
"""Steps of gradient descent, the first 250 with early exaggeration; with twice as many the neighbours kept by
pictures of 300 points change in the third digit."""
PERPLEXITIES = (5, 15, 50)
"""From 5 to 50, the range that van der Maaten and Hinton (2008, section 2) call typical."""
LEAST_POINTS = 12
FIRST_SPREAD = 1e-4
"""Standard deviation of the first coordinate at the start, as in scikit-learn."""


@dataclass(frozen=True, eq=False)
class PrincipalComponents:
    """Points turned so that their coordinates are their principal components.

    Attributes:
        coordinates: float64 [n, min(n, d)], in units of the points' root mean square distance from their mean; all
            distances are as they were, but for that unit.
        shares: float64 [min(n, d)], of the variance.
    """

    coordinates: NDArray[np.float64]
    shares: NDArray[np.float64]

    @property
    def kept(self) -> float:
        """Share of the variance in the components that t-SNE starts from."""
        return float(min(self.shares[:COMPONENTS].sum(), 1.0))


def principal_components(features: NDArray[np.floating]) -> PrincipalComponents:
    """PCA of features [n, d], not all the same."""
    from sklearn.decomposition import PCA

    centred = np.asarray(features, np.float64) - np.mean(features, axis=0, dtype=np.float64)
    # t-SNE looks at distances relative to each other only; the unit keeps tiny and huge ones within float32.
    # Divided first by the largest, whose square neither overflows nor vanishes.
    centred /= np.abs(centred).max()
    centred /= np.sqrt(np.square(centred).sum(axis=1).mean())
    fitted = PCA(svd_solver="full").fit(centred)
    return PrincipalComponents(fitted.transform(centred), fitted.explained_variance_ratio_)


def usable_perplexities(n: int) -> list[int]:
    """Those of ``PERPLEXITIES`` that n points allow, at most (n − 1) / 3; the largest that they do where none is.

    scikit-learn looks at three times as many neighbours as the perplexity says.
    """
    most = (n - 1) // 3
    return [perplexity for perplexity in PERPLEXITIES if perplexity <= most] or [most]


def tsne(components: PrincipalComponents, perplexity: float, seed: int | None = None) -> NDArray[np.float32]:
    """A picture of points in the plane, L. van der Maaten and G. Hinton, JMLR 9 (2008) 2579-2605.

    p(j|i) ∝ exp(−‖xᵢ − xⱼ‖² / 2σᵢ²), with σᵢ so that 2 to the entropy of p(·|i) is the perplexity, and
    p(i, j) = (p(j|i) + p(i|j)) / 2n; q(i, j) ∝ (1 + ‖yᵢ − yⱼ‖²)⁻¹. The yᵢ minimize KL(P ‖ Q) by gradient descent,
    with Barnes and Hut's approximation (van der Maaten, JMLR 15 (2014) 3221-3245), by scikit-learn. It runs on one
    thread, so that sums do not depend on the number of cores.

    Args:
        components: of n points, of which the first ``COMPONENTS`` are used.
        perplexity: at most (n − 1) / 3.
        seed: for a start at random; without it, it starts from the first two principal components, which D. Kobak and
            P. Berens, Nature Communications 10 (2019) 5416, advise.

    Returns:
        float32 [n, 2].
    """
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    points = np.ascontiguousarray(components.coordinates[:, :COMPONENTS], np.float32)
    start = np.zeros((len(points), 2), np.float32)
    start[:, : min(2, points.shape[1])] = points[:, :2] / points[:, 0].std() * FIRST_SPREAD
    method = TSNE(
        perplexity=perplexity,
        max_iter=ITERATIONS,
        init=start if seed is None else "random",
        random_state=seed,
        n_jobs=1,
    )
    with threadpool_limits(1):
        picture: NDArray[np.float32] = method.fit_transform(points)
    return picture
