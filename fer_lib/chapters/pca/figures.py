"""Principal components: a plane seen from its edge, explained variance, eigenfaces, reconstructions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS

Array = NDArray[np.float64]
CLOSE = 0.4


def _figure_of(ax: Axes) -> Figure:
    figure = ax.get_figure(root=True)
    assert figure is not None
    return figure


@dataclass(frozen=True, eq=False)
class PlanesFromTheEdge:
    """Points seen along a plane, so that the plane is a line and distances from it are true.

    Attributes:
        along: float64 [N], coordinate along the plane.
        across: float64 [N], coordinate at right angles to it, measured from 0.
        mean_across: the mean of ``across``; the plane through the mean lies there, the one through 0 at 0.
        errors: sum of squared distances from the plane through the mean, and from the one through 0.
    """

    along: Array
    across: Array
    mean_across: float
    errors: tuple[float, float]

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """Both planes as lines, and the distance of each point from each."""
        if ax is None:
            _, ax = plt.subplots(figsize=(7.2, 3.4))
        through_mean, through_zero = COLORS["blue"], COLORS["orange"]
        names = (Text("through the mean", "通過平均"), Text("through 0", "通過 0"))
        for height, color, style, shift, name, error in (
            (self.mean_across, through_mean, "-", -0.06, names[0], self.errors[0]),
            (0.0, through_zero, "--", 0.06, names[1], self.errors[1]),
        ):
            label = Text(f"{name.en}: error {error:.4f}", f"{name.zh}：誤差 {error:.4f}")
            ax.axhline(height, color=color, ls=style, lw=1.6, label=label[lang])
            ax.vlines(self.along + shift, height, self.across, color=color, lw=1.1, ls=style, alpha=0.8)
        ax.plot(self.along, self.across, "o", color="#111827", ms=5)
        for number, (x, y) in enumerate(zip(self.along, self.across, strict=True), start=1):
            # Names of points that nearly touch go to opposite sides.
            gaps = self.along - x
            near = gaps[(abs(gaps) < CLOSE) & (abs(self.across - y) < 2 * CLOSE) & (gaps != 0)]
            above = y > self.mean_across
            offset, place = ((0, 6) if above else (0, -6)), "center"
            if len(near):
                offset, place = ((-6, 4), "right") if near[0] > 0 else ((7, 4), "left")
            ax.annotate(
                f"$x_{{{number}}}$",
                (x, y),
                offset,
                textcoords="offset points",
                ha=place,
                va="bottom" if above else "top",
            )
        ax.set_xlabel(Text("coordinate along $u_1$", "沿 $u_1$ 的座標")[lang])
        ax.set_ylabel(Text("coordinate along $u_3$", "沿 $u_3$ 的座標")[lang])
        ax.margins(y=0.16)
        ax.legend(loc="upper left", bbox_to_anchor=(0, 1.16), ncols=2)
        return _figure_of(ax)


@dataclass(frozen=True, eq=False)
class ExplainedVariance:
    """How much of the variance the first components hold.

    Attributes:
        cumulative: float64 [D], share held by the first 1, 2, …, D components.
        marked: (share, number of components that reach it) to be marked.
    """

    cumulative: Array
    marked: Sequence[tuple[float, int]]

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """Share in percent against the number of components, on a logarithmic axis."""
        if ax is None:
            _, ax = plt.subplots(figsize=(7.2, 3.0))
        numbers = np.arange(1, len(self.cumulative) + 1)
        ax.plot(numbers, 100 * self.cumulative, color=COLORS["blue"], lw=1.8)
        for share, number in self.marked:
            ax.plot([1, number, number], [100 * share, 100 * share, 0], color=COLORS["grey"], lw=0.9, ls=":")
            ax.plot(number, 100 * self.cumulative[number - 1], "o", color=COLORS["orange"], ms=5)
            ax.annotate(
                f"{100 * share:.0f}%: {number}",
                (number, 100 * self.cumulative[number - 1]),
                (7, -5),
                textcoords="offset points",
                va="top",
            )
        ax.set_xscale("log")
        ax.xaxis.set_major_formatter("{x:g}")
        ax.set_xlim(1, len(self.cumulative))
        ax.set_ylim(0, 102)
        ax.grid(axis="y")
        ax.set_xlabel(Text("number of components", "主成分個數")[lang])
        ax.set_ylabel(Text("share of the variance (%)", "占總變異量（%）")[lang])
        return _figure_of(ax)


@dataclass(frozen=True, eq=False)
class EigenfaceSheet:
    """The mean image and the first axes as images.

    Attributes:
        mean: float64 [H, W], grey levels 0 to 255.
        axes: float64 [M, H, W]; grey is 0, each on its own scale.
        shares: float64 [M], share of the variance of each.
    """

    mean: Array
    axes: Array
    shares: Array

    def plot(self, lang: Language = "en") -> Figure:
        """The mean first, then the axes by falling variance, each with its share."""
        columns = 8
        rows = -(-(len(self.axes) + 1) // columns)
        figure, grid = plt.subplots(rows, columns, figsize=(7.2, 1.2 * rows), squeeze=False)
        for ax in grid.flat:
            ax.set_axis_off()
        cells = iter(grid.flat)
        first = next(cells)
        first.imshow(self.mean, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
        first.set_title(Text("mean", "平均臉")[lang], loc="center", fontsize=8)
        for number, (ax, axis, share) in enumerate(zip(cells, self.axes, self.shares, strict=False), start=1):
            limit = float(abs(axis).max()) or 1.0
            ax.imshow(axis, cmap="gray", vmin=-limit, vmax=limit, interpolation="nearest")
            ax.set_title(f"{number}: {100 * share:.1f}%", loc="center", fontsize=8)
        return figure


@dataclass(frozen=True, eq=False)
class ReconstructionSheet:
    """Faces rebuilt from more and more components.

    Attributes:
        rebuilt: float64 [rows, columns, H, W], grey levels, column by column.
        originals: uint8 [rows, H, W].
        numbers: components of each column.
        row_names: one a row.
    """

    rebuilt: Array
    originals: NDArray[np.uint8]
    numbers: Sequence[int]
    row_names: Sequence[Text]

    def plot(self, lang: Language = "en") -> Figure:
        """A row for each face, the original last; grey levels are cut off at 0 and 255."""
        rows, columns = self.rebuilt.shape[:2]
        size = (7.2, 7.0 * rows / (columns + 2.2) + 0.25)
        figure, grid = plt.subplots(rows, columns + 1, figsize=size, squeeze=False)
        for (row, column), ax in np.ndenumerate(grid):
            image = self.originals[row] if column == columns else self.rebuilt[row, column]
            ax.imshow(image, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
            ax.set_xticks([])
            ax.set_yticks([])
            ax.spines[:].set_visible(False)
        titles = [*(f"$k={number}$" for number in self.numbers), Text("original", "原圖")[lang]]
        for ax, title in zip(grid[0], titles, strict=True):
            ax.set_title(title, loc="center", fontsize=9)
        for ax, name in zip(grid[:, 0], self.row_names, strict=True):
            ax.set_ylabel(name[lang], rotation=0, ha="right", va="center", labelpad=8)
        return figure
