"""Quantities that are followed from layer to layer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS

STYLES = tuple(zip(("blue", "orange", "green", "purple"), ("-", "--", "-.", ":"), "osD^", strict=True))

MOST_SIDE_BY_SIDE = 11
"""Layers whose names fit beside each other; more stand upright."""


@dataclass(frozen=True)
class LayerSeries:
    """One quantity.

    Attributes:
        name: what it is.
        values: one a layer; NaN where there is none.
        intervals: lower and upper end for each layer, or None.
    """

    name: Text
    values: Sequence[float]
    intervals: Sequence[tuple[float, float]] | None = None


@dataclass(frozen=True)
class LayerLines:
    """Several quantities over the layers.

    Attributes:
        layers: what to write below each layer.
        series: the quantities, at most four.
        ylabel: of the axis.
        limits: of the axis.
    """

    layers: Sequence[Text]
    series: Sequence[LayerSeries]
    ylabel: Text
    limits: tuple[float, float] = (0.0, 1.05)

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """One line a quantity with its intervals, side by side where they would cover each other."""
        if ax is None:
            _, ax = plt.subplots(figsize=(5.8, 3.0))
        places = np.arange(len(self.layers))
        for k, (series, (color, dash, marker)) in enumerate(zip(self.series, STYLES, strict=False)):
            shifted = places + 0.07 * (k - (len(self.series) - 1) / 2)
            values = np.array(series.values, np.float64)
            ax.plot(shifted, values, dash, marker=marker, color=COLORS[color], label=series.name[lang])
            if series.intervals is not None:
                low, high = np.array(series.intervals, np.float64).T
                ax.vlines(shifted, low, high, color=COLORS[color], linewidth=1.2)
        many = len(self.layers) > MOST_SIDE_BY_SIDE
        ax.set_xticks(
            places,
            [layer[lang] for layer in self.layers],
            rotation=90 if many else 0,
            fontsize=7 if many else None,
        )
        ax.set_ylim(*self.limits)
        ax.set_ylabel(self.ylabel[lang])
        ax.grid(axis="y")
        below = -0.28 if many else -0.16
        ax.legend(loc="upper left", bbox_to_anchor=(0, below), ncols=1 if len(self.series) > 2 else 2)
        figure = ax.get_figure()
        assert isinstance(figure, Figure)
        return figure
