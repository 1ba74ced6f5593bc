"""Windows sliding over a padded row: what the floor in the output size means."""

from dataclasses import dataclass

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS
from fer_lib.proofs.windows import window_positions

CELL_COLOR = "#DBEAFE"
PADDING_COLOR = "#F3F4F6"
EDGE_COLOR = "#4B5563"


@dataclass(frozen=True)
class WindowRow:
    """A row of cells with padding at both ends, and the window that slides over it.

    Args:
        width: W ≥ 1, cells of the input.
        kernel: k ≥ 1, cells of the window.
        stride: s ≥ 1.
        padding: p ≥ 0, cells of padding at either end.
    """

    width: int
    kernel: int
    stride: int
    padding: int

    @property
    def positions(self) -> list[int]:
        """First cell of every window that fits; cell 0 is the first of the padding."""
        return window_positions(self.width, self.kernel, self.stride, self.padding)

    @property
    def padded_width(self) -> int:
        """W + 2p."""
        return self.width + 2 * self.padding

    @property
    def quotient(self) -> int:
        """q, the last position: its window is the last that fits."""
        return len(self.positions) - 1

    @property
    def remainder(self) -> int:
        """r, the cells after the last window that fits."""
        return self.padded_width - self.kernel - self.quotient * self.stride

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """The row on top, below it each window that fits, and dashed the next, which does not."""
        if ax is None:
            _, ax = plt.subplots(figsize=(7.2, 2.7))
        for cell in range(self.padded_width):
            real = self.padding <= cell < self.padding + self.width
            face, hatch = (CELL_COLOR, "") if real else (PADDING_COLOR, "////")
            ax.add_patch(
                Rectangle((cell, 0), 1, 0.9, facecolor=face, hatch=hatch, edgecolor=EDGE_COLOR, lw=0.8)
            )
            # Pixels are numbered; the zeros are the values of the padding.
            label = str(cell - self.padding + 1) if real else "0"
            box = {"facecolor": face, "edgecolor": "none", "pad": 1.0}
            ax.text(cell + 0.5, 0.45, label, ha="center", va="center", fontsize=9, bbox=box)
        starts = [*self.positions, (self.quotient + 1) * self.stride]
        for t, start in enumerate(starts):
            fits = t <= self.quotient
            y = -0.75 - 0.72 * t
            style = (
                {"facecolor": COLORS["blue"], "alpha": 0.85} if fits else {"facecolor": "none", "ls": "--"}
            )
            edge = COLORS["blue"] if fits else COLORS["orange"]
            ax.add_patch(Rectangle((start, y), self.kernel, 0.48, edgecolor=edge, lw=1.4, **style))
            ax.text(
                start + self.kernel / 2,
                y + 0.23,
                f"$t={t}$",
                ha="center",
                va="center",
                color="white" if fits else COLORS["orange"],
            )
        end = self.padded_width
        bottom = -0.75 - 0.72 * (len(starts) - 1)
        ax.plot([end, end], [bottom - 0.12, 1.0], color=EDGE_COLOR, lw=1.0, ls=":")
        last_end = starts[self.quotient] + self.kernel
        if self.remainder:
            y = bottom + 0.72 + 0.24
            ax.annotate(
                "", (last_end, y), (end, y), arrowprops={"arrowstyle": "<->", "color": EDGE_COLOR, "lw": 1}
            )
            ax.text((last_end + end) / 2, y + 0.1, f"$r={self.remainder}$", ha="center", va="bottom")
        missing = starts[-1] + self.kernel - end
        sticks_out = Text(f"sticks out by {missing}", f"超出 {missing} 格")
        ax.text(
            starts[-1] + self.kernel + 0.15,
            bottom + 0.23,
            sticks_out[lang],
            va="center",
            color=COLORS["orange"],
        )
        if self.stride >= 1 and len(starts) > 1:
            y = -0.75 + 0.24
            ax.annotate(
                "",
                (0, y - 0.40),
                (starts[1], y - 0.40),
                arrowprops={"arrowstyle": "<->", "color": EDGE_COLOR, "lw": 1},
            )
            ax.text(starts[1] / 2, y - 0.46, f"$s={self.stride}$", ha="center", va="top")
        ax.set_xlim(-0.2, max(end, starts[-1] + self.kernel) + 2.2)
        ax.set_ylim(bottom - 0.2, 1.1)
        ax.set_aspect("equal")
        ax.set_axis_off()
        figure = ax.get_figure(root=True)
        assert figure is not None
        return figure
