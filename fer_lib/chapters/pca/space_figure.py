"""Points in three dimensions, and two parallel planes along their first two axes: through the mean, and through 0."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator
from numpy.typing import NDArray

from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS

EYE = np.array([-0.35, -1.0, -0.3])
"""From where one looks, along the axes: nearly along the planes, so that they are seen apart."""
MARGIN = 0.8
"""By how much the planes reach beyond the outermost points."""


@dataclass(frozen=True, eq=False)
class PointsInSpace:
    """Points with both planes.

    Attributes:
        axes: float64 [3, 3], the principal axes as columns.
        coordinates: float64 [N, 3], along the axes, from 0.
    """

    axes: NDArray[np.float64]
    coordinates: NDArray[np.float64]

    def plot(self, lang: Language = "en") -> Figure:
        """The points, the planes, 0 and the mean; a line from each point to the plane through the mean."""
        figure = plt.figure(figsize=(7.2, 4.6))
        ax: Any = figure.add_subplot(projection="3d")
        mean = self.coordinates.mean(axis=0)
        for height, color, name in (
            (mean[2], COLORS["blue"], Text("plane through the mean", "通過平均的平面")),
            (0.0, COLORS["orange"], Text("parallel plane through 0", "通過 0 的平行平面")),
        ):
            ax.plot_surface(*self._plane(height), color=color, alpha=0.35, shade=False, label=name[lang])
        feet = self.coordinates.copy()
        feet[:, 2] = mean[2]
        for point, foot in zip(self._in_space(self.coordinates), self._in_space(feet), strict=True):
            ax.plot(*zip(point, foot, strict=True), color=COLORS["grey"], lw=1)
        for places, mark, color, name in (
            (self.coordinates, "o", "#111827", Text("the points", "各點")),
            (mean[None], "D", COLORS["blue"], Text("mean", "平均")),
            (np.zeros((1, 3)), "s", COLORS["orange"], Text("0", "0")),
        ):
            at = self._in_space(places)
            ax.plot(at[:, 0], at[:, 1], at[:, 2], mark, color=color, ms=5, label=name[lang])
        eye = self.axes @ EYE
        ax.view_init(
            np.degrees(np.arctan2(eye[2], np.hypot(eye[0], eye[1]))), np.degrees(np.arctan2(eye[1], eye[0]))
        )
        ax.set_xlabel("$x_1$")
        ax.set_ylabel("$x_2$")
        ax.set_zlabel("$x_3$")
        ax.set_aspect("equal")
        for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
            axis.set_major_locator(MultipleLocator(5))
        ax.legend(loc="upper left", bbox_to_anchor=(-0.35, 1.0))
        return figure

    def _in_space(self, coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points from their coordinates along the axes: float64 [N, 3] of both."""
        return coordinates @ self.axes.T

    def _plane(self, height: float) -> list[NDArray[np.float64]]:
        """Corners of a plane along the first two axes at a height along the third: three of float64 [2, 2]."""
        low, high = self.coordinates.min(axis=0) - MARGIN, self.coordinates.max(axis=0) + MARGIN
        # 0 lies in the lower plane, so both reach that far.
        along = [np.array([min(low[k], -MARGIN), max(high[k], MARGIN)]) for k in range(2)]
        first, second = np.meshgrid(*along)
        corners = self._in_space(
            np.stack([first, second, np.full_like(first, height)], axis=-1).reshape(-1, 3)
        )
        return [corners[:, k].reshape(2, 2) for k in range(3)]
