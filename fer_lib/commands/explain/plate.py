"""A picture of one's own: what the network sees of it, what it answers, and the maps of that answer."""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from fer_lib.explain.own_picture import OwnPicture
from fer_lib.language import Language, Text
from fer_lib.plots.image_display import show_image
from fer_lib.plots.saliency_plate import COLORMAP, STRONGEST
from fer_lib.plots.style import COLORS

INCHES_WIDE = 7.2
TOP, SIDE, TITLE, LINE, BAR, GAP = 0.3, 2.05, 0.42, 0.165, 0.5, 0.06
BARS_AT, BARS = 5.6, 1.2
MOST_CLASSES = 12
"""Classes that have a bar."""
LONGEST_NAME, SMALLEST_FONT = 20, 5.5
"""Letters of a class's name that have room beside its bar, in type of this size (points)."""
LETTERS_A_LINE = 132
"""Letters of the notes in a line; a Chinese character takes the place of two."""


@dataclass(frozen=True, eq=False)
class PicturePlate:
    """A picture, what the network sees of it, the answer and the maps.

    Attributes:
        picture: the picture, the part of it that is taken, and what the network sees of that.
        probabilities: of each class, [K].
        class_names: of the K classes.
        masses: shares of each map's mass, [M, h, w]; NaN where a map is 0 everywhere.
        method_names: one a map.
        notes: sentences below: what was done to the picture, which network answers.
    """

    picture: OwnPicture
    probabilities: NDArray[np.floating]
    class_names: Sequence[Text]
    masses: NDArray[np.floating]
    method_names: Sequence[Text]
    notes: Sequence[Text]

    @property
    def shown_classes(self) -> list[int]:
        """All classes in their order, or of more than ``MOST_CLASSES`` the most probable ones, the first first."""
        if len(self.probabilities) <= MOST_CLASSES:
            return list(range(len(self.probabilities)))
        order = np.argsort(-self.probabilities, kind="stable")
        return [int(k) for k in order[:MOST_CLASSES]]

    def plot(self, lang: Language = "en") -> Figure:
        """Draw the picture with the part framed, this part, the probabilities, and all maps on one scale."""
        lines = [line for note in self.notes for line in _lines(note[lang], lang)]
        columns = len(self.masses)
        side = min(1.35, (INCHES_WIDE - BAR) / columns - GAP)
        height = TOP + SIDE + TITLE + side + 0.16 + LINE * len(lines)
        figure = plt.figure(figsize=(INCHES_WIDE, height))
        figure.set_layout_engine("none")  # everything has its place already

        def box(x: float, top: float, wide: float, high: float) -> tuple[float, float, float, float]:
            """In shares of the figure, from inches and the upper edge."""
            return x / INCHES_WIDE, 1 - (top + high) / height, wide / INCHES_WIDE, high / height

        def titled(x: float, wide: float, title: Text) -> None:
            figure.text(
                (x + wide / 2) / INCHES_WIDE, 1 - (TOP - 0.07) / height, title[lang], ha="center", fontsize=9
            )

        ax = figure.add_axes(box(0.05, TOP, 2.35, SIDE), anchor="N")
        ax.set_axis_off()
        width, height_of_picture = self.picture.size
        show_image(
            ax, self.picture.shown, extent=(0, width, height_of_picture, 0), interpolation="antialiased"
        )
        left, top, right, bottom = self.picture.plan.part
        frame = Rectangle(
            (left, top), right - left, bottom - top,
            fill=False, edgecolor=COLORS["orange"], linewidth=1.6, clip_on=False,
        )  # fmt: skip
        ax.add_patch(frame)
        titled(0.05, 2.35, Text("picture, area framed", "照片（框出範圍）"))
        ax = figure.add_axes(box(2.5, TOP, SIDE, SIDE), anchor="N")
        ax.set_axis_off()
        show_image(ax, self.picture.seen)
        titled(2.5, SIDE, Text("what the network sees", "模型看到的影像"))
        self._plot_probabilities(figure.add_axes(box(BARS_AT, TOP, BARS, SIDE - 0.05)), lang)
        few = len(self.shown_classes)
        titled(
            BARS_AT, BARS,
            Text("probability", "機率") if few == len(self.probabilities)
            else Text(f"{few} most probable", f"機率最高的 {few} 類"),
        )  # fmt: skip

        first = TOP + SIDE + TITLE
        for column, (mass, name) in enumerate(zip(self.masses, self.method_names, strict=True)):
            x = 0.05 + column * (side + GAP)
            ax = figure.add_axes(box(x, first, side, side), anchor="N")
            ax.set_axis_off()
            if np.isnan(mass).any():
                ax.add_patch(Rectangle((0, 0), 1, 1, facecolor="#F3F4F6", edgecolor="#9CA3AF", hatch="///"))
            else:
                ax.imshow(mass * mass.size, cmap=COLORMAP, vmin=0, vmax=STRONGEST, interpolation="nearest")
            title = "\n".join(textwrap.wrap(name[lang], 11, break_long_words=False, break_on_hyphens=False))
            figure.text(
                (x + side / 2) / INCHES_WIDE, 1 - (first - 0.05) / height, title,
                ha="center", va="bottom", fontsize=8, linespacing=1.05,
            )  # fmt: skip
        scale = ScalarMappable(Normalize(0, STRONGEST), COLORMAP)
        place = box(0.05 + columns * (side + GAP) + 0.02, first, 0.08, side)
        bar = figure.colorbar(
            scale, cax=figure.add_axes(place), extend="max", ticks=[0, STRONGEST / 2, STRONGEST]
        )
        bar.outline.set_visible(False)
        bar.ax.tick_params(labelsize=7)
        for number, line in enumerate(lines):
            y = 1 - (first + side + 0.16 + LINE * (number + 0.7)) / height
            figure.text(0.05 / INCHES_WIDE, y, line, fontsize=7.5, color="#374151", parse_math=False)
        return figure

    def _plot_probabilities(self, ax: Axes, lang: Language) -> None:
        shown = self.shown_classes
        answer = int(np.argmax(self.probabilities))
        colours = [COLORS["orange"] if k == answer else COLORS["grey"] for k in shown]
        ax.barh(range(len(shown)), self.probabilities[shown], color=colours, height=0.7)
        for place, k in enumerate(shown):
            share = float(self.probabilities[k])
            ax.text(share + 0.03, place, f"{share:.2f}", va="center", fontsize=8)
        ax.set(xlim=(0, 1), ylim=(len(shown) - 0.5, -0.5), yticks=range(len(shown)), xticks=[])
        names = [shortened(self.class_names[k][lang], LONGEST_NAME) for k in shown]
        size = min(9.0, LONGEST_NAME * SMALLEST_FONT / max(map(cells, names)))
        ax.set_yticklabels(names, fontsize=size, parse_math=False)
        ax.tick_params(length=0)
        ax.spines["bottom"].set_visible(False)


def cells(text: str) -> int:
    """Width of a text in letters; a Chinese character takes the place of two."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def shortened(text: str, most: int) -> str:
    """The beginning of a text that is too wide, with an ellipsis."""
    if cells(text) <= most:
        return text
    while cells(text) >= most:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _lines(note: str, lang: Language) -> list[str]:
    """The note in lines; Chinese, which has no spaces, may break between any two characters, but not inside a word."""
    if lang == "en":
        return textwrap.wrap(note, LETTERS_A_LINE)
    lines, wide = [""], 0
    for piece in re.findall(r"[!-~]{1,60}|.", note):
        wide += cells(piece)
        if wide > LETTERS_A_LINE and piece not in "，。；：）":  # none of these begins a line
            lines, wide = [*lines, ""], cells(piece)
        lines[-1] += piece
    return [line.strip() for line in lines]
