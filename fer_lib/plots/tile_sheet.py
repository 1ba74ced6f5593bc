"""Rows of small images with a title above each: patterns, images of the data, feature maps."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from fer_lib.language import Language, Text
from fer_lib.plots.image_display import show_image
from fer_lib.plots.style import COLORS

INCHES_WIDE = 7.2
TITLE_INCHES = 0.2
SECOND_LINE_INCHES = 0.13
TITLE_SIZE = 8
ALWAYS_FITS = 3
"""Letters of a title that is not measured: the number of a filter."""
GAP_INCHES = 0.06
UNTITLED = Text("", "")


@dataclass(frozen=True, eq=False)
class Tile:
    """One image of a sheet.

    Attributes:
        image: [h, w], or [h, w, 3] for red, green and blue.
        title: stands above it; if it is wider than the tile, its last word gets a line of its own.
        limits: values drawn black and white; None for the image's own smallest and largest.
        frame: rows and columns of a part to be framed, or None.
        marked: draw the title in orange.
    """

    image: NDArray[np.floating] | NDArray[np.uint8]
    title: Text = UNTITLED
    limits: tuple[float, float] | None = None
    frame: tuple[slice, slice] | None = None
    marked: bool = False


@dataclass(frozen=True, eq=False)
class TileSheet:
    """Tiles in rows.

    Attributes:
        rows: tiles of each row; rows may differ in length.
        row_names: one a row, at the left; empty for none at all.
        name_inches: width that is kept for the names.
        fewest: tiles that the width is divided by at least, so that few do not become large.
    """

    rows: Sequence[Sequence[Tile]]
    row_names: Sequence[Text] = ()
    name_inches: float = 0.95
    fewest: int = 1

    def plot(self, lang: Language = "en") -> Figure:
        """Draw the sheet; pixels are squares, and the PDF holds them as they are, which is fast and small."""
        left = self.name_inches if self.row_names else 0.0
        cell = (INCHES_WIDE - left) / max(self.fewest, *(len(row) for row in self.rows))
        side = cell - GAP_INCHES
        figure = plt.figure(figsize=(INCHES_WIDE, INCHES_WIDE))
        figure.set_layout_engine("none")  # every tile has its place already
        titles = [[_fitted(figure, tile.title[lang], cell) for tile in row] for row in self.rows]
        heads = [_head_inches(row) for row in titles]
        height = sum(heads) + len(self.rows) * (side + GAP_INCHES)
        figure.set_size_inches(INCHES_WIDE, height)
        # One pair of axes in inches for all tiles: a pair for each is many times slower.
        ax = figure.add_axes((0, 0, 1, 1))
        ax.set_axis_off()
        top = height
        for number, (row, head) in enumerate(zip(self.rows, heads, strict=True)):
            bottom = top - head - side
            if self.row_names:
                name = self.row_names[number][lang]
                ax.text(left - 0.08, bottom + side / 2, name, ha="right", va="center", fontsize=9)
            for column, tile in enumerate(row):
                x = left + column * cell + GAP_INCHES / 2
                _draw(ax, tile, x, bottom, side)
                color = COLORS["orange"] if tile.marked else "#111827"
                ax.text(
                    x + side / 2, bottom + side + 0.035, titles[number][column], ha="center", va="bottom",
                    fontsize=TITLE_SIZE, linespacing=1.0, color=color,
                )  # fmt: skip
            top = bottom - GAP_INCHES
        ax.set(xlim=(0, INCHES_WIDE), ylim=(0, height))
        return figure


def _fitted(figure: Figure, title: str, inches: float) -> str:
    """A title in one line or two, none of them wider than that: of a long name the end is left out."""
    if len(title) <= ALWAYS_FITS or _inches(figure, title) <= inches:
        return title
    name, _, last = title.rpartition(" ")
    return "\n".join(_shortened(figure, line, inches) for line in (name, last) if line)


def _shortened(figure: Figure, line: str, inches: float) -> str:
    shown = line
    while len(shown) > 1 and _inches(figure, shown) > inches:
        line = line[:-1].rstrip()
        shown = f"{line}…"
    return shown


def _inches(figure: Figure, line: str) -> float:
    """Width of a line of a title."""
    text = figure.text(0, 0, line, fontsize=TITLE_SIZE)
    width = text.get_window_extent().width / figure.dpi
    text.remove()
    return float(width)


def _head_inches(titles: Sequence[str]) -> float:
    """Height that a row's titles take."""
    if not any(titles):
        return 0.0
    return TITLE_INCHES + SECOND_LINE_INCHES * max(title.count("\n") for title in titles)


def _draw(ax: Axes, tile: Tile, x: float, y: float, side: float) -> None:
    """One tile in the square of that side whose lower left corner is (x, y)."""
    low, high = tile.limits or (float(tile.image.min()), float(tile.image.max()))
    box = (x, x + side, y, y + side)
    show_image(ax, tile.image, low, high, interpolation="none", extent=box, aspect="auto")
    ax.add_patch(Rectangle((x, y), side, side, fill=False, edgecolor="#9CA3AF", linewidth=0.5))
    if tile.frame is not None:
        rows, columns = tile.frame
        height, width = tile.image.shape[:2]
        corner = (x + side * columns.start / width, y + side * (1 - rows.stop / height))
        size = (side * (columns.stop - columns.start) / width, side * (rows.stop - rows.start) / height)
        ax.add_patch(Rectangle(corner, *size, fill=False, edgecolor=COLORS["orange"], linewidth=1.6))
