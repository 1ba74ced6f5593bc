"""Accuracy of runs against what they cost."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from fer_lib.chapters.comparison.costs import AccuracyCost, CostPoint
from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS

AXES = {
    "parameters": Text("parameters (millions, logarithmic)", "參數量（百萬，對數刻度）"),
    "time": Text("training time (minutes, logarithmic)", "訓練時間（分鐘，對數刻度）"),
}
MARKERS = ("o", "s", "^", "D", "v", "P")
GROUP_COLORS = [color for name, color in COLORS.items() if name != "grey"]
INTERVALS_DRAWN = 40
"""More runs than this are drawn without their intervals, which would hide them."""
NAMES_DRAWN = 6
"""Runs on the frontier that are named; where there are no more runs than that, all of them."""
_WIDTH = 0.03
"""How wide runs that cost the same may stand side by side, as a share of the axis."""


@dataclass(frozen=True)
class AccuracyCostPlot:
    """The drawing of an ``AccuracyCost``.

    Attributes:
        values: what is drawn.
    """

    values: AccuracyCost

    def groups(self) -> dict[str, list[CostPoint]]:
        """Points by network, the most frequent first; rare ones together if there are too many to tell apart."""
        frequent = [name for name, _ in Counter(p.network for p in self.values.points).most_common()]
        if len(frequent) > len(MARKERS):
            frequent = frequent[: len(MARKERS) - 1]
        groups: dict[str, list[CostPoint]] = {name: [] for name in frequent}
        for point in self.values.points:
            groups.setdefault(point.network if point.network in frequent else "", []).append(point)
        return groups

    def places(self) -> dict[str, float]:
        """Where each run is drawn: at its cost; of several that cost the same the best there, the others close by."""
        equal: dict[float, list[str]] = {}
        for point in sorted(self.values.points, key=lambda p: -p.accuracy.share):
            equal.setdefault(point.cost, []).append(point.name)
        width = _WIDTH * float(np.log(max(equal) / min(equal)))
        return {
            name: cost * float(np.exp(width * (-1) ** place * ((place + 1) // 2) / len(names)))
            for cost, names in equal.items()
            for place, name in enumerate(names)
        }

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """A point a run with its 95 % interval, hollow where it was judged on other images; the frontier dashed."""
        if ax is None:
            _, ax = plt.subplots(figsize=(7.0, 3.9))
        places, points = self.places(), self.values.points
        for (network, group), color, marker in zip(
            self.groups().items(), GROUP_COLORS, MARKERS, strict=False
        ):
            label = network or Text("others", "其他")[lang]
            ax.plot([], [], linestyle="", marker=marker, color=color, label=label)
            for point in group:
                ends = 100 * np.abs(np.array(point.accuracy.wilson_interval) - point.accuracy.share)
                ax.errorbar(
                    places[point.name], 100 * point.accuracy.share,
                    yerr=ends[:, None] if len(points) <= INTERVALS_DRAWN else None, color=color, marker=marker,
                    markersize=5.5, markerfacecolor=color if point.main else "white", elinewidth=0.9, capsize=0,
                    alpha=0.9, zorder=2,
                )  # fmt: skip
        if not all(point.main for point in points):
            ax.plot(
                [], [], linestyle="", marker="o", color=COLORS["grey"], markerfacecolor="white",
                label=Text("judged on other images", "在其他影像上評分")[lang],
            )  # fmt: skip
        ax.set_xscale("log")
        low, high = min(places.values()), max(places.values())
        # To the left and above of the frontier there is no other run: that is where the names stand.
        ax.set_xlim(low / 1.25 / (high / low) ** 0.28, high * 1.25)
        names = [*self._draw_frontier(ax, places), *self._name_others(ax, places)]
        ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if high / low < 300 else (1,)))
        if sum(ax.get_xlim()[0] <= tick <= ax.get_xlim()[1] for tick in ax.get_xticks()) < 2:
            ax.xaxis.set_major_locator(MaxNLocator(5))  # costs so alike that no two powers fall between them
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        ax.xaxis.set_minor_formatter(NullFormatter())
        ax.set_xlabel(AXES[self.values.cost.key][lang])
        ax.set_ylabel(Text("validation accuracy (%)", "驗證準確率（%）")[lang])
        ax.grid(True)
        figure = ax.get_figure(root=True)
        assert figure is not None
        entries = len(ax.get_legend_handles_labels()[0])
        figure.legend(loc="outside lower center", ncols=entries if entries <= 5 else 4)
        figure.draw_without_rendering()  # now it is known where everything stands
        _keep_inside(ax, names)
        _drop_covered(names)
        return figure

    def _draw_frontier(self, ax: Axes, places: dict[str, float]) -> list[Annotation]:
        """The dashed line, and the names of the runs on it, the most accurate first."""
        frontier = self.values.frontier
        x = [places[p.name] for p in frontier]
        y = [100 * p.accuracy.share for p in frontier]
        ax.plot(
            [*x, ax.get_xlim()[1]],
            [*y, y[-1]],
            "--",
            drawstyle="steps-post",
            color=COLORS["grey"],
            linewidth=1,
            zorder=1,
        )
        return [
            ax.annotate(
                point.name, (places[point.name], 100 * point.accuracy.share), xytext=(-4, 3), ha="right",
                textcoords="offset points", fontsize=8, color="#1F2937", zorder=3,
                bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.75},
            )
            for point in reversed(frontier[-NAMES_DRAWN:])
        ]  # fmt: skip

    def _name_others(self, ax: Axes, places: dict[str, float]) -> list[Annotation]:
        """The names of the runs beside the frontier where all are few: to the right and below, where it is not."""
        main = [point for point in self.values.points if point.main]
        if len(main) > NAMES_DRAWN:
            return []
        others = [point for point in main if point not in self.values.frontier]
        return [
            ax.annotate(
                point.name, (places[point.name], 100 * point.accuracy.share), xytext=(5, -3), ha="left", va="top",
                textcoords="offset points", fontsize=8, color="#1F2937", zorder=3,
            )
            for point in others
        ]  # fmt: skip


def _keep_inside(ax: Axes, names: list[Annotation]) -> None:
    """Turn names that would cross the right side of the frame to the left of their points."""
    right = ax.get_window_extent().x1
    for name in names:
        if name.get_window_extent().x1 > right:
            name.set_position((-5, name.get_position()[1]))
            name.set_horizontalalignment("right")


def _drop_covered(names: list[Annotation]) -> None:
    """Take away names that would overlap one before them; the text below the figure has them all."""
    kept: list[Annotation] = []
    for name in names:
        box = name.get_window_extent()
        if any(box.overlaps(other.get_window_extent()) for other in kept):
            name.remove()
        else:
            kept.append(name)
