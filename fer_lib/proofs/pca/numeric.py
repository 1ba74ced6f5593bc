"""The same results from NumPy, scikit-learn and torch in float64, which know nothing of the exact ones."""

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.decomposition import PCA

from fer_lib.proofs.claim import Finding
from fer_lib.proofs.pca import ten_points

TOLERANCE = 1e-12
Array = NDArray[np.float64]


def _finding(error: float, tolerance: float = TOLERANCE) -> Finding:
    return Finding("checked numerically" if error <= tolerance else "refuted", largest_error=error)


def _exact() -> tuple[Array, Array, Array]:
    """Points [10, 3], eigenvalues [3] and axes [3, 3] (columns), rounded to float64 from 40 digits."""
    scaled = [root.evalf(30) / ten_points.SCALE for root in ten_points.eigenvalues()]
    axes = np.array(ten_points.axes().tolist(), dtype=np.float64)
    return np.array(ten_points.POINTS, dtype=np.float64), np.array(scaled, dtype=np.float64), axes


def check_numpy(divisor: int = ten_points.NUMBER) -> Finding:
    """``numpy.linalg.eigh`` gives the exact eigenvalues and, up to the sign, the exact axes."""
    points, eigenvalues, axes = _exact()
    values, vectors = np.linalg.eigh(np.cov(points.T, ddof=0) * len(points) / divisor)
    values, vectors = values[::-1], vectors[:, ::-1]
    signs = np.sign((vectors * axes).sum(axis=0))
    return _finding(float(max(abs(values - eigenvalues).max(), abs(vectors * signs - axes).max())))


def check_scikit_learn(factor: float = (ten_points.NUMBER - 1) / ten_points.NUMBER) -> Finding:
    """scikit-learn's PCA of the ten points, with two components.

    Its variances are divided by N − 1, so that λ is (N − 1)/N of them. Compared are λ₁ and λ₂, the mean and the
    squared error of what ``inverse_transform`` gives back, 10 λ₃.

    Args:
        factor: (N − 1)/N.
    """
    points, eigenvalues, _ = _exact()
    pca = PCA(2, svd_solver="full").fit(points)
    back = pca.inverse_transform(pca.transform(points))
    differences = (
        abs(pca.explained_variance_ * factor - eigenvalues[:2]).max(),
        abs(pca.mean_ - points.mean(axis=0)).max(),
        abs(((points - back) ** 2).sum() - len(points) * eigenvalues[2]),
    )
    return _finding(float(max(differences)), 10 * TOLERANCE)


def check_random_points(first: int = 0) -> Finding:
    """Random points in six dimensions: the error of k components is the sum of the other d − k eigenvalues.

    Args:
        first: 0; shifts the first eigenvalue that is summed.
    """
    generator = np.random.Generator(np.random.PCG64(0))
    points = generator.normal(size=(40, 6)) @ generator.normal(size=(6, 6)) + 3
    eigenvalues = np.linalg.eigvalsh(np.cov(points.T, ddof=0))[::-1]
    worst = 0.0
    for k in range(1, 6):
        pca = PCA(k, svd_solver="full").fit(points)
        error = ((points - pca.inverse_transform(pca.transform(points))) ** 2).sum()
        worst = max(worst, abs(error - len(points) * eigenvalues[k + first :].sum()))
    return _finding(float(worst), 1e-10)


def plane_errors(points: Array, origin: Array, planes: Array) -> Array:
    """Errors of planes through an origin.

    Args:
        points: float64 [N, 3].
        origin: float64 [3].
        planes: float64 [M, 3, 2], two vectors that span each plane.

    Returns:
        Sum of squared distances of the points from each plane, float64 [M].
    """
    basis = np.linalg.qr(planes).Q
    shifted = points - origin
    along = np.einsum("nj,mjk->mnk", shifted, basis)
    return np.asarray((shifted**2).sum() - (along**2).sum(axis=(1, 2)), dtype=np.float64)


def check_random_planes(share: float = 1.0, planes: int = 20_000) -> Finding:
    """Not one of many random planes through the mean, or through a random origin, has an error below 10 λ₃.

    Args:
        share: 1; the share of 10 λ₃ that is claimed to be the least error. More than 1 is wrong.
        planes: how many are tried.
    """
    points, eigenvalues, axes = _exact()
    generator = np.random.Generator(np.random.PCG64(0))
    best = share * len(points) * eigenvalues[2]
    # Half of them lie near the best one, where a smaller error would be.
    tried = generator.normal(size=(planes, 3, 2))
    tried[planes // 2 :] = axes[:, :2] + 0.05 * tried[planes // 2 :]
    mean = points.mean(axis=0)
    least = [plane_errors(points, mean + shift, tried).min() for shift in (0.0, generator.normal(size=3))]
    if min(least) >= best:
        return Finding("checked numerically")
    return Finding("refuted", ((r"E", f"{min(least):.4f}"), (r"\hat E", f"{best:.4f}")))


def check_stationary(centred: bool = True) -> Finding:
    """Torch's automatic differentiation: the error has gradient 0 in the origin and in the two directions.

    Args:
        centred: take the mean as origin, else 0 as report D did.
    """
    points, _, axes = (torch.from_numpy(array.copy()) for array in _exact())
    origin = (points.mean(0) if centred else torch.zeros(3, dtype=torch.float64)).requires_grad_()
    directions = axes[:, :2].clone().requires_grad_()
    basis = torch.linalg.qr(directions).Q
    shifted = points - origin
    error = ((shifted - shifted @ basis @ basis.T) ** 2).sum()
    gradients = torch.autograd.grad(error, (origin, directions))
    return _finding(float(max(g.abs().max() for g in gradients)), 1e-10)
