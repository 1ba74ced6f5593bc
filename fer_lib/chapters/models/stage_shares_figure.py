"""Where a network's parameters and work sit, stage by stage."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from fer_lib.chapters.models.network import Network
from fer_lib.language import Language, Text
from fer_lib.models.stages import Stage
from fer_lib.plots.style import COLORS
from fer_lib.wording import listed

MOST_NAMED = 9
"""Stages whose names fit below the bars."""


@dataclass(frozen=True)
class StageShares:
    """Shares of all stages together, stage by stage, each list adding up to 1 (or 0 where there is nothing to share).

    Attributes:
        names: what each stage is, for example ``2 × Conv 3×3``.
        parameters: share of the trainable values.
        macs: share of the multiply-accumulates.
        layers: path in the network of the layers with weights, as ``stage_name``; empty without one.
    """

    names: tuple[Text, ...]
    parameters: tuple[float, ...]
    macs: tuple[float, ...]
    layers: tuple[str, ...] = ()

    @classmethod
    def of(cls, network: Network) -> "StageShares":
        """Shares of a network that has been taken apart."""
        parameters = np.array([stage.parameters for stage in network.stages], dtype=float)
        macs = np.array([stage.macs for stage in network.stages], dtype=float)
        return cls(
            names=tuple(stage.main_operation for stage in network.stages),
            parameters=tuple((parameters / max(parameters.sum(), 1)).tolist()),
            macs=tuple((macs / max(macs.sum(), 1)).tolist()),
            layers=tuple(stage_name(stage) for stage in network.stages),
        )

    @property
    def by_parameters(self) -> list[int]:
        """Stages by their parameters, most first."""
        return sorted(range(len(self.names)), key=lambda i: -self.parameters[i])

    @property
    def by_macs(self) -> list[int]:
        """Stages by their multiply-accumulates, most first."""
        return sorted(range(len(self.names)), key=lambda i: -self.macs[i])

    def largest_two(self) -> Text:
        """Where the two stages with the most parameters are found: their numbers, and the layers' paths if they have any."""
        told = []
        for place in sorted(self.by_parameters[:2]):
            layer = self.layers[place] if self.layers else ""
            inside = Text(f" ({layer})", f"（{layer}）") if layer else Text("", "")
            told.append(Text(f"{place + 1}{inside.en}", f"第 {place + 1} 階段{inside.zh}"))
        return listed(told)

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """Two bars a stage: parameters and multiply-accumulates, in percent."""
        many = len(self.names) > MOST_NAMED
        if ax is None:
            _, ax = plt.subplots(figsize=(7.2, 2.8))
        x = np.arange(len(self.names))
        series = (
            (self.parameters, Text("parameters", "參數量"), COLORS["blue"], ""),
            (self.macs, Text("multiply-accumulates", "乘加次數"), COLORS["amber"], "///"),
        )
        for offset, (shares, label, color, hatch) in zip((-0.2, 0.2), series, strict=True):
            heights = 100 * np.array(shares)
            bars = ax.bar(
                x + offset, heights, 0.38, label=label[lang], color=color, hatch=hatch, edgecolor="white"
            )
            if not many:
                ax.bar_label(bars, fmt="%.0f", fontsize=7.5, padding=1)
        if many:  # numbers alone, as in the table
            ax.set_xlabel(Text("stage", "階段")[lang])
            ax.xaxis.set_major_locator(MaxNLocator(integer=True))
            ax.xaxis.set_major_formatter(lambda place, _: f"{place + 1:.0f}")
        else:
            ax.set_xticks(x, [f"{i + 1}\n{name[lang]}" for i, name in enumerate(self.names)], fontsize=8)
        ax.set_ylabel(Text("share (%)", "比例（%）")[lang])
        ax.legend()
        figure = ax.figure
        assert isinstance(figure, Figure)
        return figure


def stage_name(stage: Stage) -> str:
    """By which paths a stage is found in the network and in the tables: ``block.conv1``, ``0–3`` for several."""
    ends = list(dict.fromkeys((stage.names[0], stage.names[-1]))) if stage.names else []
    return "–".join(f"`{name}`" for name in ends)


def named_largest(shares: Sequence[float]) -> tuple[Text, bool]:
    """The stages with the largest share, e.g. "stage 3" or "stages 2 and 3", and whether they are several."""
    places = [place + 1 for place, share in enumerate(shares) if share == max(shares)]
    numbers = listed([Text(str(place), str(place)) for place in places])
    several = len(places) > 1
    return Text(f"stage{'s' if several else ''} {numbers.en}", f"第 {numbers.zh} 階段"), several
