"""A picture of one's own: what the network sees of it, what it answers, and the maps of that answer."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from fer_lib.language import Language, Text
from fer_lib.plots.image_display import show_image
from fer_lib.plots.saliency_plate import COLORMAP, STRONGEST
from fer_lib.plots.style import COLORS

INCHES_WIDE = 7.2
TOP, SIDE, TITLE, LINE, BAR, GAP = 0.3, 2.05, 0.42, 0.165, 0.5, 0.06
MOST_CLASSES = 12
LETTERS_A_LINE = 132
"""Letters of the notes in a line; a Chinese character takes the place of two."""


@dataclass(frozen=True, eq=False)
class PicturePlate:
    """A picture, its face, the answer and the maps.

    Attributes:
        picture: uint8 [H, W, 3].
        box: left, top, width and height of the face area in it.
        face: what the network sees, uint8 [h, w] or [h, w, 3].
        probabilities: of each class, [K].
        class_names: of the K classes.
        masses: shares of each map's mass, [M, h, w]; NaN where a map is 0 everywhere.
        method_names: one a map.
        notes: sentences below: what was done to the picture, which network answers.
    """

    picture: NDArray[np.uint8]
    box: tuple[int, int, int, int]
    face: NDArray[np.uint8]
    probabilities: NDArray[np.floating]
    class_names: Sequence[Text]
    masses: NDArray[np.floating]
    method_names: Sequence[Text]
    notes: Sequence[Text]

    @property
    def shown_classes(self) -> list[int]:
        """All classes, or of more than ``MOST_CLASSES`` the most probable ones, the first first."""
        if len(self.probabilities) <= MOST_CLASSES:
            return list(range(len(self.probabilities)))
        order = np.argsort(-np.asarray(self.probabilities), kind="stable")
        return [int(k) for k in order[:MOST_CLASSES]]

    def plot(self, lang: Language = "en") -> Figure:
        """Draw the picture with the face area framed, the face, the probabilities, and all maps on one scale."""
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

        ax = figure.add_axes(box(0.05, TOP, 2.35, SIDE))
        ax.set_axis_off()
        ax.imshow(self.picture, aspect="equal")
        left, top, wide, high = self.box
        ax.add_patch(
            Rectangle(
                (left - 0.5, top - 0.5), wide, high, fill=False, edgecolor=COLORS["orange"], linewidth=1.6
            )
        )
        titled(0.05, 2.35, Text("picture, area framed", "照片（框出範圍）"))
        ax = figure.add_axes(box(2.5, TOP, SIDE, SIDE))
        ax.set_axis_off()
        show_image(ax, self.face)
        titled(2.5, SIDE, Text("what the network sees", "網路看到的影像"))
        ax = figure.add_axes(box(5.5, TOP, 1.3, SIDE - 0.05))
        shown = self.shown_classes
        places, answer = np.arange(len(shown)), int(np.argmax(self.probabilities))
        colours = [COLORS["orange"] if k == answer else COLORS["grey"] for k in shown]
        ax.barh(places, self.probabilities[shown], color=colours, height=0.7)
        for row, k in enumerate(shown):
            share = float(self.probabilities[k])
            ax.text(share + 0.03, row, f"{share:.2f}", va="center", fontsize=8)
        ax.set(xlim=(0, 1), ylim=(len(places) - 0.5, -0.5), yticks=places, xticks=[])
        ax.set_yticklabels([self.class_names[k][lang] for k in shown], fontsize=9)
        ax.tick_params(length=0)
        ax.spines["bottom"].set_visible(False)
        titled(5.5, 1.3, Text("probability", "機率"))

        first = TOP + SIDE + TITLE
        for column, (mass, name) in enumerate(zip(self.masses, self.method_names, strict=True)):
            x = 0.05 + column * (side + GAP)
            ax = figure.add_axes(box(x, first, side, side))
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
            figure.text(0.05 / INCHES_WIDE, y, line, fontsize=7.5, color="#374151")
        return figure


def _lines(note: str, lang: Language) -> list[str]:
    """The note in lines; Chinese, which has no spaces, may break between any two characters."""
    if lang == "en":
        return textwrap.wrap(note, LETTERS_A_LINE)
    lines, wide = [""], 0
    for character in note:
        wide += 2 if east_asian_width(character) in "WFA" else 1
        if wide > LETTERS_A_LINE and character not in "，。；：）":  # none of these begins a line
            lines, wide = [*lines, ""], 2
        lines[-1] += character
    return lines
