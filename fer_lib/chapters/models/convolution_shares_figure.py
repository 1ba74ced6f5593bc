"""Where parameters and work sit in several networks: in convolutions or in fully connected layers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.chapters.models.network import Network
from fer_lib.language import Language, Text
from fer_lib.models.stages import Stage
from fer_lib.plots.style import COLORS


def shares_are_known(network: Network) -> bool:
    """Whether a network is made of convolutions and fully connected layers alone."""
    return {stage.kind for stage in network.stages} <= {"convolution", "linear"}


@dataclass(frozen=True)
class ConvolutionShares:
    """The share of the convolutions, each with its normalization, in several networks.

    Attributes:
        names: names of the networks.
        parameters: share of the trainable values, 0 to 1; the rest is in fully connected layers.
        macs: share of the multiply-accumulates.
    """

    names: tuple[str, ...]
    parameters: tuple[float, ...]
    macs: tuple[float, ...]

    @classmethod
    def of(cls, networks: Sequence[Network]) -> "ConvolutionShares":
        """Shares of networks that have been taken apart; those that have other layers as well are left out."""

        def share(stages: Sequence[Stage], quantity: str) -> float:
            values = [(stage.is_convolution, getattr(stage, quantity)) for stage in stages]
            return float(sum(v for is_convolution, v in values if is_convolution) / sum(v for _, v in values))

        networks = [network for network in networks if shares_are_known(network)]
        return cls(
            names=tuple(network.shown_name for network in networks),
            parameters=tuple(share(network.stages, "parameters") for network in networks),
            macs=tuple(share(network.stages, "macs") for network in networks),
        )

    @property
    def _convolutional(self) -> list[int]:
        return [place for place, share in enumerate(self.macs) if share]

    @property
    def fully_connected(self) -> int:
        """Number of networks without convolutions."""
        return len(self.names) - len(self._convolutional)

    @property
    def can_be_compared(self) -> bool:
        """Whether there are two networks or more, a convolutional one among them."""
        return len(self.names) > 1 and bool(self._convolutional)

    @property
    def fewest_parameters(self) -> int:
        """Place of the convolutional network whose convolutions hold the smallest share of the parameters."""
        return min(self._convolutional, key=lambda place: self.parameters[place])

    @property
    def least_work(self) -> float:
        """The smallest share of the work that the convolutions do in a network that has any, 0 to 1."""
        return min(self.macs[place] for place in self._convolutional)

    def plot(self, axes: Sequence[Axes] | None = None, lang: Language = "en") -> Figure:
        """A bar a network and quantity, divided into convolutions and fully connected layers.

        Args:
            axes: two axes, for the parameters and for the multiply-accumulates.
            lang: language of the words.
        """
        if axes is None:
            size = (5.4, 0.9 + 0.26 * len(self.names))
            axes = list(plt.subplots(1, 2, figsize=size, sharey=True, layout="constrained")[1])
        titles = (Text("parameters", "參數量"), Text("multiply-accumulates", "乘加次數"))
        y = list(range(len(self.names)))
        for ax, title, shares in zip(axes, titles, (self.parameters, self.macs), strict=True):
            inside = 100 * np.array(shares)
            ax.barh(y, inside, color=COLORS["blue"], label=Text("convolutions", "卷積層")[lang])
            ax.barh(
                y, 100 - inside, left=inside, color=COLORS["green"], hatch="///", edgecolor="white",
                label=Text("fully connected layers", "全連接層")[lang],
            )  # fmt: skip
            for place, value in zip(y, inside, strict=True):
                ax.text(104, place, f"{value:.0f}", va="center", ha="left", fontsize=8)
            ax.set(title=title[lang], xlim=(0, 118), xlabel=Text("share (%)", "比例（%）")[lang])
            ax.set_xticks([0, 50, 100])
        axes[0].set_yticks(y, self.names, fontsize=8.5)
        if not axes[0].yaxis_inverted():
            axes[0].invert_yaxis()
        figure = axes[0].figure
        assert isinstance(figure, Figure)
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=2)
        return figure
