"""Arcs in the drawing of a network: where a result goes elsewhere than into the next column, as to an addition."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch, PathPatch
from matplotlib.path import Path

from fer_lib.language import Language
from fer_lib.models.graph import IMAGE
from fer_lib.models.stages import Join, Stage

HEIGHT = 15.0
"""Points that a level of arcs needs above a row, with its label and the sign at its end."""
SYMBOLS = {"add": "+", "multiply": "×", "concatenate": "c"}
_BESIDE = 6.0  # what leaves a column stands to the right of its middle, what comes in to the left
_CORNER = 4.0
_CIRCLE = 3.6
_NEXT = 9.0  # from one sign of a column to the next, to the left
_COLOR = "#9A3412"


@dataclass(frozen=True)
class Arc:
    """From one column to another.

    Attributes:
        source: number of the column; 0 is the image.
        target: likewise; the same for a branch that comes back to where it left.
        symbol: what is done where it comes in; empty where it is all that the column takes.
        label: what is computed on the way.
        place: 0 for the first arc that comes into the column.
    """

    source: int
    target: int
    symbol: str
    label: str
    place: int = 0


@dataclass(frozen=True)
class Piece:
    """The part of an arc above one row, in points from the left edge.

    Attributes:
        left: where it begins.
        right: where it ends.
        leaves: whether its left end is at a column; else it comes from an earlier row.
        arrives: whether its right end is; else it goes on in a later row.
        arc: the arc.
        level: 0 for the lowest.
        label_width: 0 where another piece has the label.
        page: width of the page.
    """

    left: float
    right: float
    leaves: bool
    arrives: bool
    arc: Arc
    level: int = 0
    label_width: float = 0.0
    page: float = float("inf")

    @property
    def middle(self) -> float:
        """Of the label, which stays on the page."""
        half = self.label_width / 2 + 1
        return max(half, min((self.left + self.right) / 2, self.page - half))

    @property
    def extent(self) -> tuple[float, float]:
        """What it takes of its level."""
        half = self.label_width / 2 + 2
        return min(self.left, self.middle - half) - 1, max(self.right, self.middle + half) + 1


def arcs_of(stages: Sequence[Stage], drawn: Sequence[int], lang: Language) -> list[Arc]:
    """All arcs of a network.

    Args:
        stages: all stages.
        drawn: numbers of those that have a column.
        lang: language of the labels.
    """
    columns = {number: column for column, number in enumerate(drawn, 1)}

    def column_of(number: int) -> int:
        while number != IMAGE and number not in columns:
            number = stages[number].takes
        return 0 if number == IMAGE else columns[number]

    arcs = []
    for number, target in columns.items():
        stage = stages[number]
        own = [
            Arc(column_of(join.source), target, SYMBOLS.get(join.kind, "·"), _label(join, stages, lang))
            for join in stage.joins
        ]
        if column_of(stage.takes) != target - 1:
            own.append(Arc(column_of(stage.takes), target, "", ""))
        arcs += [replace(arc, place=place) for place, arc in enumerate(own)]
    return arcs


def _label(join: Join, stages: Sequence[Stage], lang: Language) -> str:
    words = [stages[number].main_operation[lang] for number in join.through]
    words += [operation[lang] for operation in join.operations]
    parameters = sum(stages[number].parameters for number in join.through)
    return " → ".join(words) + (f" · {parameters:,}" if parameters else "")


def pieces_of(
    arcs: Sequence[Arc],
    rows: Sequence[range],
    centers: Sequence[float],
    width: float,
    width_of: Callable[[str], float],
) -> list[list[Piece]]:
    """The arcs above each row, each on a level where no other is.

    Args:
        arcs: of the network.
        rows: columns of each row.
        centers: the middle of each column.
        width: of the page.
        width_of: gives the width of a label.
    """
    found: list[list[Piece]] = [[] for _ in rows]
    row_of = {column: number for number, row in enumerate(rows) for column in row}
    for arc in arcs:
        first, last = row_of[arc.source], row_of[arc.target]
        own = []
        for number in range(first, last + 1):
            left = centers[arc.source] + _BESIDE if number == first else 2.0
            right = centers[arc.target] - _BESIDE - _NEXT * arc.place if number == last else width - 2.0
            own.append(Piece(min(left, right), max(left, right), number == first, number == last, arc))
        longest = max(range(len(own)), key=lambda number: own[number].right - own[number].left)
        own[longest] = replace(
            own[longest], label_width=width_of(arc.label) if arc.label else 0.0, page=width
        )
        for number, piece in enumerate(own, first):
            found[number].append(piece)
    return [_on_levels(row) for row in found]


def _on_levels(pieces: Sequence[Piece]) -> list[Piece]:
    levels: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: one.right - one.left):
        low, high = piece.extent
        free = (
            k
            for k, level in enumerate(levels)
            if all(high <= other.extent[0] or low >= other.extent[1] for other in level)
        )
        level = next(free, len(levels))
        if level == len(levels):
            levels.append([])
        levels[level].append(replace(piece, level=level))
    return [piece for level in levels for piece in level]


def number_of_levels(pieces: Sequence[Piece]) -> int:
    """Levels that the arcs above a row need."""
    return 1 + max((piece.level for piece in pieces), default=-1)


def draw_arcs(ax: Axes, pieces: Sequence[Piece], bottom: float, font_size: float) -> None:
    """Draw the arcs above a row.

    Args:
        ax: axes whose units are points.
        pieces: of the row.
        bottom: the top of what stands below them.
        font_size: of the labels.
    """
    for piece in pieces:
        y = bottom + (piece.level + 0.45) * HEIGHT
        is_loop = piece.arc.source == piece.arc.target
        start, end = (piece.right, piece.left) if is_loop else (piece.left, piece.right)
        sign = _CIRCLE * 2 if piece.arc.symbol else 0.0
        turn = _CORNER if end > start else -_CORNER
        points = (
            [(start, bottom + 1), (start, y - _CORNER), (start, y), (start + turn, y)]
            if piece.leaves
            else [(start, y)]
        )
        codes = [Path.MOVETO, Path.LINETO, Path.CURVE3, Path.CURVE3] if piece.leaves else [Path.MOVETO]
        if piece.arrives:
            points += [(end - turn, y), (end, y), (end, y - _CORNER), (end, bottom + 1 + sign)]
            codes += [Path.LINETO, Path.CURVE3, Path.CURVE3, Path.LINETO]
        else:
            points.append((end, y))
            codes.append(Path.LINETO)
        path = Path(points, [int(code) for code in codes])
        ax.add_patch(PathPatch(path, fill=False, edgecolor=_COLOR, linewidth=0.9))
        if piece.arrives and piece.arc.symbol:
            center = (end, bottom + 1 + _CIRCLE)
            ax.add_patch(Circle(center, _CIRCLE, facecolor="white", edgecolor=_COLOR, linewidth=0.9))
            ax.text(
                *center,
                piece.arc.symbol,
                ha="center",
                va="center_baseline",
                fontsize=font_size - 1,
                color=_COLOR,
            )
        elif piece.arrives:
            tip = FancyArrowPatch(
                (end, bottom + 6), (end, bottom), arrowstyle="-|>", mutation_scale=5, color=_COLOR, linewidth=0.9,
                shrinkA=0, shrinkB=0,
            )  # fmt: skip
            ax.add_patch(tip)
        if piece.label_width:
            middle = (piece.left + piece.right) / 2
            ax.text(
                middle, y + 1, piece.arc.label, ha="center", va="bottom", fontsize=font_size, color=_COLOR
            )
