"""A network drawn from itself: blocks to scale, with what each stage does and its parameters below."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import prod

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import PlaceHolderLayoutEngine
from matplotlib.patches import Polygon
from matplotlib.textpath import TextPath

from fer_lib.chapters.models.architecture_arcs import HEIGHT as ARC_HEIGHT
from fer_lib.chapters.models.architecture_arcs import (
    Arc,
    Piece,
    arcs_of,
    draw_arcs,
    number_of_levels,
    pieces_of,
)
from fer_lib.chapters.models.network import shape_text
from fer_lib.language import Language, Text
from fer_lib.models.stages import Stage
from fer_lib.plots.style import COLORS

# All lengths are in points, and one unit of the axes is one point: what the text needs can be reckoned, and
# blocks have the same scale in every network's diagram.
WIDTH = 5.4 * 72  # of the page
SIDE = 1.5  # a pixel of height or depth; less for images that would be too high
TALLEST = 96.0  # an image
CHANNEL = 1 / 20  # a channel of width
THICKNESS = 7.0  # of a vector
STEP = 0.6  # a step of a sequence
_SHEET = (40.0, 8.0)  # the most that a sequence is wide, and the least that it is high
_SLOPE = (0.32, 0.18)  # how far a block's back is drawn to the right and up, as shares of its depth
_SHEET_GAP = 2.5
_COLUMN_GAP = 13.0  # at least
_FONT = 8.5
_LINE = 11.5
_INK, _FAINT = "#111827", "#4B5563"
_COLORS = {
    "convolution": "blue",
    "linear": "green",
    "attention": "purple",
    "recurrent": "amber",
    "other": "sky",
}


@cache
def _text_width(text: str, size: float, weight: str, families: tuple[str, ...]) -> float:
    font = FontProperties(family=list(families), size=size, weight=weight)
    return float(TextPath((0, 0), text, prop=font).get_extents().width)


def _width_of(text: str, weight: str = "normal") -> float:
    return _text_width(text, _FONT, weight, tuple(mpl.rcParams["font.family"]))


@dataclass(frozen=True)
class _Scale:
    """How large things are drawn, in points."""

    pixel: float
    value: float  # of a vector: the flattened image is as high as the image

    @classmethod
    def of(cls, input_shape: tuple[int, int, int]) -> "_Scale":
        channels, height, width = input_shape
        pixel = min(SIDE, TALLEST / max(height, width))
        return cls(pixel, pixel * height / (channels * height * width))


@dataclass(frozen=True)
class _Column:
    """What stands above each other for one stage."""

    stage: Stage
    scale: _Scale
    above: tuple[str, ...]
    below: tuple[str, ...]
    parameters: str

    @property
    def is_block(self) -> bool:
        """Whether the stage gives maps, which are drawn as blocks."""
        return len(self.stage.maps) == 3 and self.stage.kind in ("convolution", "other")

    @property
    def block_size(self) -> tuple[float, float]:
        """Width and height of the drawn blocks."""
        shape = self.stage.maps
        if not self.is_block:
            *steps, values = shape or (1,)
            high = max(self.scale.value * values, 1.0)
            if not steps:
                return THICKNESS, high
            return min(STEP * prod(steps) + THICKNESS, _SHEET[0]), max(high, _SHEET[1])
        channels, height, width = shape
        sheets = self.stage.repeats * max(CHANNEL * channels, 0.8) + (self.stage.repeats - 1) * _SHEET_GAP
        pixel = self.scale.pixel
        return sheets + _SLOPE[0] * pixel * width, pixel * (height + _SLOPE[1] * width)

    @property
    def width(self) -> float:
        texts = [_width_of(line) for line in (*self.above[1:], *self.below, self.parameters)]
        return max(self.block_size[0], _width_of(self.above[0], "bold"), *texts)


def _rows_of(widths: Sequence[float]) -> list[range]:
    """Break the columns into as few rows as the page allows, the widest row as narrow as can be."""

    def total(part: range) -> float:
        return sum(widths[i] for i in part) + _COLUMN_GAP * (len(part) - 1)

    def best(start: int, rows: int) -> tuple[float, list[range]]:
        if rows == 1:
            last = range(start, len(widths))
            return total(last), [last]
        tries = []
        for end in range(start + 1, len(widths) - rows + 2):
            width, rest = best(end, rows - 1)
            tries.append((max(width, total(range(start, end))), [range(start, end), *rest]))
        return min(tries, key=lambda one: one[0])

    for rows in range(1, len(widths) + 1):
        width, parts = best(0, rows)
        if width <= WIDTH:
            return parts
    return parts  # a single column may be wider than the page


@dataclass(frozen=True)
class Architecture:
    """A network as a row of stages.

    Attributes:
        input_shape: (C, H, W).
        stages: in the order in which they run.
    """

    input_shape: tuple[int, int, int]
    stages: tuple[Stage, ...]

    @property
    def drawn(self) -> list[int]:
        """Stages with a column of their own; those on a shortcut stand at its arc."""
        return [number for number, stage in enumerate(self.stages) if not stage.is_beside]

    def _columns(self, lang: Language) -> list[_Column]:
        word, scale = Text("Image", "影像"), _Scale.of(self.input_shape)
        image = Stage(self.input_shape, self.input_shape, (word,), word, parameters=0, macs=0, kind="other")
        columns = []
        for stage in (image, *(self.stages[number] for number in self.drawn)):
            above = [shape_text(stage.maps)]
            if stage.shape != stage.maps:
                is_pooled = len(stage.shape) == 3 and stage.shape[0] == stage.maps[0]
                above.append(f"→ {shape_text(stage.shape[1:] if is_pooled else stage.shape)}")
            number = f"{stage.parameters:,}" if stage is not image else Text("parameters", "參數量")[lang]
            below = tuple(operation[lang] for operation in stage.operations)
            columns.append(_Column(stage, scale, tuple(above), below, number))
        return columns

    def arcs(self, lang: Language = "en") -> list[Arc]:
        """Where a result goes elsewhere than into the next column; column 0 is the image."""
        return arcs_of(self.stages, self.drawn, lang)

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """Draw the blocks, in as many rows as the page's width needs.

        Height and depth of a block are its H and W, its thickness is its number of channels; a vector is as
        long as it has values, on a smaller scale. An arc leads from a column to where its result is added.

        Args:
            ax: axes to draw into; without, a figure as wide as the page and as high as needed.
            lang: language of the words.
        """
        columns = self._columns(lang)
        rows = _rows_of([column.width for column in columns])
        centers = [center for row in rows for center in _centers([columns[i] for i in row])]
        pieces = pieces_of(self.arcs(lang), rows, centers, WIDTH, _width_of)
        placed, top = [], -4.0
        for row, own in zip(rows, pieces, strict=True):
            part = [columns[i] for i in row]
            placed.append((part, own, top))
            top -= number_of_levels(own) * ARC_HEIGHT + _row_height(part) + _LINE
        height = -top - _LINE + 4
        if ax is None:
            # layout="none" would become the style's constrained layout again when the figure is saved twice.
            layout = PlaceHolderLayoutEngine(adjust_compatible=True, colorbar_gridspec=True)
            figure = plt.figure(figsize=(WIDTH / 72, height / 72), layout=layout)
            ax = figure.add_axes((0, 0, 1, 1))
        for part, own, row_top in placed:
            _draw_row(ax, part, own, row_top, is_last=part is placed[-1][0])
        ax.set(xlim=(0, WIDTH), ylim=(-height, 0))
        ax.set_aspect("equal")
        ax.axis("off")
        figure_ = ax.figure
        assert isinstance(figure_, Figure)
        return figure_


def _centers(columns: Sequence[_Column]) -> list[float]:
    """The middle of each column of a row, from the left edge of the page."""
    gap = (WIDTH - sum(column.width for column in columns)) / len(columns)
    found, x = [], gap / 2
    for column in columns:
        found.append(x + column.width / 2)
        x += column.width + gap
    return found


def _row_height(columns: Sequence[_Column]) -> float:
    above = max(len(column.above) for column in columns)
    below = max(len(column.below) for column in columns)
    blocks = max(column.block_size[1] for column in columns)
    return (above + below + 1) * _LINE + blocks + 14


def _draw_row(ax: Axes, columns: Sequence[_Column], arcs: Sequence[Piece], top: float, is_last: bool) -> None:
    gap = (WIDTH - sum(column.width for column in columns)) / len(columns)
    above = max(len(column.above) for column in columns)
    below = max(len(column.below) for column in columns)
    blocks = max(column.block_size[1] for column in columns)
    top -= number_of_levels(arcs) * ARC_HEIGHT
    middle = top - above * _LINE - 4 - blocks / 2
    words = middle - blocks / 2 - 6
    numbers = words - below * _LINE - 4
    for column, center in zip(columns, _centers(columns), strict=True):
        for line, text in enumerate(column.above):
            _write(ax, center, top - line * _LINE, text, _INK, "normal" if line else "bold")
        for line, text in enumerate(column.below):
            _write(ax, center, words - line * _LINE, text, _INK)
        _write(ax, center, numbers, column.parameters, _FAINT)
        _draw_blocks(ax, column, center, middle)
    draw_arcs(ax, arcs, top, _FONT - 1)
    ax.plot([gap / 2, WIDTH - gap / 2], [numbers + 2.5] * 2, color="#D1D5DB", linewidth=0.6)
    if not is_last:
        arrow = {"arrowstyle": "->", "color": _FAINT, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", (WIDTH - 1, middle), (WIDTH - 12, middle), arrowprops=arrow)


def _write(ax: Axes, x: float, y: float, text: str, color: str, weight: str = "normal") -> None:
    ax.text(x, y, text, ha="center", va="top", fontsize=_FONT, color=color, weight=weight)


def _draw_blocks(ax: Axes, column: _Column, center: float, middle: float) -> None:
    stage = column.stage
    width, height = column.block_size
    x, y = center - width / 2, middle - height / 2
    color = COLORS[_COLORS[stage.kind] if stage.parameters else "grey"]
    if not column.is_block:
        _block(ax, x, y, (width, height, 0), color)
        return
    channels, rows, cols = stage.maps
    thickness, pixel = max(CHANNEL * channels, 0.8), column.scale.pixel
    for _ in range(stage.repeats):
        _block(ax, x, y, (thickness, pixel * rows, pixel * cols), color)
        x += thickness + _SHEET_GAP


def _block(ax: Axes, x: float, y: float, size: tuple[float, float, float], color: str) -> None:
    """A box seen from the front left: its left face is the map, its front is as wide as it has channels."""
    width, height, depth = size
    right, up = _SLOPE[0] * depth, _SLOPE[1] * depth
    faces = [
        ([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], 0.85),
        ([(x, y + height), (x + width, y + height), (x + width + right, y + height + up),
          (x + right, y + height + up)], 0.5),
        ([(x + width, y), (x + width + right, y + up), (x + width + right, y + height + up),
          (x + width, y + height)], 0.65),
    ]  # fmt: skip
    edge = "white" if min(width, height) > 3 else "none"  # a white edge would cover a thin block
    for corners, strength in faces if depth else faces[:1]:
        # Mixed with white instead of transparent: a sheet must hide the one behind it.
        mixed = [1 - strength * (1 - part) for part in mpl.colors.to_rgb(color)]
        ax.add_patch(Polygon(corners, facecolor=mixed, edgecolor=edge, linewidth=0.4))


def make_architecture(
    stages: Sequence[Stage], input_shape: tuple[int, int, int] = (1, 48, 48)
) -> Architecture:
    """The drawing of a network.

    Args:
        stages: as ``make_stages`` gives them.
        input_shape: (C, H, W) of an image.
    """
    return Architecture(input_shape, tuple(stages))
