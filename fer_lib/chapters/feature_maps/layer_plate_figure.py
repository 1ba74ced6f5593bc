"""Pictures of layers side by side: points in the plane, each class with a symbol of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import colormaps
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from numpy.typing import NDArray

from fer_lib.language import Language, Text
from fer_lib.plots.style import CLASS_COLORS, COLORS

SYMBOLS = "osD^vP*X<>"
"""Filled for the first ten classes and hollow for the next ten, so that twenty differ without colour."""
SIZES = {"*": 34, "<": 20, ">": 20}
"""In square points, of symbols that look smaller than others; 16 for the rest."""
MANY_COLORS = tuple(to_hex(colormaps["tab20"](k)) for k in (*range(0, 20, 2), *range(1, 20, 2)))
"""For more classes than ``CLASS_COLORS`` has colours: twenty, the strong ones first."""
LARGER = 1.6
"""Symbols of so many classes are larger, so that their forms are seen."""
MOST_CLASSES = 2 * len(SYMBOLS)
WIDTH = 7.2
NAME_INCHES = 0.3
MOST_PANEL_INCHES = 2.6
EDGE = "#9CA3AF"
OTHERS = Text("other classes", "其他類別")


@dataclass(frozen=True)
class Mark:
    """How the points of a class are drawn.

    Attributes:
        symbol: of matplotlib.
        color: of its area, or of its edge where it is hollow.
        filled: whether it has an area.
        size: in square points.
    """

    symbol: str
    color: str
    filled: bool
    size: float


OTHER_MARK = Mark("o", COLORS["grey"], True, 6)
"""Of classes without a symbol of their own."""


def _names_in_a_line(names: Sequence[str], width: float, lang: Language) -> int:
    """How many columns of a legend fit into so many inches."""
    character = 0.13 if lang == "zh-TW" else 0.08
    for columns in range(len(names), 1, -1):
        stacks = np.array_split(np.array(names, object), columns)  # as matplotlib divides them
        if sum(0.42 + character * max(map(len, stack)) for stack in stacks) <= width:
            return columns
    return 1


@dataclass(frozen=True, eq=False)
class LayerPlate:
    """Pictures of the same images in rows and columns.

    Attributes:
        row_names: at the left; one empty name for a single row that needs none.
        column_names: above.
        pictures: for each row and column float [n, 2].
        labels: [n], of the images.
        classes: what they are called.
    """

    row_names: Sequence[Text]
    column_names: Sequence[Text]
    pictures: Sequence[Sequence[NDArray[np.floating]]]
    labels: NDArray[np.integer]
    classes: Sequence[Text]

    @property
    def named(self) -> list[int]:
        """Classes with a symbol of their own: those of the images, of too many the most frequent."""
        counts = np.bincount(self.labels, minlength=len(self.classes))
        most = np.argsort(-counts, kind="stable")[:MOST_CLASSES]
        return sorted(int(label) for label in most if counts[label])

    @property
    def has_others(self) -> bool:
        """Whether there are classes without."""
        return bool(~np.isin(self.labels, self.named).all())

    def mark(self, label: int) -> Mark:
        """How the points of a class are drawn."""
        if label not in self.named:
            return OTHER_MARK
        place = self.named.index(label)
        many = len(self.named) > len(CLASS_COLORS)
        colors, scale = (MANY_COLORS, LARGER) if many else (CLASS_COLORS, 1.0)
        symbol = SYMBOLS[place % len(SYMBOLS)]
        return Mark(symbol, colors[place], place < len(SYMBOLS), scale * SIZES.get(symbol, 16))

    @property
    def side(self) -> float:
        """Of one picture, in inches."""
        return min((WIDTH - NAME_INCHES) / len(self.column_names), MOST_PANEL_INCHES)

    @property
    def width(self) -> float:
        """Of the plate, in inches."""
        return max(NAME_INCHES + len(self.column_names) * self.side, WIDTH / 2)

    def plot(self, lang: Language = "en") -> Figure:
        """Draw the plate; what an axis counts means nothing, so axes have no numbers."""
        rows, columns = len(self.pictures), len(self.column_names)
        side, width = self.side, self.width
        names = [self.classes[label][lang] for label in self.named]
        if self.has_others:
            names.append(OTHERS[lang])
        in_a_line = _names_in_a_line(names, width, lang)
        lines = -(-len(names) // in_a_line)
        figure, axes = plt.subplots(
            rows, columns, figsize=(width, rows * side + 0.42 + 0.22 * lines), squeeze=False
        )
        for row, (line, pictures) in enumerate(zip(axes, self.pictures, strict=True)):
            for column, (ax, points) in enumerate(zip(line, pictures, strict=True)):
                self._draw(ax, points, lang)
                if row == 0:
                    ax.set_title(self.column_names[column][lang], fontsize=10)
                if column == 0:
                    ax.set_ylabel(self.row_names[row][lang])
        handles, labels = axes[0, 0].get_legend_handles_labels()
        figure.legend(
            handles, labels, loc="outside lower center", ncols=in_a_line, handletextpad=0.2, columnspacing=1.2
        )
        return figure

    def _draw(self, ax: Axes, points: NDArray[np.floating], lang: Language) -> None:
        for label in self.named:
            mine, mark = points[self.labels == label], self.mark(label)
            ax.scatter(
                mine[:, 0],
                mine[:, 1],
                s=mark.size,
                marker=mark.symbol,
                facecolors=mark.color if mark.filled else "none",
                edgecolors="white" if mark.filled else mark.color,
                linewidths=0.3 if mark.filled else 0.9,
                label=self.classes[label][lang],
            )
        if self.has_others:
            others = points[~np.isin(self.labels, self.named)]
            ax.scatter(
                others[:, 0], others[:, 1], s=OTHER_MARK.size, color=OTHER_MARK.color, label=OTHERS[lang]
            )
        # The same unit in both directions, in a square that all points fit into.
        centre = (points.max(axis=0) + points.min(axis=0)) / 2
        reach = float(np.ptp(points, axis=0).max()) * 0.54 or 1.0
        ax.set(
            xlim=(centre[0] - reach, centre[0] + reach),
            ylim=(centre[1] - reach, centre[1] + reach),
            xticks=[],
            yticks=[],
            aspect="equal",
        )
        for spine in ax.spines.values():
            spine.set(visible=True, color=EDGE, linewidth=0.6)
