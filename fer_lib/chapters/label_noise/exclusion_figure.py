"""Accuracy while images are left out, by a ranking and by chance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.label_noise.exclusion import Exclusion
from fer_lib.language import Language, Text
from fer_lib.plots.style import COLORS

CURVE_POINTS = 80
LINE_STYLES = (("blue", "-"), ("green", "--"), ("purple", "-."))


@dataclass(frozen=True, eq=False)
class ExclusionCurves:
    """Several ways to leave images out.

    Attributes:
        names: of the curves.
        exclusions: the curves, of the same images or not.
        share: the largest share of images that is left out, 0 to 1.
        chance: whose accuracy after leaving images out at random is drawn as a band, an index of ``exclusions``.
    """

    names: Sequence[Text]
    exclusions: Sequence[Exclusion]
    share: float = 0.15
    chance: int = 0

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """Accuracy against the share of images left out; the grey band is what chance gives, 95 % of the draws."""
        if ax is None:
            _, ax = plt.subplots(figsize=(6.4, 3.2))
        base = self.exclusions[self.chance]
        counts = self._counts(base)
        band = np.array([base.at_random(int(k)) for k in counts])
        ax.fill_between(
            100 * counts / base.n, 100 * band[:, 0], 100 * band[:, 1], color="#9CA3AF", alpha=0.6, linewidth=0,
            label=Text("left out at random", "隨機剔除")[lang],
        )  # fmt: skip
        for name, exclusion, (color, dash) in zip(self.names, self.exclusions, LINE_STYLES, strict=False):
            counts = self._counts(exclusion)
            ax.plot(
                100 * counts / exclusion.n, 100 * exclusion.curve(counts), dash, color=COLORS[color],
                linewidth=2, label=name[lang],
            )  # fmt: skip
        ax.set_xlabel(Text("images left out (%)", "剔除的影像（%）")[lang])
        ax.set_ylabel(Text("accuracy on the rest (%)", "其餘影像的準確率（%）")[lang])
        ax.set_xlim(0, 100 * self.share)
        ax.grid(True)
        ax.legend(loc="upper left")
        figure = ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        return figure

    def _counts(self, exclusion: Exclusion) -> np.ndarray:
        return np.unique(np.linspace(0, self.share * exclusion.n, CURVE_POINTS).astype(np.int64))
