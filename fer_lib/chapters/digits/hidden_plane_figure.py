"""What a hidden layer of two units makes of the digits: each image a point, each decision a region."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from fer_lib.data import ImageDataset
from fer_lib.data.matrices import to_matrices
from fer_lib.language import Language, Text
from fer_lib.proportion import Proportion
from fer_lib.scratch.activations import Array
from fer_lib.scratch.network import Network
from fer_lib.scratch.training import TrainingHistory

# Okabe and Ito's seven and three darker ones; the points are drawn as digits, so that no colour has to be told apart.
DIGIT_COLORS = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#6B7280", "#7C2D12", "#4C1D95", "#111827",
)  # fmt: skip
GRID_POINTS = 400
PANEL_MARGIN = 0.04
IMAGES_SHOWN = 700
LABELLED_SHARE = 0.015
"""A region of less than this share of the panel gets no large digit."""


@dataclass(frozen=True, eq=False)
class HiddenPlane:
    """The plane of the two hidden activations.

    Attributes:
        network: with one hidden layer of two units.
        x: (N, d_0) images.
        labels: (N,) their classes.
        title: of the panel.
    """

    network: Network
    x: Array
    labels: Array
    title: Text

    @cached_property
    def activations(self) -> Array:
        """(N, 2) what the two units give for each image."""
        return self.network.forward(self.x)[1][1]

    @property
    def accuracy(self) -> Proportion:
        """Share of the images that lie in the region of their own class."""
        return Proportion(int((self.decisions(self.activations) == self.labels).sum()), len(self.labels))

    def decisions(self, points: Array) -> Array:
        """The class that the output layer gives to points (N, 2) of the plane."""
        scores: Array = points @ self.network.weights[1] + self.network.biases[1]
        classes: Array = scores.argmax(axis=1)
        return classes

    @cached_property
    def panel(self) -> tuple[Array, Array, Array]:
        """What the panel shows: values of the first unit (GRID_POINTS,), of the second (GRID_POINTS,), answers (GRID_POINTS, GRID_POINTS)."""
        low, high = self.activations.min(axis=0), self.activations.max(axis=0)
        margin = PANEL_MARGIN * np.maximum(high - low, 1e-6)
        across, up = (np.linspace(low[i] - margin[i], high[i] + margin[i], GRID_POINTS) for i in (0, 1))
        points = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
        return across, up, self.decisions(points).reshape(GRID_POINTS, GRID_POINTS)

    @property
    def regions(self) -> int:
        """How many of the ten answers have a region in the panel."""
        return len(np.unique(self.panel[2]))

    def plot(self, ax: Axes | None = None, lang: Language = "en") -> Figure:
        """Each image as its digit, where the two units put it; the background is the network's answer there."""
        if ax is None:
            _, ax = plt.subplots(figsize=(3.6, 3.8))
        across, up, regions = self.panel
        extent = (float(across[0]), float(across[-1]), float(up[0]), float(up[-1]))
        ax.imshow(
            regions, extent=extent, origin="lower", aspect="auto", cmap=ListedColormap(DIGIT_COLORS), vmin=-0.5,
            vmax=9.5, alpha=0.25, interpolation="nearest",
        )  # fmt: skip
        for digit, color in enumerate(DIGIT_COLORS):
            members = self.activations[self.labels == digit]
            ax.plot(*members.T, ls="", marker=f"${digit}$", color=color, ms=4.5, mew=0.2, alpha=0.85)
            inside = regions == digit
            if inside.mean() >= LABELLED_SHARE:
                self._name_region(ax, digit, inside, across, up)
        ax.set_xlim(*extent[:2])
        ax.set_ylim(*extent[2:])
        ax.set_title(self.title[lang])
        ax.set_xlabel(Text("hidden unit 1", "隱藏單元 1")[lang])
        ax.set_ylabel(Text("hidden unit 2", "隱藏單元 2")[lang])
        figure = ax.figure
        assert isinstance(figure, Figure)
        return figure

    @staticmethod
    def _name_region(ax: Axes, digit: int, inside: Array, across: Array, up: Array) -> None:
        """Write the digit into its region. A region is an intersection of half-planes: its middle lies inside."""
        rows, columns = np.nonzero(inside)
        ax.text(
            across[int(columns.mean())], up[int(rows.mean())], str(digit), fontsize=17, fontweight="bold",
            color=DIGIT_COLORS[digit], ha="center", va="center",
            bbox={"boxstyle": "circle,pad=0.12", "facecolor": "white", "edgecolor": DIGIT_COLORS[digit], "alpha": 0.85},
        )  # fmt: skip


def hidden_planes(history: TrainingHistory, dataset: ImageDataset) -> tuple[HiddenPlane, HiddenPlane]:
    """The first and the last network that a training kept, each with the same 700 test images at most, drawn at random.

    Args:
        history: of a network with one hidden layer of two units.
        dataset: what it learned from.
    """
    data, labels = to_matrices(dataset), dataset.labels[dataset.labelled_indices("test")]
    chosen = np.random.Generator(np.random.PCG64(0)).permutation(len(labels))[:IMAGES_SHOWN]
    x = data.x_test[chosen]
    epochs = sorted(history.networks)
    first, last = (
        HiddenPlane(
            history.networks[epoch],
            x,
            labels[chosen],
            Text(f"after epoch {epoch}", f"第 {epoch} 個 epoch 後"),
        )
        for epoch in (epochs[0], epochs[-1])
    )
    return first, last


def plot_planes(first: HiddenPlane, last: HiddenPlane, lang: Language = "en") -> Figure:
    """Two moments of one training side by side, each with its own scale."""
    figure, axes = plt.subplots(1, 2, figsize=(7.2, 4.0))
    for ax, plane in zip(axes, (first, last), strict=True):
        plane.plot(ax, lang)
    return figure
