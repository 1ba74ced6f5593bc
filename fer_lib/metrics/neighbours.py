"""Neighbours: how many a picture of points in few dimensions keeps, and how well they tell a point's class.

Points are close in the Euclidean distance. ``sklearn`` is imported where it is used: a training needs none.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def _check(n: int, k: int) -> None:
    if not 1 <= k < n / 2:
        raise ValueError(f"{k} neighbours of each of {n} points: at least one and fewer than half are wanted")


def nearest_neighbours(points: ArrayLike, k: int) -> NDArray[np.intp]:
    """The k nearest of the other points, the nearest first.

    Args:
        points: [n, d].
        k: 1 to n − 1.

    Returns:
        [n, k], indices of points; of points at the same distance the first comes first.
    """
    from sklearn.metrics import pairwise_distances

    distances = pairwise_distances(np.asarray(points, np.float64))
    np.fill_diagonal(distances, np.inf)
    order: NDArray[np.intp] = np.argsort(distances, axis=1, kind="stable")[:, :k]
    return order


def trustworthiness(original: ArrayLike, picture: ArrayLike, k: int) -> float:
    """Whether points that are neighbours in the picture are neighbours: 1 if all are.

    T(k) = 1 − 2 / (n k (2n − 3k − 1)) · Σᵢ Σ_{j ∈ U_k(i)} (r(i, j) − k), where U_k(i) are those of the k nearest
    neighbours of i in the picture that are none in the original, and r(i, j) is the rank of j among the neighbours of
    i in the original. J. Venna and S. Kaski, Neighborhood preservation in nonlinear projection methods, ICANN 2001;
    computed by scikit-learn. A picture that is drawn at random has about ½.

    Args:
        original: [n, d].
        picture: [n, 2], the same points in the same order.
        k: neighbours, 1 or more and fewer than n / 2.

    Returns:
        0 to 1.

    Raises:
        ValueError: for another k.
    """
    from sklearn import manifold

    original, picture = np.asarray(original, np.float64), np.asarray(picture, np.float64)
    _check(len(original), k)
    return float(manifold.trustworthiness(original, picture, n_neighbors=k))


def continuity(original: ArrayLike, picture: ArrayLike, k: int) -> float:
    """Whether points that are neighbours are neighbours in the picture: 1 if all are.

    C(k) is ``trustworthiness`` with original and picture in each other's place: it counts the neighbours that the
    picture tears apart. Venna and Kaski 2001.

    Args:
        original: [n, d].
        picture: [n, 2], the same points in the same order.
        k: neighbours, 1 or more and fewer than n / 2.

    Returns:
        0 to 1.

    Raises:
        ValueError: for another k.
    """
    return trustworthiness(picture, original, k)


def shared_neighbours(first: ArrayLike, second: ArrayLike, k: int) -> float:
    """Share of the k nearest neighbours that a point has in both of two pictures, the mean over the points.

    (1/n) Σᵢ |N_k(i) ∩ N'_k(i)| / k. Two pictures that have nothing to do with each other share k / (n − 1) of them.
    J. A. Lee and M. Verleysen, Quality assessment of dimensionality reduction, Neurocomputing 72 (2009)
    1431-1443, where it is called Q_NX.

    Args:
        first: [n, d].
        second: [n, e], the same points in the same order.
        k: 1 to n − 1.

    Returns:
        0 to 1.
    """
    ones, others = nearest_neighbours(first, k), nearest_neighbours(second, k)
    return float((ones[:, :, None] == others[:, None, :]).any(2).mean())


def neighbour_accuracy(points: ArrayLike, labels: NDArray[np.integer], k: int) -> float:
    """Leave-one-out accuracy of the k nearest neighbours' majority; where classes tie, the nearest of theirs decides.

    T. M. Cover and P. E. Hart, Nearest neighbor pattern classification, IEEE Transactions on Information Theory 13
    (1967) 21-27.

    Args:
        points: [n, d].
        labels: [n].
        k: 1 to n − 1.

    Returns:
        Share of the points whose own label the others give, 0 to 1.
    """
    own = np.asarray(labels)
    votes = own[nearest_neighbours(points, k)]
    counts = (votes[:, :, None] == votes[:, None, :]).sum(2)
    # ``argmax`` takes the first of equal counts, and the nearest neighbour stands first.
    chosen = votes[np.arange(len(votes)), counts.argmax(1)]
    return float((chosen == own).mean())
