"""Principal components of report D's ten points, about their mean and about 0, and the errors of both."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from fer_lib.proofs.pca import ten_points
from fer_lib.proofs.pca.exact import ZERO


@dataclass(frozen=True)
class PointsAnalysis:
    """The ten points about two origins; exact numbers are turned into float64 here."""

    @cached_property
    def axes(self) -> NDArray[np.float64]:
        """Principal axes as columns: float64 [3, 3]."""
        return _floats(ten_points.axes())

    @cached_property
    def centred(self) -> NDArray[np.float64]:
        """Components, the mean subtracted: float64 [10, 3]."""
        return _floats(ten_points.components(ten_points.mean()))

    @cached_property
    def uncentred(self) -> NDArray[np.float64]:
        """Coordinates along the same axes from 0: float64 [10, 3]."""
        return _floats(ten_points.components(ZERO))

    @cached_property
    def offset(self) -> NDArray[np.float64]:
        """Coordinates of the mean, by which the two differ: float64 [3]."""
        return _floats(ten_points.axes().T * ten_points.mean()).ravel()

    @cached_property
    def error_through_mean(self) -> float:
        """Squared error in two dimensions: of the plane along the first two axes through the mean."""
        return float(ten_points.plane_error(ten_points.mean()))

    @cached_property
    def error_through_zero(self) -> float:
        """The same for the parallel plane through 0, which report D takes."""
        return float(ten_points.plane_error(ZERO))

    @cached_property
    def best_error_through_zero(self) -> float:
        """Least squared error of any plane through 0."""
        return float(ten_points.best_error_through_zero())


def _floats(matrix: sp.Matrix) -> NDArray[np.float64]:
    return np.array(matrix.tolist(), dtype=np.float64)
