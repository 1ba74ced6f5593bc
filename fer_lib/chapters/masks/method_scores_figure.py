"""Methods in rows: their scores, or their differences from others, as points with intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS


@dataclass(frozen=True)
class Scored:
    """One value with its interval.

    Attributes:
        value: in the unit of the axis.
        interval: low, high.
        single: values of the single trainings, drawn small; may be empty.
        clear: draw it filled and in colour, as beyond noise.
    """

    value: float
    interval: tuple[float, float]
    single: tuple[float, ...] = ()
    clear: bool = True


@dataclass(frozen=True)
class MethodPanels:
    """Panels side by side that share their rows.

    Attributes:
        methods: names of the rows, from above.
        panels: title and one value a row, for each panel.
        label: of the horizontal axes.
        zero: draw a line at 0, for differences.
    """

    methods: Sequence[Text]
    panels: Sequence[tuple[Text, Sequence[Scored]]]
    label: Text
    zero: bool = False

    def plot(self, lang: Language = "en") -> Figure:
        """Draw all panels with a common row of names at the left."""
        height = 0.9 + 0.27 * len(self.methods)
        figure, axes = plt.subplots(1, len(self.panels), figsize=(7.2, height), sharey=True, squeeze=False)
        for ax, (title, values) in zip(axes[0], self.panels, strict=True):
            for row, scored in enumerate(values):
                low, high = scored.interval
                color = COLORS["blue"] if scored.clear else COLORS["grey"]
                ax.plot([low, high], [row, row], color=color, linewidth=1.4, solid_capstyle="butt")
                ax.plot(
                    scored.single,
                    [row + 0.27] * len(scored.single),
                    ".",
                    color=COLORS["orange"],
                    markersize=3,
                )
                face = color if scored.clear else "white"
                ax.plot(scored.value, row, "o", color=color, markerfacecolor=face, markersize=5)
            if self.zero:
                ax.axvline(0, color="#111827", linewidth=0.8)
            ax.set_title(title[lang], fontsize=9)
            ax.grid(True, axis="x")
            ax.tick_params(axis="y", length=0)
            ax.tick_params(axis="x", labelsize=8)
        axes[0, 0].set_yticks(range(len(self.methods)), [name[lang] for name in self.methods])
        axes[0, 0].invert_yaxis()
        figure.supxlabel(self.label[lang], fontsize=9.5)
        return figure
